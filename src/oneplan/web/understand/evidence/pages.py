"""What the page of a search shows: the short list, each group with its chart, table and schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from oneplan.publish.charts.intervals import NARROW, WIDE, Row, draw_intervals
from oneplan.understand.intersections.findings import NEVER_SAID
from oneplan.web.understand.models import Analysis

STEP = 10
MOST_ANSWERED = 0.9
"""Above this share it is not said that some of the group did not answer."""


@dataclass(frozen=True)
class Line:
    """One line of a finding's table."""

    who: str
    children: str
    share: str
    interval: str


@dataclass(frozen=True)
class Item:
    """One group of the short list."""

    number: int
    group: str
    sentence: str
    chart: SafeString
    lines: tuple[Line, ...]
    schools: str
    weighted: str


@dataclass(frozen=True)
class Page:
    """What was found in one search."""

    looked_at: str
    left_out: int
    found: int
    items: tuple[Item, ...]
    never_said: str


def make_page(analysis: Analysis) -> Page | None:
    """The page of a search, or None while it is not done."""
    result = analysis.result
    if result is None:
        return None
    items = tuple(make_item(number, one) for number, one in enumerate(result["short_list"], start=1))
    return Page(
        looked_at=result["looked_at"],
        left_out=result["left_out"],
        found=result["found"],
        items=items,
        never_said=NEVER_SAID,
    )


def make_item(number: int, one: Mapping[str, Any]) -> Item:
    """One group with its evidence."""
    rows = one["evidence"]["rows"]
    top = min(100, STEP * (1 + int(max(row["upper"] for row in rows) * 100 / STEP)))
    drawn = [
        Row(
            say_who(row),
            row["share"] * 100,
            row["lower"] * 100,
            row["upper"] * 100,
            _per_cent(row["share"]),
            found=row["kind"] == "group",
        )
        for row in rows
    ]
    return Item(
        number=number,
        group=one["told"]["group"],
        sentence=one["sentence"],
        chart=make_chart(drawn, top=top),
        lines=tuple(
            Line(
                say_who(row),
                f"{row['n']:,}",
                _per_cent(row["share"]),
                f"{_per_cent(row['lower'])} to {_per_cent(row['upper'])}",
            )
            for row in rows
        ),
        schools=say_schools(one["evidence"]),
        weighted=say_weighted(one["evidence"]),
    )


def make_chart(rows: list[Row], *, top: int) -> SafeString:
    """The chart for wide pages and for narrow ones, and its figures in words for who cannot see it."""
    said = ". ".join(f"{row.name}: {row.said}" for row in rows)
    drawings = [
        draw_intervals(rows, scale=(0.0, float(top)), says="", ends_said=("0%", f"{top}%"), width=width)
        for width in (WIDE, NARROW)
    ]
    return format_html('<div role="img" aria-label="{}">{}{}</div>', said, *drawings)


def say_who(row: Mapping[str, Any]) -> str:
    """Who a row is about; the best-off group is said to be that."""
    return f"best off: {row['who']}" if row["kind"] == "best" else str(row["who"])


def say_weighted(evidence: Mapping[str, Any]) -> str:
    """What weighting for who answered makes of it, and how many of those asked did not answer."""
    said, answered, weighted = "", evidence.get("answered", 1.0), evidence.get("weighted")
    if weighted is not None:
        group, rest = (_per_cent(share) for share in weighted)
        said = f"Weighted for who took part: {group} beside {rest} of all others."
    if answered < MOST_ANSWERED:
        said = f"{said} Of the group {_per_cent(answered)} answered this question; nobody knows the others."
    return said.strip()


def say_schools(evidence: Mapping[str, Any]) -> str:
    """What schools have to do with it, in words."""
    if evidence["schools"] is None:
        return "The records do not say which school a child is in. So the intervals may be too narrow."
    wider = evidence["effect"] ** 0.5
    counted = f"These children are in {evidence['schools']:,} schools."
    if wider < 1.05:
        return f"{counted} Schools hardly change how sure we are."
    return f"{counted} Children in one school are alike, so the interval is {wider:.1f} times as wide."


def _per_cent(share: float) -> str:
    return f"{share * 100:.0f}%"
