"""`oneplan evidence`: import published statistics, report on them, and make the built-in table."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from oneplan.cli.screen import Format, console, download_bar, home
from oneplan.errors import NotFound, NotValid
from oneplan.publish.terminal import table_of_editions, table_of_import, table_of_revisions
from oneplan.sources.checks import count_flags
from oneplan.sources.evidence import BUILT_IN, list_editions, open_evidence
from oneplan.sources.figures import write_figures
from oneplan.sources.origin import bring_in

evidence_app = typer.Typer(no_args_is_help=True, help="Published statistics: import them, report on them.")
_SOURCES = ("lait",)


@evidence_app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="Which publication: lait.")],
    from_: Annotated[
        Path | None, typer.Option("--from", help="The folder that holds the publisher's files.")
    ] = None,
) -> None:
    """Import an edition, and print what was read, kept, missing and flagged."""
    if source not in _SOURCES:
        raise NotFound(f"No publication is called “{source[:40]}”. Choose one of: {', '.join(_SOURCES)}.")
    with download_bar() as progress:
        arrival = bring_in(home(), folder=from_, progress=progress)
    if arrival.imported:
        console().print(table_of_import(arrival.imported))
    console().print(arrival.whence, markup=False)


@evidence_app.command()
def report(
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Show editions, measures, how fresh they are, and what the checks flagged."""
    editions = list_editions(home() / "evidence")
    if not editions:
        raise NotFound("No statistics have been imported. Type `oneplan evidence import lait --from FOLDER`.")
    if format_ is Format.table:
        console().print(table_of_editions(editions))
    elif format_ is Format.csv:
        sys.stdout.write(editions[0].checks.write_csv())
    else:
        rows = [
            {
                "edition": evidence.edition.label,
                "key": evidence.edition.key,
                "imported": evidence.edition.imported.isoformat(),
                "built_in": evidence.edition.built_in,
                "observations": evidence.count_observations(),
                "measures": len(evidence.newest_periods()),
                "revisions": evidence.revisions.height,
                "flags": count_flags(evidence.checks),
            }
            for evidence in editions
        ]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")


@evidence_app.command()
def revisions(
    *,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the figures that the newest edition gives differently from the one before."""
    evidence = open_evidence(home())
    if format_ is Format.table:
        console().print(table_of_revisions(evidence))
    elif format_ is Format.csv:
        sys.stdout.write(evidence.revisions.write_csv())
    else:
        sys.stdout.write(json.dumps(evidence.revisions.to_dicts(), indent=2, ensure_ascii=False) + "\n")


@evidence_app.command()
def figures(
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = BUILT_IN,
) -> None:
    """Write the small table of published figures that comes with oneplan, from the newest edition."""
    evidence = open_evidence(home())
    if out.exists() and not out.joinpath("edition.json").exists() and any(out.iterdir()):
        raise NotValid(f"{out} holds something else. Name a new folder.")
    size = write_figures(evidence, into=out)
    console().print(
        f"Written: {out}, {size:,} bytes, from the edition of {evidence.edition.label}.", markup=False
    )
