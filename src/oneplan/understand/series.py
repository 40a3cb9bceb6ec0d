"""How a measure moved: every period here, beside England, the region and the neighbours, with the rank."""

from functools import lru_cache

import polars as pl

from oneplan.definitions.families import Family, families_by_id, find_family
from oneplan.definitions.measures import list_measures
from oneplan.errors import NotFound
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.gaps import PERIOD, gaps_everywhere, pairs_frame
from oneplan.understand.neighbours import Neighbourhood
from oneplan.words.area import ENGLAND, Area, find_authority, list_areas, list_authorities

NEAREST = Neighbourhood(name="2025")
DOUBTS = ("england-outside-authorities", "percentage-outside-bounds", "zeros-at-the-end")
"""The checks on arrival after which a figure is shown, and compared with nothing."""

# A few measures of one edition at a time: the largest has 25,000 cells, the usual one 1,700.
_FAMILIES_REMEMBERED = 32
_AREAS_REMEMBERED = 48
_CELL = ("period", *PERIOD, "period_status", "published", "value", "missing")


@lru_cache(maxsize=_FAMILIES_REMEMBERED)
def series_everywhere(evidence: Evidence, *, family: str) -> pl.DataFrame:
    """Every published cell of a family's measures, in every area and period.

    Columns: family, group, measure, area, period and its dates, published (the text), value, missing (why
    there is none), comparable (false before the series broke), doubt (the check that flagged it), sound (the
    value, null where it is doubted), total, and among the authorities of today: rank (strictly better ones +
    1; null where neither way is better) and of.
    """
    measures = find_family(family).measures.values()
    cells = _cells(evidence.observations(measures), flags=_flags(evidence))
    cells = cells.with_columns(total=pl.col("measure").is_in(sorted(_totals(cells))))
    ours = cells.filter(
        pl.col("area").is_in([area.code for area in list_authorities()]),
        pl.col("sound").is_not_null() & (pl.col("turn") != 0) & ~pl.col("total"),
    )
    among = ["measure", *PERIOD]
    ranked = ours.select(
        *among,
        "area",
        rank=(-pl.col("turn") * pl.col("sound")).rank("min").over(among).cast(pl.Int64),
        of=pl.len().over(among).cast(pl.Int64),
    )
    return cells.drop("turn", "kind").join(ranked, on=[*among, "area"], how="left")


@lru_cache(maxsize=4 * _AREAS_REMEMBERED)
def measure_series(evidence: Evidence, *, family: str, area: str, near: Neighbourhood = NEAREST) -> Sourced:
    """One authority's figures in every period, beside England's, the region's and the neighbours' mean.

    Parameters
    ----------
    evidence
        From `oneplan.open_evidence`.
    family
        The id of a family of measures, for example `attainment-8`.
    area
        A local authority's name, ONS code or three-digit number.
    near
        Which list of statistical neighbours, and how many of them make a mean.

    Returns
    -------
    Sourced
        One row a group and period, oldest first: those of `series_everywhere`, and `england_…`, `region_…`
        (value, published, doubt), neighbours_value (null where too few have a figure) and neighbours_used.
        Nothing stands beside a total, since a place with more children has more of everything.

    Raises
    ------
    NotFound
        When no family or no authority is called so.
    """
    place = find_authority(area)
    cells = series_everywhere(evidence, family=family)
    here = cells.filter(pl.col("area") == place.code)
    beside = _beside(here, cells=cells, evidence=evidence, place=place, near=near)
    order = {group: number for number, group in enumerate(find_family(family).measures)}
    number = pl.col("group").replace_strict(order, return_dtype=pl.Int64)
    return Sourced(frame=beside.sort(number, "period_end"), edition=evidence.edition)


