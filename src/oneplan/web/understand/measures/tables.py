"""The figures of a measure in tables: by period, by group, and the gap by period."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html

from oneplan.definitions.families import Family
from oneplan.sources.sourced import Row
from oneplan.web.design.gap_tables import Line, Table, line
from oneplan.web.understand.measures.words import say_cell, say_figure, say_period, say_whom, who_of
from oneplan.words.area import Area, region_of
from oneplan.words.saying import say_rank, say_value, start_sentence

ALL_NEIGHBOURS = 10


def series_table(rows: Iterable[Row], *, family: Family, group: str, area: Area) -> Table:
    """One group's figures, the newest period first."""
    listed = list(rows)
    total = any(row["total"] for row in listed)
    ranked = any(row["rank"] for row in listed)
    columns = ["Period", area.name]
    if not total:
        columns += ["England", region_of(area).name, "Neighbours"]
    if ranked:
        columns.append("Rank")
    lines = []
    for row in reversed(listed):
        cells = [say_cell(row, family=family)]
        if not total:
            cells += [say_cell(row, family=family, prefix=prefix) for prefix in ("england_", "region_")]
            cells.append(say_neighbours(row, family=family))
        if ranked:
            cells.append(say_rank(row["rank"], of=row["of"]) if row["rank"] else "–")
        lines.append(line(name_of_period(row), tuple(cells), columns=tuple(columns), here=False))
    best = " Rank 1 is the best." if ranked else ""
    about = "" if who_of(family, group) == "" else f": {who_of(family, group)}"
    return Table(
        caption=f"{family.title}{about}.{best}", columns=tuple(columns), lines=tuple(lines), stacks=True
    )


def name_of_period(row: Row) -> str:
    """A period, and whether it can be compared with today's."""
    return say_period(row) + ("" if row["comparable"] else ", not comparable")


def say_neighbours(row: Row, *, family: Family) -> str:
    """The neighbours' mean, with their number where some have no figure."""
    if row["neighbours_value"] is None:
        return f"only {row['neighbours_used']} published" if row["neighbours_used"] else "not published"
    said = say_figure(row["neighbours_value"], family=family)
    used = row["neighbours_used"]
    return said if used == ALL_NEIGHBOURS else f"{said} ({used} of them)"


def groups_table(
    newest: Mapping[str, Row | None],
    *,
    family: Family,
    comparisons: Mapping[str, Row],
    links: Mapping[str, str],
) -> Table:
    """Each group here, in England and among the neighbours, with its gap where it has one."""
    columns = ["Group", "Here", "England", "Neighbours"]
    if comparisons:
        columns += ["Gap here", "Rank of the gap"]
    lines = tuple(
        Line(
            name=_linked(_name_of_group(row, family=family, group=group, newest=newest), links.get(group)),
            cells=tuple(
                zip(
                    columns[1:],
                    _group_cells(row, family=family, pair=comparisons.get(group), pairs=bool(comparisons)),
                    strict=True,
                )
            ),
        )
        for group, row in newest.items()
    )
    gaps = " The gap is beside those each group is compared with; rank 1 is the narrowest."
    return Table(
        caption=f"{family.title}, by group.{gaps if comparisons else ''}",
        columns=tuple(columns),
        lines=lines,
        stacks=True,
    )


def _linked(name: str, address: str | None) -> str:
    return format_html('<a href="{}">{}</a>', address, name) if address else name


def _name_of_group(row: Row | None, *, family: Family, group: str, newest: Mapping[str, Row | None]) -> str:
    """The group, with its period where it is not the newest of the table."""
    last = max((one["period_end"] for one in newest.values() if one), default=None)
    name = say_whom(family, group)
    return name if row is None or row["period_end"] == last else f"{name}, {say_period(row)}"


def _group_cells(row: Row | None, *, family: Family, pair: Row | None, pairs: bool) -> tuple[str, ...]:
    if row is None:
        cells = ["not published", "–", "–"]
    else:
        cells = [
            say_cell(row, family=family),
            say_cell(row, family=family, prefix="england_"),
            say_neighbours(row, family=family),
        ]
    if pairs:
        gap = say_gap(pair["gap"], decimals=family.decimals) if pair else "–"
        cells += [gap, say_rank(pair["rank"], of=pair["of"]) if pair else "–"]
    return tuple(cells)


def say_gap(gap: float | None, *, decimals: int) -> str:
    """A gap that keeps its direction."""
    said = say_value(abs(gap) if gap is not None else None, decimals=decimals)
    return f"{said} ahead" if gap is not None and gap < 0 else said


def authorities_table(rows: Iterable[Row], *, family: Family, period: str, area: Area) -> Table:
    """Every authority's gap in one period, the narrowest first."""
    ours = [row for row in rows if row["place"] in ("here", "authority")]
    ranked = [row for row in ours if row["rank"] is not None and row["period"] == period]
    columns = ("Authority", "Gap", "Rank")
    lines = tuple(
        line(
            row["area_name"],
            (say_gap(row["gap"], decimals=family.decimals), str(row["rank"])),
            columns=columns,
            here=row["area"] == area.code,
        )
        for row in sorted(ranked, key=lambda row: (row["rank"], row["area_name"]))
    )
    when = period.replace("-", "–")
    caption = f"The gap in each authority, {when}, in {family.gap_unit}. Rank 1 is the narrowest."
    return Table(caption=caption, columns=columns, lines=lines)


def gap_table(rows: Iterable[Row], *, family: Family, pair: tuple[str, str], area: Area) -> Table:
    """The gap in each period, the newest first, with both figures it is made from."""
    columns = (
        "Period",
        "The group",
        "The others",
        f"Gap, {area.name}",
        "Gap, England",
        "Gap, neighbours",
        "Rank",
    )
    lines = []
    for row in reversed(list(rows)):
        cells = (
            say_figure(row["group_value"], family=family),
            say_figure(row["reference_value"], family=family),
            say_gap(row["gap"], decimals=family.decimals),
            say_gap(row["england_gap"], decimals=family.decimals),
            say_gap(row["neighbours_gap"], decimals=family.decimals),
            say_rank(row["rank"], of=row["of"]) if row["rank"] else "–",
        )
        lines.append(line(name_of_period(row), cells, columns=columns, here=False))
    group, reference = pair
    caption = (
        f"{start_sentence(group)} (the group) and {reference} (the others). "
        f"The gap is in {family.gap_unit}. Rank 1 is the narrowest."
    )
    return Table(caption=caption, columns=columns, lines=tuple(lines), stacks=True)
