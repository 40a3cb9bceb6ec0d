"""The findings as tables: one row a found gap, and one row a question."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.understand.intersections.additive import hidden_part
from oneplan.understand.intersections.best import best_beside
from oneplan.understand.intersections.counts import Counts
from oneplan.understand.intersections.discovery import Discovered
from oneplan.understand.intersections.judging import Judged
from oneplan.understand.intersections.kept import STATE_FROM, Kept
from oneplan.understand.intersections.measuring import (
    Group,
    detectable_gap,
    gap_interval,
    relative_interval,
    smallest_detectable,
)
from oneplan.understand.intersections.rows import NO_CELL
from oneplan.understand.intersections.saying import Phrases
from oneplan.understand.intersections.schooling import Schooling
from oneplan.understand.intersections.weighing import weighed
from oneplan.understand.standard.intervals import Interval

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SIZES = (30, 150, 500)
"""Groups of so many children, for which the smallest gap that could be found is said."""


def findings_frame(
    counts: Counts, judged: Judged, *, discovered: Discovered, kept: Kept, phrases: Phrases
) -> pl.DataFrame:
    """One row a kept finding, in the order of the ranking."""
    group, place = kept.group, kept.place
    row = judged.schooling.universe[group.outcome]
    return pl.DataFrame(
        {
            "group": group_names(counts, group.cell, phrases=phrases),
            "outcome": pl.Series(counts.outcomes, dtype=pl.String).gather(group.outcome),
            **level_columns(counts, group.cell),
            **_sizes(group),
            **_gaps(counts, group),
            **_beside_best(counts, group, phrases=phrases),
            "p_value": discovered.p_value[place],
            "adjusted": discovered.adjusted[place],
            "strict": discovered.strict[place],
            "across": discovered.across[place],
            "design_effect": group.effect,
            "schools": _schools(counts, judged.schooling, row, group),
            "shrunken": kept.shrunken.value,
            "shrunken_lower": kept.shrunken.lower,
            "smallest_detectable": smallest_detectable(group, reach=discovered.reach),
            "answered": answered_of(group.n, asked_in(counts, judged.schooling)[row, group.cell]),
            "stated": kept.stated,
            "explained_by": _names_or_none(counts, kept.explained_by, phrases=phrases),
            **_weighed(counts, group),
        },
        nan_to_null=True,
    )


def _sizes(group: Group) -> dict[str, NDArray[np.generic]]:
    return {
        "n": group.n.astype(np.int64),
        "cases": group.cases.astype(np.int64),
        "share": group.cases / group.n,
        "rest_n": group.rest.astype(np.int64),
        "rest_share": group.rest_cases / group.rest,
    }


def _gaps(counts: Counts, group: Group) -> dict[str, Floats]:
    gap, wider = gap_interval(group), gap_interval(group, confidence=0.998)
    excess = Interval(gap.value * group.n, gap.lower * group.n, gap.upper * group.n)
    return {
        **_limits("gap", gap, prefix=""),
        "lower_998": wider.lower,
        "upper_998": wider.upper,
        **_limits("relative", relative_interval(group), prefix="relative_"),
        **_limits("excess", excess, prefix="excess_"),
        **_limits("hidden", hidden_part(counts, group), prefix="hidden_"),
    }


def _limits(name: str, interval: Interval, *, prefix: str) -> dict[str, Floats]:
    return {name: interval.value, f"{prefix}lower": interval.lower, f"{prefix}upper": interval.upper}


def _beside_best(counts: Counts, group: Group, *, phrases: Phrases) -> dict[str, pl.Series | Floats]:
    best = best_beside(counts, group, least=STATE_FROM)
    # Where the group is the best itself, the turn leaves −0.
    gap = group.turn * (group.cases / group.n - best.share) + 0.0
    names = _names_or_none(counts, best.cell, phrases=phrases)
    return {"best_group": names, "best_share": best.share, "best_gap": gap}


def _weighed(counts: Counts, group: Group) -> dict[str, Floats]:
    if counts.weights is None:
        return {}
    found = weighed(counts.weights, group)
    return {
        "weighted_share": found.share,
        "weighted_rest_share": found.rest_share,
        **_limits("weighted_gap", found.gap, prefix="weighted_"),
        "weighted_p_value": found.p_value,
        "effective_n": found.effective_n,
    }


def _schools(counts: Counts, schooling: Schooling, row: Whole, group: Group) -> pl.Series:
    if counts.schools is None:
        return pl.Series([None] * group.cell.size, dtype=pl.Int64)
    return pl.Series(schooling.schools[row, group.cell])


def asked_in(counts: Counts, schooling: Schooling) -> Floats:
    """(universes × cells) children in a school who were asked; not a number where no school is known."""
    asked = schooling.asked.copy()
    for place, universe in enumerate(counts.schools.universes if counts.schools else ()):
        if universe.asked is not None:
            asked[place] = universe.asked
    return asked


def answered_of(n: Floats, asked: Floats) -> Floats:
    """The share of the children asked who answered; all of them where nobody knows who was asked."""
    return np.where(np.isnan(asked), 1.0, n / np.fmax(asked, n))


def level_columns(counts: Counts, cell: Whole) -> dict[str, pl.Series]:
    """A column a characteristic: the level that the group fixes, or nothing."""
    return {
        f"is_{one.name}": _gathered(one.levels, counts.levels[cell, place])
        for place, one in enumerate(counts.characteristics)
    }


def _gathered(names: tuple[str, ...], level: NDArray[np.int16]) -> pl.Series:
    return pl.Series([*names, None], dtype=pl.String).gather(np.where(level == ANY, len(names), level))


def group_names(counts: Counts, cell: Whole, *, phrases: Phrases) -> pl.Series:
    """The children whom each cell holds, in words: the phrases of its levels, one after another."""
    parts = []
    for place, one in enumerate(counts.characteristics):
        said = tuple(phrases.get(f"{one.name}={level}", f"{one.name}: {level}") for level in one.levels)
        parts.append(_gathered(said, counts.levels[cell, place]).alias(str(place)))
    joined = pl.concat_str(pl.all(), separator=", ", ignore_nulls=True)
    return pl.DataFrame(parts).select(joined).to_series()


def _names_or_none(counts: Counts, cell: Whole, *, phrases: Phrases) -> pl.Series:
    names = group_names(counts, np.maximum(cell, 0), phrases=phrases)
    return names.set(pl.Series(cell == NO_CELL), None)


def questions_frame(
    counts: Counts, judged: Judged, *, discovered: Discovered, turn: NDArray[np.int8]
) -> pl.DataFrame:
    """One row an outcome: what was looked at, how alike schools are, what was and could have been found."""
    number = len(counts.outcomes)
    n, cases = counts.n[0].astype(np.float64), counts.cases[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = cases / n
    worse = np.where(turn > 0, share, 1 - share)
    across = discovered.outcome[discovered.across]
    return pl.DataFrame(
        {
            "outcome": counts.outcomes,
            "n": counts.n[0],
            "share": share,
            "answered": answered_of(n, asked_in(counts, judged.schooling)[judged.schooling.universe, 0]),
            "groups": judged.tests,
            "likeness": judged.schooling.rho,
            "likeness_alone": judged.schooling.raw_rho,
            "anything": discovered.anything,
            "found": np.bincount(discovered.outcome, minlength=number),
            "found_across": np.bincount(across, minlength=number),
            "reach": np.where(judged.tests > 0, discovered.reach, np.nan),
            **{
                f"detectable_{size}": _detectable(n, worse, reach=discovered.reach, size=size)
                for size in SIZES
            },
        },
        nan_to_null=True,
    )


def _detectable(n: Floats, share: Floats, *, reach: Floats, size: int) -> Floats:
    """For a group of so many children, in schools as all children are."""
    large = n > size
    counts = np.where(large, size, np.nan), np.where(large, n - size, np.nan)
    return detectable_gap(share, counts, effect=1.0, reach=reach)
