"""Measures again what a plan took from findings: by the same measures, beside what stands there."""

from collections.abc import Iterator
from dataclasses import dataclass

from oneplan.plan.adopting import values_of
from oneplan.plan.frame import Plan
from oneplan.plan.showing import Frozen, PopulationIndicator, Value
from oneplan.sources.sourced import Row, Sourced


@dataclass(frozen=True)
class Revised:
    """A figure that a newer edition gives differently; the one that was taken stays."""

    key: str
    """Which: indicator, group, period and area."""
    taken: float | None
    published: float | None
    edition: str


@dataclass(frozen=True)
class Measured:
    """What measuring again brought."""

    plan: Plan
    """The plan with the new figures beside those that it had."""
    added: tuple[Value, ...]
    revised: tuple[Revised, ...]
    not_measured: tuple[tuple[str, str], ...]
    """Each indicator that could not be measured in the same way, and why."""


def measure_again(plan: Plan, found: Sourced) -> Measured:
    """Add the newest figures of every indicator that was taken from a hidden gap, measured in the same way.

    Nothing that stands in the plan changes. A figure of a period that is there already is compared: where a
    newer edition gives another one, it is listed as revised, and the one that was agreed on stays. Where the
    publisher measures in another way now, nothing is added, and it says so.

    Parameters
    ----------
    plan
        With indicators from `oneplan.plan.adopting.add_gap`.
    found
        From `oneplan.understand.hidden.hidden_gaps`, for the plan's own area.

    Examples
    --------
    >>> import datetime as dt
    >>> import oneplan
    >>> from oneplan.plan.adopting import add_gap
    >>> from oneplan.plan.shelf import read_plans
    >>> from oneplan.understand.hidden import hidden_gaps
    >>> found = hidden_gaps(oneplan.open_evidence(), area="Kent")
    >>> gap = {"family": "attainment-8", "group": "care", "serves": "BW-3"}
    >>> plan = add_gap(read_plans(["one-plan-2024-30"])[0], found, **gap, taken=dt.date(2026, 11, 22))
    >>> measured = measure_again(plan, found)
    >>> measured.plan == plan, measured.revised
    (True, ())
    """
    rows = {(row["family"], row["group"]): row for row in found.rows}
    known = {value.key: value for value in plan.values}
    added: dict[str, Value] = {}
    revised, not_measured = [], []
    for indicator, frozen in _frozen(plan):
        row = rows.get((indicator.family, indicator.groups[0]))
        if why := _why_not(row, frozen):
            not_measured.append((indicator.id, why))
        elif row is not None:
            for value in values_of(row, of=indicator.id, found=found):
                if before := known.get(value.key):
                    revised += list(_differing(before, value))
                else:
                    added[value.key] = value.model_copy(update={"baseline": False})
    after = plan.changed(values=(*plan.values, *added.values())) if added else plan
    return Measured(after, tuple(added.values()), tuple(revised), tuple(not_measured))


def _frozen(plan: Plan) -> Iterator[tuple[PopulationIndicator, Frozen]]:
    for indicator in plan.indicators:
        if indicator.frozen and indicator.family:
            yield indicator, indicator.frozen


def _why_not(row: Row | None, frozen: Frozen) -> str:
    if row is None:
        return "no figures for this group are published any more"
    now = (row["group_measure"], row["reference"], row["reference_measure"])
    if now != (frozen.group_measure, frozen.reference, frozen.reference_measure):
        return "the publisher measures it in another way now"
    return ""


def _differing(before: Value, now: Value) -> Iterator[Revised]:
    if before.value != now.value:
        yield Revised(before.key, before.value, now.value, now.edition)
