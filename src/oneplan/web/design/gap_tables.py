"""The figures of one comparison in two tables: by place, and by period."""

from dataclasses import dataclass

from oneplan.sources.sourced import Row
from oneplan.words.area import Area
from oneplan.words.saying import say_rank, say_value


@dataclass(frozen=True)
class Line:
    """One line of a table: its name, then a figure a column."""

    name: str
    cells: tuple[tuple[str, str], ...]
    """Each with the name of its column, which a narrow page shows before it."""
    here: bool = False


@dataclass(frozen=True)
class Table:
    """A table in words: what it shows, the names of its columns, its lines."""

    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    stacks: bool = False
    """Whether it is too wide for a narrow page, where each line then becomes a small list."""


def places_table(row: Row, *, area: Area) -> Table:
    """Here, England, the region where it was asked for, and the neighbours."""
    columns = ("Place", "Group", "Others", "Gap", f"All {row['people']}")
    places = [(area.name, "", row["headline_value"]), ("England", "england_", row["headline_england"])]
    if row["comparator"] == "region":
        places.append(
            (row["comparator_name"].removeprefix("the "), "comparator_", row["comparator_headline"])
        )
    used = f"Statistical neighbours of {row['neighbours_list']}, mean of {row['neighbours_used']}"
    places.append((used, "neighbours_", row["neighbours_headline"]))
    lines = tuple(
        line(name, place_cells(row, prefix=prefix, headline=headline), columns=columns, here=not prefix)
        for name, prefix, headline in places
    )
    who = f"{row['group_name']} (group) and {row['reference_name']} (others)"
    caption = f"{row['family_title']}, {row['period_said']}: {who}. The gap is in {row['unit']}."
    return Table(caption=caption, columns=columns, lines=lines, stacks=True)


def place_cells(row: Row, *, prefix: str, headline: float | None) -> tuple[str, ...]:
    """One place's figures: group, others, gap, all."""
    decimals, unit = row["decimals"], row["value_unit"]
    return (
        say_value(row[f"{prefix}group_value"], decimals=decimals, unit=unit),
        say_value(row[f"{prefix}reference_value"], decimals=decimals, unit=unit),
        say_value(row[f"{prefix}gap"], decimals=decimals),
        say_value(headline, decimals=decimals, unit=unit),
    )


PERIODS_SHOWN = 5
"""As many as steadiness is judged by; the page of the measure has them all."""


def history_table(row: Row, *, area: Area) -> Table:
    """The gap and its rank in the last periods published, the newest first."""
    columns = ("Period", "Gap here", "Gap in England", "Rank")
    lines = tuple(
        line(
            past["period"].replace("-", "–"),
            (
                say_value(past["gap"], decimals=row["decimals"]),
                say_value(past["england_gap"], decimals=row["decimals"]),
                say_rank(past["rank"], of=past["of"]),
            ),
            columns=columns,
            here=past["period"] == row["period"],
        )
        for past in reversed((row["trend"] or ())[-PERIODS_SHOWN:])
    )
    return Table(
        caption=f"The gap in {area.name}, in {row['unit']}. Rank 1 is the narrowest.",
        columns=columns,
        lines=lines,
    )


def line(name: str, cells: tuple[str, ...], *, columns: tuple[str, ...], here: bool) -> Line:
    """One line, with the name of its column beside each figure."""
    return Line(name=name, cells=tuple(zip(columns[1:], cells, strict=True)), here=here)