@lru_cache(maxsize=4 * _AREAS_REMEMBERED)
def gap_series(
    evidence: Evidence, *, family: str, group: str, area: str, near: Neighbourhood = NEAREST
) -> Sourced:
    """One group's gap in every period, beside England's and the neighbours' mean, with its rank.

    Returns
    -------
    Sourced
        One row a period of the group's measure, oldest first: group_value, reference_value, gap, rank (1 is
        the narrowest), of, england_gap, neighbours_gap, neighbours_used, comparable; null where a value that
        it needs is not published.

    Raises
    ------
    NotFound
        When the family does not compare this group with another.
    """
    pairs = pairs_frame().filter(family=family, group=group)
    if pairs.is_empty():
        raise NotFound(f"“{group[:60]}” is compared with nobody in “{family[:60]}”.")
    place = find_authority(area)
    cells = series_everywhere(evidence, family=family)
    spine = cells.filter(area=place.code, group=group).select(
        "period", *PERIOD, "period_status", "comparable"
    )
    gaps = gaps_everywhere(evidence).filter(pair=pairs["pair"].item())
    values = ["group_value", "reference_value", "gap", "rank", "of"]
    here = gaps.filter(area=place.code).select(*PERIOD, *values)
    england = gaps.filter(area=ENGLAND).select(*PERIOD, england_gap="gap")
    theirs = gaps.filter(pl.col("area").is_in(_neighbours(evidence, area=place.code, near=near)))
    mean = theirs.group_by(PERIOD).agg(
        neighbours_gap=near.mean("gap"), neighbours_used=pl.len().cast(pl.Int64)
    )
    frame = spine
    for other in (here, england, mean):
        frame = frame.join(other, on=list(PERIOD), how="left")
    return Sourced(
        frame=frame.with_columns(pl.col("neighbours_used").fill_null(0)).sort("period_end"),
        edition=evidence.edition,
    )


@lru_cache(maxsize=_AREAS_REMEMBERED)
def newest_figures(evidence: Evidence, *, area: str, near: Neighbourhood = NEAREST) -> Sourced:
    """One authority's newest figure of every measure, beside the others' in the same period.

    Returns
    -------
    Sourced
        One row a measure of which the authority has any sound figure, with the columns of `measure_series`
        but the rank.
    """
    place = find_authority(area)
    wanted = [place.code, ENGLAND, place.within, *_neighbours(evidence, area=place.code, near=near)]
    cells = _cells(evidence.observations(list_measures(), areas=wanted), flags=_flags(evidence))
    totals = _every_total(evidence)
    cells = cells.with_columns(total=pl.col("measure").is_in(sorted(totals))).drop("turn", "kind")
    published = cells.filter(pl.col("area") == place.code, pl.col("sound").is_not_null())
    latest = published.sort("period_end").unique("measure", keep="last", maintain_order=True)
    beside = _beside(latest, cells=cells, evidence=evidence, place=place, near=near)
    return Sourced(frame=beside.sort("measure"), edition=evidence.edition)


@lru_cache(maxsize=4)
def _flags(evidence: Evidence) -> pl.DataFrame:
    """What makes a figure doubtful: measure, period, area (empty for all of them) and the check.

    Where England cannot be right, a region that lies outside its authorities is wrong in the same way.
    """
    names = ["measure", "period", "area", "check"]
    found = evidence.checks.filter(pl.col("check").is_in(DOUBTS)).select(names)
    odd = found.filter(check=DOUBTS[0])["measure"].unique().to_list()
    cells = evidence.observations(odd).filter(pl.col("value").is_not_null())
    ours = cells.filter(pl.col("area").is_in([area.code for area in list_authorities()]))
    limits = ours.group_by("measure", "period").agg(low=pl.col("value").min(), high=pl.col("value").max())
    bigger = [area.code for area in list_areas() if not area.is_authority and not area.ended]
    regions = cells.filter(pl.col("area").is_in(bigger)).join(limits, on=["measure", "period"])
    outside = regions.filter(~pl.col("value").is_between("low", "high"))
    wrong = outside.select("measure", "period", "area", check=pl.lit("region-outside-authorities"))
    return pl.concat([found, wrong]).unique(names[:3], keep="first", maintain_order=True)


