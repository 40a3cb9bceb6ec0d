"""The indices of inequality that a table holds: what each is called, its unit, and how it is worked out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oneplan.understand.inequality import concentration, extremes, gradient, spread
from oneplan.understand.inequality.figures import Groups, Index
from oneplan.understand.standard.intervals import Interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What the indices need to know beside the figures.

    `effect` is the design effect of all children of each outcome together.
    """

    adverse: bool
    reference: int | None
    confidence: float
    effect: Floats


Calculated = Callable[[Groups, Asked], Interval]


def _all_known(groups: Groups) -> Groups:
    """The same, with groups that were left out at the average: without a child they weigh nothing."""
    missing = np.isnan(groups.value)
    average = np.broadcast_to(groups.average[..., None], groups.value.shape)
    people, error = np.asarray(groups.population), np.asarray(groups.error)
    return Groups(np.where(missing, average, groups.value), people, np.where(missing, 0.0, error))


def _ends(groups: Groups) -> Groups:
    """The first and the last group that have children, with those between left out."""
    people = np.asarray(groups.population)
    first = np.argmax(people > 0, axis=-1)[..., None]
    last = people.shape[-1] - 1 - np.argmax(people[..., ::-1] > 0, axis=-1)[..., None]
    both = np.concatenate([first, last], axis=-1)
    value, population, error = (
        np.take_along_axis(np.asarray(each), both, axis=-1) for each in (groups.value, people, groups.error)
    )
    return Groups(value, population, error)


def _attributable(function: Callable[..., Index], *, ordered: bool) -> Calculated:
    def calculate(groups: Groups, asked: Asked) -> Interval:
        given = _last_kept(groups) if ordered else groups
        found = function(given, adverse=asked.adverse, ordered=ordered, confidence=asked.confidence)
        # Walter's interval takes children one by one; schools make it wider by the design effect's root.
        wider = np.sqrt(asked.effect)
        reach = (found.upper - found.value) * wider
        return Interval(found.value, found.value - reach, found.value + reach)

    return calculate


def _last_kept(groups: Groups) -> Groups:
    """The same, with the last group that has children put last."""
    people = np.asarray(groups.population)
    last = people.shape[-1] - 1 - np.argmax(people[..., ::-1] > 0, axis=-1)
    order = np.argsort(np.arange(people.shape[-1]) == last[..., None], axis=-1, kind="stable")
    value, population = (
        np.take_along_axis(np.asarray(each), order, axis=-1) for each in (groups.value, people)
    )
    return Groups(value, population)


def _of_two(function: Callable[..., Index], *, ordered: bool) -> Calculated:
    def calculate(groups: Groups, asked: Asked) -> Interval:
        return function(
            _ends(groups) if ordered else groups,
            adverse=asked.adverse,
            ordered=ordered,
            reference=None if ordered else asked.reference,
            confidence=asked.confidence,
        )

    return calculate


def _from_best(groups: Groups, asked: Asked) -> Interval:
    best = spread.best(groups, adverse=asked.adverse)
    return spread.mean_difference(groups, from_value=best)


def _from_average(groups: Groups, _: Asked) -> Interval:
    return spread.mean_difference(groups, from_value=groups.average)


def _slope(groups: Groups, asked: Asked) -> Interval:
    return gradient.slope_index(_all_known(groups), confidence=asked.confidence).absolute


def _relative_slope(groups: Groups, asked: Asked) -> Interval:
    return gradient.slope_index(_all_known(groups), confidence=asked.confidence).relative


def _concentration(kind: concentration.Kind) -> Calculated:
    def calculate(groups: Groups, asked: Asked) -> Interval:
        bounds = (0.0, 1.0) if kind in ("wagstaff", "erreygers") else None
        return concentration.concentration_index(
            groups, kind=kind, bounds=bounds, confidence=asked.confidence
        )

    return calculate


def _plain(function: Callable[[Groups], Index]) -> Calculated:
    def calculate(groups: Groups, _: Asked) -> Interval:
        return function(groups)

    return calculate


def _with_level(function: Callable[..., Index]) -> Calculated:
    def calculate(groups: Groups, asked: Asked) -> Interval:
        return function(groups, confidence=asked.confidence)

    return calculate


@dataclass(frozen=True)
class Listed:
    """One index as a table names it; an order's slope needs three groups."""

    name: str
    scale: Literal["absolute", "relative"]
    unit: str
    calculate: Calculated
    fewest_groups: int = 2


def listed(*, ordered: bool) -> tuple[Listed, ...]:
    """The indices for groups with or without an order."""
    pairs = (
        Listed("difference", "absolute", "share", _of_two(extremes.difference, ordered=ordered)),
        Listed("ratio", "relative", "times", _of_two(extremes.ratio, ordered=ordered)),
        Listed(
            "population attributable risk",
            "absolute",
            "share",
            _attributable(extremes.attributable_risk, ordered=ordered),
        ),
        Listed(
            "population attributable fraction",
            "relative",
            "per cent",
            _attributable(extremes.attributable_fraction, ordered=ordered),
        ),
    )
    return (*pairs, *(_ORDERED if ordered else ()), *_ANY)


_ORDERED = (
    Listed("slope index of inequality", "absolute", "share", _slope, 3),
    Listed("relative index of inequality", "relative", "times", _relative_slope, 3),
    Listed("absolute concentration index", "absolute", "share", _concentration("absolute"), 3),
    Listed("relative concentration index", "relative", "index", _concentration("relative"), 3),
    Listed("Erreygers index", "absolute", "index", _concentration("erreygers"), 3),
    Listed("Wagstaff index", "relative", "index", _concentration("wagstaff"), 3),
)
_ANY = (
    Listed("mean difference from best", "absolute", "share", _from_best),
    Listed("mean difference from average", "absolute", "share", _from_average),
    Listed("between-group variance", "absolute", "share squared", _with_level(spread.between_group_variance)),
    Listed("between-group standard deviation", "absolute", "share", _plain(spread.between_group_deviation)),
    Listed("coefficient of variation", "relative", "per cent", _plain(spread.coefficient_of_variation)),
    Listed("index of disparity", "relative", "per cent", _plain(spread.index_of_disparity)),
    Listed("Theil index", "relative", "thousandths", _with_level(spread.theil_index)),
    Listed("mean log deviation", "relative", "thousandths", _with_level(spread.mean_log_deviation)),
)
