"""Tables for the terminal: hidden gaps with one sentence each, and what an import did."""

from rich.box import HORIZONTALS
from rich.console import Group
from rich.table import Table
from rich.text import Text

from oneplan.definitions.measures import kinds_of_measures
from oneplan.sources.checks import CHECKS, count_flags
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.sources.store import Imported
from oneplan.understand.telling import VERDICTS
from oneplan.words.area import Area, find_area
from oneplan.words.saying import say_day, say_rank, say_value, start_sentence


def table_of_gaps(gaps: Sourced, *, area: Area, top: int | None = None) -> Group:
    """The told findings in their order: who, what, one sentence, the gap here and elsewhere, the rank."""
    told = gaps.frame.filter("told")
    shown = told.head(top) if top else told
    heading = f"For whom is it a different story in {area.name}?"
    count = (
        f"{shown.height} of {told.height} comparisons, the most telling first. Rank 1 is the narrowest gap."
    )
    table = Table(expand=True, show_lines=True, pad_edge=False, box=HORIZONTALS)
    table.add_column("For whom, and in what", ratio=1)
    for name in ("Gap here", "England", "Neighbours", "Rank"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in shown.iter_rows(named=True):
        title = Text(start_sentence(row["group_name"]), style="bold")
        what = Text(f"{row['family_title']}, {row['period_said']}", style="dim")
        verdict = Text(
            VERDICTS[row["verdict"]], style="bold yellow" if row["verdict"] == "masked" else "bold"
        )
        said = [
            say_value(row[name], decimals=row["decimals"], unit="")
            for name in ("gap", "england_gap", "neighbours_gap")
        ]
        moves = (
            [Text("This gap moves a lot from year to year.", style="italic")] if row["moves_a_lot"] else []
        )
        table.add_row(
            Group(title, what, Text(row["sentence"]), verdict, *moves),
            *said,
            say_rank(row["rank"], of=row["of"]),
        )
    return Group(Text(heading, style="bold"), Text(count), table, Text(_source(gaps), style="dim"))


def _source(gaps: Sourced) -> str:
    edition = gaps.edition
    return (
        f"Source: {edition.publisher}, {edition.title}, edition of {edition.label}; {edition.licence}. "
        "No denominator is published, so no interval can be given. Gaps are in the measure's own units; "
        "neighbours: the mean of those of the ten statistical neighbours with figures."
    )


def table_of_import(imported: Imported) -> Group:
    """What was read, kept, missing by reason, left out, and flagged by each check."""
    evidence = imported.evidence
    table = Table(
        title=f"{evidence.edition.title}, edition of {evidence.edition.label}", title_justify="left"
    )
    table.add_column("What")
    table.add_column("Rows", justify="right")
    kept = evidence.count_observations()
    missing = sum(imported.missing.values())
    table.add_row("Read", f"{imported.rows_read:,}")
    table.add_row("Kept", f"{kept:,}")
    table.add_row("  with a value", f"{kept - missing:,}")
    for reason, rows in imported.missing.items():
        table.add_row(f"  without one: {reason}", f"{rows:,}")
    for reason, what, rows in imported.left_out.iter_rows():
        table.add_row(f"Left out: {reason}: {what}", f"{rows:,}")
    for check, flags in count_flags(evidence.checks).items():
        table.add_row(f"Flagged: {CHECKS[check]}", f"{flags:,}")
    table.add_row("Revised since the edition before", f"{evidence.revisions.height:,}")
    done = (
        "A new edition was added."
        if imported.is_new
        else "This edition was here already: nothing was changed."
    )
    return Group(table, Text(done), *([table_of_revisions(evidence)] if evidence.revisions.height else []))


def table_of_revisions(evidence: Evidence, *, top: int = 10) -> Group:
    """Figures that differ from the edition before, the first so many of them."""
    table = Table(title=f"Revised in the edition of {evidence.edition.label}", title_justify="left")
    for name in ("Measure", "Area", "Period", "Before", "Now", "What happened"):
        table.add_column(name, justify="right" if name in ("Before", "Now") else "left")
    for row in evidence.revisions.head(top).iter_rows(named=True):
        area = find_area(row["area"]).name
        table.add_row(row["measure"], area, row["period"], row["before"], row["now"], row["change"])
    more = evidence.revisions.height - top
    rest = f"And {more:,} more: `oneplan evidence revisions --format csv` lists them all." if more > 0 else ""
    return Group(table, Text(rest))


def table_of_editions(editions: list[Evidence]) -> Group:
    """Editions, newest first, and of the newest: measures by kind, how fresh they are, checks."""
    table = Table(title="Editions, newest first", title_justify="left")
    for name in ("Edition", "Folder", "Imported", "Figures", "Revised"):
        table.add_column(name, justify="right" if name in ("Figures", "Revised") else "left")
    for evidence in editions:
        edition = evidence.edition
        label = f"{edition.label}{' (built in)' if edition.built_in else ''}"
        figures, revised = evidence.count_observations(), evidence.revisions.height
        table.add_row(label, edition.key, say_day(edition.imported), f"{figures:,}", f"{revised:,}")
    return Group(table, _freshness(editions[0]), _flags(editions[0]))


def _freshness(evidence: Evidence) -> Table:
    """For how many measures the newest published period ends in each year."""
    table = Table(title="Newest period of the measures", title_justify="left")
    for name in ("Ends in", "Measures", "Of which rates or scores"):
        table.add_column(name, justify="right")
    kinds = kinds_of_measures()
    newest = evidence.newest_periods()
    for year in sorted({end.year for end in newest.values()}, reverse=True):
        measures = [name for name, end in newest.items() if end.year == year]
        compared = sum(kinds.get(name) in ("rate", "score") for name in measures)
        table.add_row(str(year), str(len(measures)), str(compared))
    return table


def _flags(evidence: Evidence) -> Table:
    table = Table(title="Checks", title_justify="left")
    table.add_column("Check")
    table.add_column("Flagged", justify="right")
    table.add_column("Measures")
    for check, flags in count_flags(evidence.checks).items():
        names = evidence.checks.filter(check=check)["measure"].unique().sort().to_list()
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        table.add_row(CHECKS[check], f"{flags:,}", shown)
    return table
