"""One comparison everywhere: here, England, the region and the neighbours over time, and all authorities."""

from functools import lru_cache

import polars as pl

from oneplan.definitions.families import find_family
from oneplan.errors import NotFound
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.gaps import PERIOD, figures, gaps_everywhere, pairs_frame
from oneplan.understand.neighbours import Neighbourhood
from oneplan.words.area import ENGLAND, Area, find_area, find_authority, list_authorities

_REMEMBERED = 64
_VALUES = ("group_value", "reference_value", "gap", "headline_value")


@lru_cache(maxsize=_REMEMBERED)
def gap_everywhere(evidence: Evidence, *, family: str, group: str, area: str, near: Neighbourhood) -> Sourced:
    """One group's gap in every place that a page shows it beside.

    Parameters
    ----------
    evidence
        From `oneplan.open_evidence`.
    family, group
        The ids of a family of measures and of a group that it compares with another.
    area
        A local authority's name, ONS code or three-digit number.
    near
        Which list of statistical neighbours, and how many of them make a mean.

    Returns
    -------
    Sourced
        `place` says what a row is: `here`, `England`, `region` and `neighbours` (their mean, of
        `neighbours_used`) in every period, the newest first; then `authority`, all others in the newest
        period of here, the narrowest gap first. With group_value, reference_value, gap, england_gap,
        headline_value, rank (1 is the narrowest) and of; null where it is not published.

    Raises
    ------
    NotFound
        When no authority is called so, or the family does not compare this group with another.
    """
    pair = pairs_frame().filter(family=family, group=group)
    if pair.is_empty():
        raise NotFound(f"“{group[:60]}” is compared with nobody in “{family[:60]}”.")
    place = find_authority(area)
    headlines = figures(evidence).filter(measure=find_family(family).headline)
    headlines = headlines.select("area", *PERIOD, headline_value="value")
    alone = gaps_everywhere(evidence).filter(pair=pair["pair"].item())
    gaps = alone.join(headlines, on=["area", *PERIOD], how="left")
    ten = evidence.neighbours.filter(list=near.name, area=place.code)["neighbour"].to_list()
    mean = _mean_of(ten, gaps=gaps, headlines=headlines, near=near)
    over_time = _over_time(gaps, place=place, mean=mean)
    england = gaps.filter(area=ENGLAND).select(*PERIOD, england_gap="gap")
    frame = pl.concat([over_time, _authorities(gaps, place=place)], how="diagonal")
    named = {"family": pl.lit(family), "group": pl.lit(group), "unit": pl.lit(pair["unit"].item())}
    told = frame.with_columns(**named).join(england, on=list(PERIOD), how="left", maintain_order="left")
    columns = ("family", "group", "place", "area", "area_name", "period", *PERIOD[1:], *_VALUES)
    return Sourced(
        frame=told.select(*columns, "england_gap", "rank", "of", "neighbours_used", "unit"),
        edition=evidence.edition,
    )


def _mean_of(
    ten: list[str], *, gaps: pl.DataFrame, headlines: pl.DataFrame, near: Neighbourhood
) -> pl.DataFrame:
    """The neighbours' means, each over those that have the figure."""
    theirs = gaps.filter(pl.col("area").is_in(ten)).group_by(PERIOD)
    all_children = headlines.filter(pl.col("area").is_in(ten)).group_by(PERIOD)
    means = theirs.agg(
        pl.col("period").first(),
        *(near.mean(name).alias(name) for name in _VALUES[:3]),
        neighbours_used=pl.len().cast(pl.Int64),
    )
    name = pl.format("Statistical neighbours of {}, mean of {}", pl.lit(near.name), "neighbours_used")
    return means.join(
        all_children.agg(headline_value=near.mean("headline_value")), on=list(PERIOD), how="left"
    ).with_columns(place=pl.lit("neighbours"), area_name=name)


def _over_time(gaps: pl.DataFrame, *, place: Area, mean: pl.DataFrame) -> pl.DataFrame:
    """Here, England, the region and the neighbours' mean, the newest period of each first."""
    places = [("here", place.code, place.name), ("England", ENGLAND, "England")]
    places.append(("region", place.within, find_area(place.within).name))
    rows = [
        gaps.filter(area=code).with_columns(place=pl.lit(kind), area_name=pl.lit(called))
        for kind, code, called in places
    ]
    listed = [one.sort("period_end", descending=True) for one in (*rows, mean)]
    return pl.concat(listed, how="diagonal")


def _authorities(gaps: pl.DataFrame, *, place: Area) -> pl.DataFrame:
    """Every other authority in the newest period of here."""
    newest = gaps.filter(area=place.code).sort("period_end").tail(1).select(PERIOD)
    names = pl.DataFrame(
        {
            "area": [one.code for one in list_authorities()],
            "area_name": [one.name for one in list_authorities()],
        }
    )
    others = gaps.join(newest, on=list(PERIOD), how="semi").filter(pl.col("area") != place.code)
    return others.join(names, on="area").with_columns(place=pl.lit("authority")).sort("rank", "area_name")
