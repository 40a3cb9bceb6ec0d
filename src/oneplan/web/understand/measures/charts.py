"""The charts of a measure: its lines over time, its groups beside England, its gap over time."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.utils.html import format_html
from django.utils.safestring import SafeString

from oneplan.choices import Thresholds
from oneplan.definitions.families import Family
from oneplan.publish.charts.beside import GroupRow, draw_beside
from oneplan.publish.charts.lines import draw_lines
from oneplan.publish.charts.ranks import draw_ranks
from oneplan.publish.charts.scale import round_scale
from oneplan.publish.charts.timeline import NARROW, WIDE, Line, Role, Shade, Timeline
from oneplan.sources.sourced import Row
from oneplan.web.understand.measures.words import (
    say_figure,
    say_label,
    say_period,
    say_whom,
    standing,
    write_tick,
)
from oneplan.words.area import Area, region_of
from oneplan.words.saying import say_rank, say_value

_NOTHING = "nothing is published"
_LONGEST_STEP = 400
"""Days between two periods that follow each other; more means that one is left out."""


def show_series(rows: Sequence[Row], *, family: Family, area: Area, finding: str) -> SafeString:
    """One group over time: here, England, the region and the neighbours."""
    places: list[tuple[str, Role, str]] = [
        (area.name, "here", "sound"),
        ("England", "england", "england_value"),
        (region_of(area).name, "region", "region_value"),
        (_neighbours_named(rows), "neighbours", "neighbours_value"),
    ]
    say = partial(say_label, family=family)
    lines = [_line(rows, name=name, role=role, column=column, say=say) for name, role, column in places]
    return _show(rows, lines, family=family, finding=finding)


def show_gap(rows: Sequence[Row], *, family: Family, area: Area, finding: str) -> SafeString:
    """A gap over time, from 0: here, England and the neighbours."""
    places: list[tuple[str, Role, str]] = [
        (area.name, "here", "gap"),
        ("England", "england", "england_gap"),
        (_neighbours_named(rows), "neighbours", "neighbours_gap"),
    ]
    say = partial(say_value, decimals=family.decimals)
    lines = [_line(rows, name=name, role=role, column=column, say=say) for name, role, column in places]
    last = next((row["gap"] for row in reversed(rows) if row["gap"] is not None), 0)
    return _show(rows, lines, family=family, finding=finding, gap=True, behind=last > 0)


def show_ranks(
    rows: Sequence[Row], *, family: Family, limits: Thresholds, behind: bool, finding: str
) -> SafeString:
    """Where a gap stood among all authorities, period by period."""
    places = tuple(_place_of(row) for row in rows)
    last = next(row for row in reversed(rows) if row["rank"])
    line = Line("", "here", places, say_rank(last["rank"], of=last["of"]))
    time = timeline(rows, lines=[line], family=family)
    drawings = [
        draw_ranks(
            places,
            time=time,
            said=line.said,
            says="",
            widest_part=limits.widest_part,
            behind=behind,
            width=width,
        )
        for width in (WIDE, NARROW)
    ]
    said = "; ".join(
        f"{say_period(row)}: {say_rank(row['rank'], of=row['of'])}" for row in rows if row["rank"]
    )
    says = f"{finding} {said}. 1 is the narrowest."
    return format_html('<div role="img" aria-label="{}">{}{}</div>', says, *drawings)


def _place_of(row: Row) -> float | None:
    """Where a rank lies between the narrowest (0) and the widest (1)."""
    return (row["rank"] - 1) / max(row["of"] - 1, 1) if row["rank"] else None


def _show(
    rows: Sequence[Row],
    lines: Sequence[Line],
    *,
    family: Family,
    finding: str,
    gap: bool = False,
    behind: bool = False,
) -> SafeString:
    """Both drawings, of which a page shows one, in an element that says for both what they show."""
    shown = [line for line in lines if any(value is not None for value in line.values)]
    write = "{:g}".format if gap else partial(write_tick, family=family)
    time = timeline(rows, lines=shown, family=family)
    drawings = [
        draw_lines(shown, time=time, says="", from_nought=gap, behind=behind, write=write, width=width)
        for width in (WIDE, NARROW)
    ]
    ends = ", ".join(f"{line.name} {line.said}" for line in shown)
    when = f"{say_period(rows[0])} to {say_period(rows[-1])}"
    says = f"{finding}. {when}. At the end: {ends}. The table has every figure."
    return format_html('<div role="img" aria-label="{}">{}{}</div>', says, *drawings)


def _line(rows: Sequence[Row], *, name: str, role: Role, column: str, say: Callable[[float], str]) -> Line:
    values = tuple(row[column] for row in rows)
    last = next((at for at in range(len(rows) - 1, -1, -1) if values[at] is not None), None)
    if last is None:
        return Line(name, role, values, "")
    said = say(values[last])
    older = "" if last == len(rows) - 1 else f" ({say_period(rows[last])})"
    return Line(name, role, values, said + older)


def _neighbours_named(rows: Sequence[Row]) -> str:
    used = next((row["neighbours_used"] for row in reversed(rows) if row["neighbours_used"]), 0)
    return f"{used} neighbours"


def timeline(rows: Sequence[Row], *, lines: Sequence[Line], family: Family) -> Timeline:
    """The periods of a chart, what is not joined and what is shaded."""
    breaks = {
        at
        for at in range(1, len(rows))
        if not (rows[at]["comparable"] and rows[at - 1]["comparable"])
        or (rows[at]["period_end"] - rows[at - 1]["period_end"]).days > _LONGEST_STEP
    }
    reasons = [
        family.comparable_why
        if not row["comparable"]
        else _NOTHING
        if all(line.values[at] is None for line in lines)
        else ""
        for at, row in enumerate(rows)
    ]
    names = tuple(str(row["period"]).replace("-", "–") for row in rows)
    return Timeline(names, frozenset(breaks), tuple(_shades(reasons)))


def _shades(reasons: Sequence[str]) -> list[Shade]:
    """One shade a stretch of periods with the same reason."""
    shades: list[Shade] = []
    for at, why in enumerate(reasons):
        short = "no figures" if why == _NOTHING else "not joined"
        if shades and why == shades[-1].why and shades[-1].last == at - 1:
            shades[-1] = Shade(shades[-1].first, at, why, short)
        elif why:
            shades.append(Shade(at, at, why, short))
    return shades


def scale_starts(rows: Sequence[Row]) -> float:
    """Where the scale of a chart over time starts, which the page says."""
    columns = ("sound", "england_value", "region_value", "neighbours_value")
    return round_scale(row[column] for row in rows for column in columns if row[column] is not None).low


def show_groups(newest: Mapping[str, Row | None], *, family: Family, finding: str) -> SafeString:
    """Every group here beside the same group in England, on one scale."""
    rows = [_group(group, row, family=family) for group, row in newest.items()]
    ends = None
    if family.scale_low is not None and family.scale_high is not None:
        ends = (family.scale_low, family.scale_high)
    write = partial(write_tick, family=family)
    drawings = [draw_beside(rows, says="", ends=ends, write=write, width=width) for width in (WIDE, NARROW)]
    said = "; ".join(f"{row.name} {row.said}" for row in rows)
    says = f"{finding}. {said}. The table has England’s figures too."
    return format_html('<div role="img" aria-label="{}">{}{}</div>', says, *drawings)


def _group(group: str, row: Row | None, *, family: Family) -> GroupRow:
    name = say_whom(family, group)
    if row is None:
        return GroupRow(name, None, "not published", None)
    here, there = row["sound"], row["england_value"]
    behind = standing(here, there, family=family) == "worse"
    return GroupRow(name, here, say_figure(here, family=family), there, behind=behind)
