"""Writes down what an audit found as a certificate: counts, hashes and assumptions, and no cell."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.certificate import Attack, Certificate, count_widths
from oneplan.disclosure.auditor.circles import Cross
from oneplan.disclosure.auditor.ranges import Ranges
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.auditor.tables import Tables

_A = "A reader knows that no count is below 0."
_B = (
    "A reader knows that no count is below 0, and that withheld counts are at least 1, since zeros are shown."
)
_NO_B = "Some withheld cell holds no child, so attack B does not apply."
_LEFT_OUT = "A cell that is left out beside others of its kind holds no child."
_CIRCLE = (
    "Tables share columns in a circle. A picture counts only where the same children, in whole numbers, fit "
    "all of them at once."
)
_UNPROVEN = (
    "These tables share columns in a circle: {}. It was not proven that no count follows from all of them "
    "together. Leave one of them out, or merge levels."
)
_HALVES = (
    "A group of up to {} children may not be shown to be all cases or none; a withheld half of a group that"
    " may be such a one is known only to be no less than 0."
)
_SUMS = (
    "A total is the sum of the codes right below it in each hierarchy, where any of these is in the files."
)

_NAMED = 4


def certify(
    tables: Tables,
    hierarchies: Sequence[tuple[str, Path]],
    *,
    rule: Rule,
    ranges: tuple[Ranges, Ranges],
    linear: int | None,
    differences: int,
    seconds: float,
) -> Certificate:
    """The certificate of what was found under both attacks, before any rule on sums or classes is added."""
    finished, least, circle = tables.finished, tables.least, tables.circle
    at_ease, zeros_shown = ranges
    worst = zeros_shown if zeros_shown.possible else at_ease
    widths = worst.high - worst.low + 1
    complete = at_ease.complete and zeros_shown.complete and at_ease.possible
    assumptions = [_LEFT_OUT, _SUMS]
    if circle:
        assumptions.append(_CIRCLE)
    if rule.split and rule.split.most:
        assumptions.append(_HALVES.format(rule.split.most))
    if rule.base > 1:
        assumptions.append(f"Shown counts are rounded to the nearest {rule.base}; nought is nought.")
    if rule.withheld_most is not None:
        assumptions.append(f"A reader knows that withheld counts are at most {rule.withheld_most}.")
    notes = () if zeros_shown.possible else (_NO_B,)
    if circle and not complete:
        notes = (*notes, _UNPROVEN.format(_say_circle(circle, finished.dimensions)))
    return Certificate(
        files=finished.files,
        hierarchies={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for _, path in hierarchies},
        policy=rule.policy,
        shown=sum(value is not None for value in finished.values.values()),
        withheld=len(least),
        linear=linear,
        differences=differences,
        attacks={"A": _attack(at_ease, _A), "B": _attack(zeros_shown, _B)},
        values_kept=count_widths(widths.tolist()) if worst.possible else {},
        least_values=int(least.min(initial=2)),
        complete=complete,
        safe=bool(complete and (widths >= least).all() and linear == 0 and not differences),
        assumptions=tuple(assumptions),
        notes=notes,
        seconds=round(seconds, 3),
    )


def _say_circle(circle: tuple[Cross, ...], dimensions: Sequence[str]) -> str:
    said = [" × ".join(dimensions[place] for place in sorted(cross)) for cross in circle]
    return ", ".join(said[:_NAMED]) + (f" and {len(said) - _NAMED} more" if len(said) > _NAMED else "")


def _attack(ranges: Ranges, assumes: str) -> Attack:
    return Attack(
        assumes=assumes,
        possible=ranges.possible,
        exact=int(find_exact(ranges).sum()) if ranges.possible else 0,
        complete=ranges.complete,
        pictures=ranges.pictures,
        solver=ranges.status,
    )


def find_exact(ranges: Ranges) -> NDArray[np.bool_]:
    """Which withheld cells can have one value only."""
    return np.asarray(ranges.closed & (ranges.low == ranges.high))
