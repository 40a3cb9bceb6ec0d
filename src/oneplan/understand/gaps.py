"""How wide each gap is, everywhere: reference minus group, turned so that positive is worse for the group."""

from functools import lru_cache

import polars as pl

from oneplan.definitions.families import list_pairs, measures_in_pairs
from oneplan.definitions.groups import list_groups
from oneplan.sources.evidence import Evidence
from oneplan.words.area import list_authorities

PERIOD = ("period_kind", "period_start", "period_end")
"""What makes two periods the same, whatever their labels and their status say."""

# Values carry a few decimals at most: nine places keep them all and drop what binary fractions add.
EXACT_PLACES = 9
# 1.4826 × MAD estimates the standard deviation of a normal sample (Rousseeuw and Croux 1993, JASA 88).
_MAD_TO_DEVIATION = 1.4826
_EDITIONS_REMEMBERED = 4


def exact(expression: pl.Expr) -> pl.Expr:
    """Differences and means without the noise of binary fractions, so that equal decimals compare equal."""
    return expression.round(EXACT_PLACES)


@lru_cache(maxsize=1)
def pairs_frame() -> pl.DataFrame:
    """The pairs as a table: pair (their order), what they are about, their measures, and turn (1 or -1)."""
    groups = list_groups()
    rows = [
        {
            "pair": number,
            "family": family.id,
            "family_title": family.title,
            "topic": family.topic_name,
            "stage": family.stage,
            "people": family.people,
            "group": pair.group,
            "group_name": groups[pair.group].said(family.people),
            "group_kind": groups[pair.group].kind,
            "group_kind_name": groups[pair.group].kind_name,
            "reference": pair.reference,
            "reference_name": groups[pair.reference].said(family.people),
            "group_measure": pair.measure,
            "reference_measure": pair.reference_measure,
            "headline_measure": family.headline,
            "unit": family.gap_unit,
            "value_unit": family.value_unit,
            "decimals": family.decimals,
            "scale_low": family.scale_low,
            "scale_high": family.scale_high,
            "polarity": family.polarity,
            "turn": 1 if family.polarity == "high" else -1,
            "comparable_from": family.comparable_from,
        }
        for number, (family, pair) in enumerate(list_pairs())
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


@lru_cache(maxsize=_EDITIONS_REMEMBERED)
def figures(evidence: Evidence) -> pl.DataFrame:
    """Every published value of the measures in pairs and headlines, with its area and period."""
    columns = ["measure", "area", "period", *PERIOD, "period_status", "value"]
    return evidence.observations(measures_in_pairs()).filter(pl.col("value").is_not_null()).select(columns)


@lru_cache(maxsize=_EDITIONS_REMEMBERED)
def gaps_everywhere(evidence: Evidence) -> pl.DataFrame:
    """Every pair's gap in every area and period in which both values are published.

    Columns: pair, area, period and its dates, group_value, reference_value, gap, and among the local
    authorities that exist today: rank (strictly narrower gaps + 1), of, robust_z (null for other areas, and
    where the authorities do not differ).
    """
    values = figures(evidence)
    reference = values.select(
        reference_measure="measure",
        area="area",
        **{name: pl.col(name) for name in PERIOD},
        reference_value="value",
    )
    measures = pairs_frame().select("pair", "group_measure", "reference_measure", "turn")
    gaps = (
        measures.join(values.rename({"measure": "group_measure", "value": "group_value"}), on="group_measure")
        .join(reference, on=["reference_measure", "area", *PERIOD])
        .with_columns(gap=exact(pl.col("turn") * (pl.col("reference_value") - pl.col("group_value"))))
        .drop("group_measure", "reference_measure", "turn")
    )
    ranked = _ranked(gaps.filter(pl.col("area").is_in([area.code for area in list_authorities()])))
    return gaps.join(ranked, on=["pair", "area", *PERIOD], how="left")


def _ranked(gaps: pl.DataFrame) -> pl.DataFrame:
    """Rank, number and robust z of each authority's gap, among authorities in the same period."""
    among = ["pair", *PERIOD]
    gap = pl.col("gap")
    spread = _MAD_TO_DEVIATION * (gap - gap.median()).abs().median()
    distance = (gap - gap.median()) / spread
    return gaps.select(
        "pair",
        "area",
        *PERIOD,
        rank=gap.rank("min").over(among).cast(pl.Int64),
        of=pl.len().over(among).cast(pl.Int64),
        robust_z=pl.when(exact(spread).over(among) > 0).then(exact(distance.over(among))),
    )


def gaps_of_authorities(evidence: Evidence) -> pl.DataFrame:
    """The gaps that a rank is among: group_measure, reference_measure, period, area, gap, rank, of."""
    names = pairs_frame().select("pair", "group_measure", "reference_measure")
    return (
        gaps_everywhere(evidence)
        .filter(pl.col("rank").is_not_null())
        .join(names, on="pair")
        .select("group_measure", "reference_measure", "period", "area", "gap", "rank", "of")
    )
