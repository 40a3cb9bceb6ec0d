"""For whom does a good headline hide a different story: every pair of one authority, judged and told."""

from typing import Literal

import polars as pl

from oneplan.choices import Thresholds
from oneplan.definitions.families import find_kind, find_topic
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Sourced
from oneplan.understand.compare import USUAL, Against, check_against, compared_everywhere
from oneplan.understand.telling import in_order_of_telling
from oneplan.understand.wording import with_sentences
from oneplan.words.area import Area, find_area, find_authority

NeighbourList = Literal["2025", "2021"]
_LIST_OF: dict[str, NeighbourList] = {"neighbours-2025": "2025", "neighbours-2021": "2021"}
_COLUMNS = """
    order told family family_title topic stage people group group_name group_kind group_kind_name
    reference reference_name group_measure reference_measure headline_measure
    unit value_unit decimals scale_low scale_high polarity
    period period_said period_start period_end period_kind period_status
    group_value reference_value gap
    previous_period previous_gap previous_group_value previous_reference_value
    england_group_value england_reference_value england_gap
    neighbours_group_value neighbours_reference_value neighbours_gap neighbours_headline
    neighbours_used neighbours_list
    rank of robust_z headline_value headline_rank headline_of headline_england
    comparator comparator_name comparator_gap comparator_headline
    comparator_group_value comparator_reference_value
    headline_better group_worse_than_same_group
    wider_than_england wider_than_neighbours wider_than_comparator
    masked steady moves_a_lot doubtful_zero verdict trend
    sentence story headline_sentence group_sentence change caution
"""


def hidden_gaps(
    evidence: Evidence,
    *,
    area: str,
    against: str = "england",
    group: str | None = None,
    topic: str | None = None,
    neighbours: NeighbourList = "2025",
    thresholds: Thresholds = USUAL,
) -> Sourced:
    """The table of `find_hidden_gaps`, with the edition it was made from."""
    comparator = check_against(against)
    place = find_authority(area)
    list_name = _LIST_OF.get(comparator, neighbours)
    everywhere = compared_everywhere(evidence, neighbours=list_name, thresholds=thresholds)
    frame = everywhere.filter(pl.col("area") == place.code)
    judged = frame.pipe(_beside_comparator, comparator=comparator, place=place, list_name=list_name).pipe(
        _judged
    )
    told = judged.pipe(in_order_of_telling).pipe(_asked_for, group=group, topic=topic).pipe(with_sentences)
    return Sourced(frame=told.select(_COLUMNS.split()), edition=evidence.edition)


def find_hidden_gaps(
    evidence: Evidence,
    *,
    area: str,
    against: str = "england",
    group: str | None = None,
    topic: str | None = None,
) -> pl.DataFrame:
    """Find for whom a good headline hides a different story in one authority.

    Three things for each measure and group of children: the group beside the same group elsewhere, its gap
    beside the gaps of all other authorities, and the headline's standing. The gap is the reference minus the
    group in the measure's own units, turned so that positive means worse for the group. The period is the
    latest in which the authority has both values. Nothing here has an interval: the publisher gives no
    denominators.

    Parameters
    ----------
    evidence
        From `oneplan.open_evidence`.
    area
        A local authority's name, ONS code or three-digit number.
    against
        `england`, `region`, `neighbours-2025` or `neighbours-2021`: what `masked`, `headline_better` and
        `group_worse_than_same_group` compare with. The neighbours' columns follow the 2025 list unless 2021
        is asked.
    group, topic
        Keep only a kind of group (`poverty`, `care`, …) or a topic.

    Returns
    -------
    polars.DataFrame
        One row a pair that has both values, in the order of telling: steadily wide gaps first, then by robust
        z, then by rank (1 is the narrowest). What is unknown is null, never false.

    Raises
    ------
    NotFound
        When no area, group or topic is called so.
    NotValid
        When the area is no authority of today, or there is no such comparator.

    Examples
    --------
    >>> import oneplan
    >>> gaps = oneplan.find_hidden_gaps(oneplan.open_evidence(), area="Kent")
    >>> gaps.filter(family="attainment-8", group="free-school-meals").select("rank", "of").row(0)
    (132, 152)
    """
    return hidden_gaps(evidence, area=area, against=against, group=group, topic=topic).frame


def _beside_comparator(
    frame: pl.DataFrame, *, comparator: Against, place: Area, list_name: NeighbourList
) -> pl.DataFrame:
    """The comparator's own columns: the figures that the verdict is made with."""
    prefix = comparator.partition("-")[0]
    headline = {"england": "headline_england", "region": "headline_region"}.get(prefix, "neighbours_headline")
    return frame.with_columns(
        comparator=pl.lit(comparator),
        comparator_name=pl.lit(_name_of(comparator, place=place)),
        comparator_gap=pl.col(f"{prefix}_gap"),
        comparator_group_value=pl.col(f"{prefix}_group_value"),
        comparator_reference_value=pl.col(f"{prefix}_reference_value"),
        comparator_headline=pl.col(headline),
        neighbours_list=pl.lit(list_name),
        period_said=pl.col("period").str.replace("-", "–"),
    )


def _name_of(comparator: Against, *, place: Area) -> str:
    if comparator == "england":
        return "England"
    return find_area(place.within).said if comparator == "region" else "similar authorities"


def _judged(frame: pl.DataFrame) -> pl.DataFrame:
    """The verdicts; null where a figure that they need is not published (Kleene's three values)."""
    turned = pl.col("turn")
    return (
        frame.with_columns(
            headline_better=turned * pl.col("headline_value") > turned * pl.col("comparator_headline"),
            group_worse_than_same_group=turned * pl.col("group_value")
            < turned * pl.col("comparator_group_value"),
            wider_than_england=pl.col("gap") > pl.col("england_gap"),
            wider_than_neighbours=pl.col("gap") > pl.col("neighbours_gap"),
            wider_than_comparator=pl.col("gap") > pl.col("comparator_gap"),
            doubtful_zero=_doubtful_zero(),
        )
        .with_columns(_behind=pl.col("group_worse_than_same_group") | pl.col("wider_than_comparator"))
        .with_columns(masked=pl.col("headline_better") & pl.col("_behind"))
        .with_columns(
            verdict=pl.when(pl.col("doubtful_zero"))
            .then(pl.lit("cannot-tell"))
            .when(pl.col("masked"))
            .then(pl.lit("masked"))
            .when(pl.col("masked").is_null() | pl.col("_behind").is_null())
            .then(pl.lit("cannot-tell"))
            .when(pl.col("_behind"))
            .then(pl.lit("behind-too"))
            .otherwise(pl.lit("no-hidden-gap"))
        )
    )


def _doubtful_zero() -> pl.Expr:
    """A share of 0% where more is better can mean that nobody did it, or that there are no such children."""
    share = (pl.col("value_unit") == "%") & (pl.col("polarity") == "high")
    return share & ((pl.col("group_value") == 0) | (pl.col("reference_value") == 0))


def _asked_for(frame: pl.DataFrame, *, group: str | None, topic: str | None) -> pl.DataFrame:
    if group:
        frame = frame.filter(pl.col("group_kind") == find_kind(group))
    if topic:
        frame = frame.filter(pl.col("topic") == find_topic(topic))
    return frame
