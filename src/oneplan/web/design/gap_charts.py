"""The two charts of one comparison: group and others by place, and the gap among everybody's gaps."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from oneplan.publish.charts import Drawing, Place, draw_dumbbell, draw_strip
from oneplan.publish.charts.dumbbell import NARROW, WIDE
from oneplan.sources.sourced import Row
from oneplan.words.area import Area
from oneplan.words.saying import say_amount, say_rank, say_value, start_sentence

ALL_NEIGHBOURS = 10
SHORTENED_PAD = 0.12


def show(drawing: Drawing | None) -> SafeString:
    """A drawing as a template shows it: every word in it was escaped when it was drawn."""
    return format_html("{}", drawing or "")


def show_pair(row: Row, *, area: Area, shortened: bool = False) -> SafeString:
    """Both drawings of a pair, of which a page shows one, in an element that says for both what they show."""
    places = places_of(row, area=area)
    drawings = [draw_pair(row, places, wide=wide, shortened=shortened) for wide in (True, False)]
    return format_html(
        '<div role="img" aria-label="{}">{}{}</div>', say_places(row, places=places), *drawings
    )


def draw_pair(row: Row, places: list[Place], *, wide: bool, shortened: bool) -> Drawing:
    """Draw the group and the others in each place; only a chart that stands alone may shorten its scale."""
    scale = (row["scale_low"], row["scale_high"])
    unit = row["value_unit"]
    ends = None if shortened else (end_of(scale[0]), f"{end_of(scale[1])}{unit}")
    return draw_dumbbell(
        places,
        scale=shorten(places, scale=scale) if shortened else scale,
        says="",
        ends_said=ends,
        width=WIDE if wide else NARROW,
        pitch=44 if shortened else 28,
    )


def places_of(row: Row, *, area: Area) -> list[Place]:
    """Here, England, the region where it was asked for, and the neighbours."""
    places = [place(row, name=area.name, prefix="", here=True), place(row, name="England", prefix="england_")]
    if row["comparator"] == "region":
        places.append(place(row, name=row["comparator_name"].removeprefix("the "), prefix="comparator_"))
    used = row["neighbours_used"]
    name = "Neighbours" if used == ALL_NEIGHBOURS or row["neighbours_gap"] is None else f"{used} neighbours"
    return [*places, place(row, name=name, prefix="neighbours_")]


def place(row: Row, *, name: str, prefix: str, here: bool = False) -> Place:
    """One place's two figures, and how each is said."""
    group, others = row[f"{prefix}group_value"], row[f"{prefix}reference_value"]
    said = [say_value(value, decimals=row["decimals"]) for value in (group, others)]
    behind = row["gap"] > 0 if here else True
    return Place(name, group, others, said[0], said[1], here=here, behind=behind)


def end_of(value: float) -> str:
    """One end of a scale, as short as it can be written."""
    return say_value(value, decimals=0 if value == int(value) else 1)


def shorten(places: list[Place], *, scale: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale on which something stands, with a little room."""
    values = [value for one in places for value in (one.group, one.others) if value is not None]
    low, high = min(values), max(values)
    room = SHORTENED_PAD * ((high - low) or 1.0)
    return max(scale[0], low - room), min(scale[1], high + room)


def say_places(row: Row, *, places: list[Place]) -> str:
    """The chart in words: each place with its two figures."""
    who = f"{start_sentence(row['group_name'])} and {row['reference_name']}"
    listed = "; ".join(f"{one.name} {one.group_said} and {one.others_said}" for one in places)
    side = "ahead by" if row["gap"] < 0 else "gap here"
    gap = say_amount(row["gap"], decimals=row["decimals"], unit=row["unit"])
    return f"{who}: {listed}. {start_sentence(side)} {gap}."


def draw_place_among_all(
    row: Row, *, area: Area, spread: Mapping[str, float], neighbours: tuple[str, ...]
) -> Drawing | None:
    """Draw the gap among everybody's gaps; None where it is not ranked."""
    if row["rank"] is None or not spread:
        return None
    return draw_strip(
        [gap for code, gap in spread.items() if code != area.code],
        here=row["gap"],
        says=f"The gap in {area.name} is {say_rank(row['rank'], of=row['of'])} authorities, narrowest first.",
        england=row["england_gap"],
        neighbours=[spread[code] for code in neighbours if code in spread],
        behind=row["gap"] > 0,
    )
