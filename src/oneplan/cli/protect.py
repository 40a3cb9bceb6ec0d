"""`oneplan protect`: withhold what would tell something of one child, and certify the rest."""

from pathlib import Path
from typing import Annotated

import typer

from oneplan.cli.screen import console, note, work_bar
from oneplan.errors import NotValid


def protect(
    *,
    counts: Annotated[
        Path, typer.Option(help="CSV: one row for each inner cell, a column for each dimension, freq.")
    ],
    table: Annotated[
        list[str], typer.Option(help="A table to show: the full cross of these dimensions, with commas.")
    ],
    out: Annotated[Path, typer.Option(help="The file for readers.")],
    policy: Annotated[
        str, typer.Option(help="The rules: dfe_la, nhs_subnational, opensafely, research_10, survey.")
    ],
    hierarchy: Annotated[
        list[str] | None,
        typer.Option(help="DIMENSION=FILE with the columns child and parent; the root is Total."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="The certificate; the private reasons are written beside it.")
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds for choosing; then the rest stays withheld.")
    ] = None,
) -> None:
    """Protect the tables of a release together, audit the finished file, and write it if it is safe."""
    from oneplan.disclosure.asked import Asked
    from oneplan.disclosure.gate import Paths, protect_release
    from oneplan.disclosure.policies import find_policy
    from oneplan.disclosure.releases.files import read_release

    trees = read_pairs_of_names(hierarchy)
    tables = [[name.strip() for name in one.split(",")] for one in table]
    release = read_release(counts, hierarchies=trees, tables=tables)
    asked = Asked(release, find_policy(policy), hierarchies=trees)
    with work_bar() as progress:
        passed = protect_release(asked, Paths(out, certificate), time_limit=time_limit, progress=progress)
    if not passed.finished:
        note(
            "The time was up: the answer is safe, and coarser than it could be. Allow more time to show more."
        )
    found = passed.certificate
    console().print(
        f"Written: {out}. {found.shown:,} cells are shown, {found.withheld:,} are withheld, and none can be"
        f" worked out ({found.seconds:.1f} s).",
        markup=False,
    )


def read_pairs_of_names(given: list[str] | None) -> tuple[tuple[str, Path], ...]:
    """What `--hierarchy DIMENSION=FILE` names."""
    pairs = [one.partition("=") for one in given or []]
    wrong = [name for name, sign, path in pairs if not (name and sign and path)]
    if wrong:
        raise NotValid(f"“{wrong[0]}” names no file. Write --hierarchy school=schools.csv.")
    return tuple((name, Path(path)) for name, _, path in pairs)