def _cells(observations: pl.DataFrame, *, flags: pl.DataFrame) -> pl.DataFrame:
    """Observations with what is defined of their measure, and what a check on arrival found."""
    late = pl.col("comparable_from").is_null() | (pl.col("period_end") >= pl.col("comparable_from"))
    one = flags.select("measure", "period", "area", doubt="check")
    whole = flags.filter(area="").select("measure", "period", doubt_of_all="check")
    return (
        observations.select("measure", "area", *_CELL)
        .join(_defined(), on="measure")
        .join(one, on=["measure", "period", "area"], how="left")
        .join(whole, on=["measure", "period"], how="left")
        .with_columns(comparable=late, doubt=pl.coalesce("doubt", "doubt_of_all"))
        .with_columns(sound=pl.when(pl.col("doubt").is_null()).then("value"))
        .drop("comparable_from", "doubt_of_all")
    )


@lru_cache(maxsize=1)
def _defined() -> pl.DataFrame:
    """What is defined of each measure that comparing needs."""
    families = families_by_id()
    rows = [
        {
            "measure": measure.measure,
            "family": measure.family,
            "group": measure.group,
            "kind": measure.kind,
            "turn": _turn(families[measure.family]),
            "comparable_from": families[measure.family].comparable_from,
        }
        for measure in list_measures().values()
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("comparable_from").cast(pl.Date))


def _turn(family: Family) -> int:
    return {"high": 1, "low": -1}.get(family.polarity, 0)


def _totals(cells: pl.DataFrame) -> set[str]:
    """The measures that add up: counts, and money of which England has more than any authority."""
    counts = cells.filter(pl.col("kind") == "count")["measure"].unique()
    ours = pl.col("area").is_in([area.code for area in list_authorities()])
    largest = cells.filter(ours).group_by("measure", *PERIOD).agg(largest=pl.col("value").max())
    england = cells.filter(pl.col("area") == ENGLAND, pl.col("kind") == "money")
    sums = england.join(largest, on=["measure", *PERIOD]).filter(pl.col("value") > pl.col("largest"))
    return {*counts, *sums["measure"].unique()}


@lru_cache(maxsize=4)
def _every_total(evidence: Evidence) -> frozenset[str]:
    """All measures that add up: found once an edition, since money has to be looked at in every area."""
    kinds = {name: measure.kind for name, measure in list_measures().items()}
    money = evidence.observations(name for name in kinds if kinds[name] == "money")
    counts = {name for name in kinds if kinds[name] == "count"}
    return frozenset(counts | _totals(_cells(money, flags=_flags(evidence))))


def _beside(
    here: pl.DataFrame, *, cells: pl.DataFrame, evidence: Evidence, place: Area, near: Neighbourhood
) -> pl.DataFrame:
    """England, the region and the neighbours beside one authority's cells; nobody beside a total."""
    key = ["measure", *PERIOD]
    fair = cells.filter(~pl.col("total"))
    frame = here
    for prefix, code in (("england", ENGLAND), ("region", place.within)):
        named = {f"{prefix}_{name}": name for name in ("published", "missing", "doubt")}
        theirs = fair.filter(pl.col("area") == code).select(*key, **{f"{prefix}_value": "sound"}, **named)
        frame = frame.join(theirs, on=key, how="left")
    ten = _neighbours(evidence, area=place.code, near=near)
    known = fair.filter(pl.col("area").is_in(ten), pl.col("sound").is_not_null())
    mean = known.group_by(key).agg(
        neighbours_value=near.mean("sound"), neighbours_used=pl.len().cast(pl.Int64)
    )
    joined = frame.join(mean, on=key, how="left")
    return joined.with_columns(pl.col("neighbours_used").fill_null(0))


def _neighbours(evidence: Evidence, *, area: str, near: Neighbourhood) -> list[str]:
    return evidence.neighbours.filter(list=near.name, area=area)["neighbour"].to_list()
