"""The key figures of a measure: here, England, the region and the neighbours."""

from dataclasses import dataclass

from oneplan.definitions.families import Family
from oneplan.sources.sourced import Row
from oneplan.web.understand.measures.words import name_period, say_difference, say_figure
from oneplan.words.area import Area, region_of
from oneplan.words.saying import say_rank, start_sentence


@dataclass(frozen=True)
class Tile:
    """One key figure: whose it is, the number, its unit, and a line or two below."""

    name: str
    number: str
    unit: str
    notes: tuple[str, ...]


def make_tiles(newest: Row, *, family: Family, area: Area) -> tuple[Tile, ...]:
    """At most four key figures: here, England, the region and the neighbours' mean."""
    here = newest["sound"]
    rank = (
        (f"{say_rank(newest['rank'], of=newest['of'])} authorities (1 is the best)",)
        if newest["rank"]
        else ()
    )
    tiles = [tile_of(f"{area.name}, {name_period(newest)}", here, family=family, notes=rank)]
    if newest["total"]:
        return tuple(tiles)
    for name, prefix in (("England", "england_"), (region_of(area).name, "region_")):
        there = newest[f"{prefix}value"]
        if newest[f"{prefix}doubt"]:
            tiles.append(
                Tile(name, "?", "", ("The published figure cannot be right: compared with nothing.",))
            )
            continue
        tiles.append(tile_of(name, there, family=family, notes=_difference(here, there, family=family)))
    used, mean = newest["neighbours_used"], newest["neighbours_value"]
    few = f"Only {used} of ten publish it: too few for a mean" if used else "No neighbour publishes it"
    notes = (f"Mean of {used} similar authorities",) if mean is not None else (few,)
    return (*tiles, tile_of("Statistical neighbours", mean, family=family, notes=notes))


def tile_of(name: str, value: float | None, *, family: Family, notes: tuple[str, ...]) -> Tile:
    """One key figure, its unit apart from the number."""
    if value is None:
        return Tile(name, "–", "", notes or ("Not published",))
    said = say_figure(value, family=family, short=True)
    number, _, unit = said.partition(" ")
    return Tile(name, number, unit, notes)


def _difference(here: float, there: float | None, *, family: Family) -> tuple[str, ...]:
    if there is None:
        return ()
    said = say_difference(here, there, family=family)
    return ("The same here",) if here == there else (f"{start_sentence(said.removesuffix(' than'))} here",)
