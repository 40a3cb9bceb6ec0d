"""`oneplan protect`: withhold what would tell something of one child, and certify the rest."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneplan.choices import FILE_NAME, read_choices
from oneplan.cli import gate_options as given
from oneplan.cli.screen import console, home, note, work_bar
from oneplan.errors import NotValid

if TYPE_CHECKING:
    from oneplan.disclosure.asked import Asked
    from oneplan.disclosure.auditor.certificate import Certificate
    from oneplan.disclosure.releases.magnitudes import Magnitude
    from oneplan.disclosure.safe_table import SafeTable


def protect(  # noqa: PLR0913 - each is an option
    *,
    counts: Annotated[
        Path, typer.Option(help="CSV: a row for each inner cell, a column for each dimension, freq.")
    ],
    table: Annotated[
        list[str], typer.Option(help="A table to show: the full cross of these dimensions, with commas.")
    ],
    out: Annotated[Path, typer.Option(help="The file for readers.")],
    policy: given.Policy,
    hierarchy: given.Hierarchy = None,
    certificate: given.Proof = None,
    ledger: given.Ledger = None,
    snapshot: given.Snapshot = None,
    audience: Annotated[str, typer.Option(help="public or partner.")] = "public",
    time_limit: given.Seconds = None,
    when_uncovered: given.Way = None,
    rate: given.Rate = None,
    added: given.Sum = None,
    contributor: given.Contributor = None,
    scale: given.Scale = None,
    mean: given.WithMean = False,
    advice: given.Advice = False,
) -> None:
    """Protect the tables of a release together, audit the finished file, and write it if it is safe."""
    from oneplan.disclosure.gate import Paths, protect_release  # noqa: PLC0415

    asked = _read_asked(
        counts,
        table,
        hierarchy=hierarchy,
        policy=policy,
        rate=rate,
        magnitude=_read_sum(counts, added, contributor=contributor, scale=scale, mean=mean),
    )
    if advice:
        _print_advice(asked, time_limit)
        return
    beside = Beside(ledger, counts, snapshot=snapshot, audience=audience) if ledger else None
    if beside:
        asked = _go_on(beside.add_earlier(asked), when_uncovered, time_limit=time_limit)
    with work_bar() as progress:
        passed = protect_release(asked, Paths(out, certificate), time_limit=time_limit, progress=progress)
    if beside:
        beside.remember(asked, passed.table, out=out)
    _print_written(passed.certificate, out)


def _print_written(found: "Certificate", out: Path) -> None:
    for line in found.notes:
        note(line)
    console().print(
        f"Written: {out}. {found.shown:,} cells are shown, {found.withheld:,} are withheld, and none can be"
        f" worked out ({found.seconds:.1f} s).",
        markup=False,
    )


def _go_on(asked: "Asked", way: str | None, *, time_limit: float | None) -> "Asked":
    """The release by the way that a person chose, or the ways with their costs and an end."""
    from oneplan.disclosure.ways import check_way, take_way, weigh_ways  # noqa: PLC0415

    if way is None or not asked.earlier.protect:
        return asked
    if way != "ask":
        return take_way(asked, check_way(way))
    for one in weigh_ways(asked, time_limit=time_limit):
        console().print(f"{one.way}: {one.said}", markup=False)
    note("Nothing was written. Choose with --when-uncovered. Keep these figures to yourself.")
    raise typer.Exit(1)


def _read_sum(
    counts: Path, name: str | None, *, contributor: str | None, scale: str | None, mean: bool
) -> "Magnitude | None":
    """What is added up beside the children."""
    from oneplan.disclosure.releases.files import read_magnitude  # noqa: PLC0415

    if name:
        return read_magnitude(counts, name, contributor=contributor or "", scale=scale or "", with_mean=mean)
    given = {"--contributor": contributor, "--scale": scale, "--mean": mean}
    alone = next((option for option, value in given.items() if value), None)
    if alone:
        raise NotValid(f"{alone} needs --sum. Name the column that is added up, such as --sum days.")
    return None


def _read_asked(
    counts: Path,
    table: list[str],
    *,
    hierarchy: list[str] | None,
    policy: str,
    rate: str | None,
    magnitude: "Magnitude | None",
) -> "Asked":
    """The release that the words ask for, by the policy as the partnership has it."""
    from oneplan.disclosure.asked import Asked  # noqa: PLC0415
    from oneplan.disclosure.policies import choose_policy  # noqa: PLC0415
    from oneplan.disclosure.releases.files import read_release  # noqa: PLC0415
    from oneplan.disclosure.releases.rates import read_rate  # noqa: PLC0415

    trees = read_pairs_of_names(hierarchy)
    tables = [[name.strip() for name in one.split(",")] for one in table]
    rules = choose_policy(policy, read_choices(home() / FILE_NAME).policies)
    release = read_release(counts, hierarchies=trees, tables=tables, magnitude=magnitude)
    return Asked(
        release,
        rules,
        hierarchies=trees,
        rate=read_rate(rate) if rate else None,
        magnitude=magnitude,
    )


class Beside:
    """A release beside those that are in a ledger."""

    def __init__(self, ledger: Path, counts: Path, *, snapshot: str | None, audience: str) -> None:
        from oneplan.disclosure.ledger import check_audience, name_snapshot  # noqa: PLC0415

        check_audience(audience)
        self.ledger, self.audience = ledger, audience
        self.snapshot = snapshot or name_snapshot(ledger, counts)

    def add_earlier(self, asked: "Asked") -> "Asked":
        """The release with the tables of its snapshot that are out, and with what readers know of others."""
        from oneplan.disclosure.asked import prepare  # noqa: PLC0415
        from oneplan.disclosure.earlier import find_earlier, tables_of  # noqa: PLC0415

        names = [one.name for one in asked.release.dimensions]
        out = tables_of(self.ledger, self.snapshot, dimensions=names)
        tables = tuple(dict.fromkeys((*asked.release.tables, *out)))
        asked = replace(asked, release=replace(asked.release, tables=tables))
        small = asked.policy.withhold_to
        earlier = find_earlier(
            self.ledger,
            prepare(asked),
            dimensions=names,
            snapshot=self.snapshot,
            small=small,
            magnitude=asked.magnitude,
        )
        if earlier.protect:
            note(
                f"{len(earlier.protect):,} cells have changed by 1 to {small} children since they went out."
                " They are withheld, unless you freeze the earlier release, round this one or merge levels:"
                " --when-uncovered ask says what each costs."
            )
        return replace(asked, earlier=earlier)

    def remember(self, asked: "Asked", table: "SafeTable", *, out: Path) -> None:
        """Write the release into the ledger."""
        from oneplan.disclosure.ledger import publish  # noqa: PLC0415

        day = datetime.now(UTC).date().isoformat()
        publish(
            self.ledger,
            table,
            tables=asked.release.tables,
            file=out,
            snapshot=self.snapshot,
            audience=self.audience,
            day=day,
            magnitude=asked.magnitude,
        )


def _print_advice(asked: "Asked", time_limit: float | None) -> None:
    """What each choice would show; worked out from the true counts, so for its makers alone."""
    from oneplan.disclosure.advice import advise  # noqa: PLC0415

    for one in advise(asked, time_limit=time_limit):
        console().print(
            f"{one.choice}: {one.withheld:,} of {one.cells:,} cells withheld,"
            f" {one.share_shown:.0%} of the children in the narrowest cells shown.",
            markup=False,
        )
    note("These figures come from the true counts. Keep them to yourself.")


def read_pairs_of_names(given: list[str] | None) -> tuple[tuple[str, Path], ...]:
    """What `--hierarchy DIMENSION=FILE` names."""
    pairs = [one.partition("=") for one in given or []]
    wrong = [name for name, sign, path in pairs if not (name and sign and path)]
    if wrong:
        raise NotValid(f"“{wrong[0]}” names no file. Write --hierarchy school=schools.csv.")
    return tuple((name, Path(path)) for name, _, path in pairs)
