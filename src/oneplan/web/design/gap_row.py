"""One row of hidden gaps as a page shows it: words, charts, and the same figures in tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from oneplan.sources.sourced import Row
from oneplan.understand.telling import VERDICTS
from oneplan.web.design.gap_charts import draw_place_among_all, show, show_pair
from oneplan.web.design.gap_tables import Table, history_table, places_table
from oneplan.words.area import Area
from oneplan.words.saying import say_rank, say_value, start_sentence

SIGNS = {"masked": "▲", "behind-too": "■", "no-hidden-gap": "–", "cannot-tell": "?"}


@dataclass(frozen=True)
class GapRow:
    """What a template needs to show one comparison."""

    anchor: str
    heading: str
    about: str
    sentences: tuple[str, ...]
    verdict: str
    sign: str
    flag: str
    notes: tuple[str, ...]
    dots: tuple[str, str]
    pair: SafeString
    strip: SafeString
    gap: str
    unit: str
    ahead: bool
    rank: str
    of: str
    change: str
    tables: tuple[Table, ...]
    href: str = ""
    """Where the comparison stands among all, on a page that shows only some."""
    csv: str = ""
    """The file with all figures of the row: over time, and of every authority."""
    finding: str = ""
    """The family and the group, by which a plan takes the comparison up."""


def make_gap_row(
    row: Row, *, area: Area, spread: Mapping[str, float], neighbours: tuple[str, ...], newer: str = ""
) -> GapRow:
    """Make one row from one comparison.

    Parameters
    ----------
    row
        A row of `find_hidden_gaps`.
    area
        The authority that the row is about.
    spread
        Every authority's gap in this pair and period, by code.
    neighbours
        The codes of its statistical neighbours.
    newer
        A newer period that others have figures for, where there is one.
    """
    rank, *of = say_rank(row["rank"], of=row["of"]).partition(" of ")
    return GapRow(
        anchor=anchor_of(row),
        heading=start_sentence(row["group_name"]),
        about=about(row),
        sentences=(row["headline_sentence"], row["group_sentence"]),
        verdict=row["verdict"],
        sign=SIGNS[row["verdict"]],
        flag=VERDICTS[row["verdict"]],
        notes=notes(row, newer=newer),
        dots=(row["group_name"], row["reference_name"]),
        pair=show_pair(row, area=area),
        strip=show(draw_place_among_all(row, area=area, spread=spread, neighbours=neighbours)),
        gap=say_value(abs(row["gap"]), decimals=row["decimals"]),
        unit=f"{row['unit']} ahead" if row["gap"] < 0 else row["unit"],
        ahead=row["gap"] <= 0,
        rank=rank,
        of="".join(of),
        change=row["change"],
        tables=(places_table(row, area=area), history_table(row, area=area)),
        finding=f"{row['family']}/{row['group']}",
    )


def anchor_of(row: Row) -> str:
    """The row's own place on a page: the same for every area, edition and order, so that a link keeps."""
    return f"{row['family']}-{row['group']}"


def about(row: Row) -> str:
    """The measure and its period."""
    status = f" ({row['period_status']})" if row["period_status"] else ""
    return f"{row['family_title']}, {row['period_said']}{status}"


def notes(row: Row, *, newer: str) -> tuple[str, ...]:
    """What a reader must know before trusting a row."""
    found = []
    if newer:
        said = newer.replace("-", "–")
        found.append(f"These are the newest figures here; others have {said}.")
    if row["caution"]:
        found.append(f"Read it with care. {row['caution']}")
    if row["neighbours_gap"] is None:
        found.append("Too few neighbours publish it for a mean.")
    return tuple(found)
