"""Decides which cells of a release are withheld, so that all others can be shown as they are."""

import time

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.asked import chosen, make_problem
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.desk import (
    Desk,
    Done,
    known_floors,
    of_children,
    open_sums,
    split_of,
    which_hold,
    write_and_audit,
)
from oneplan.disclosure.engine.protecting import Pattern, protect

_MOST_ROUNDS = 8
_LEAST_VALUES = 2


def suppress(desk: Desk, time_limit: float | None) -> Done:
    """Withhold, write and audit; a cell beside a small one that can be worked out anyway is then shown."""
    prepared, progress = desk.prepared, desk.progress
    pattern = protect(
        make_problem(desk.asked, prepared),
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    rule = _rule_of_suppression(desk)
    shown = pattern.shown
    found = write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    told = chosen(prepared.names, found.exact)
    if told.any() and not (told & prepared.small).any():
        shown = shown | told
        found = write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    return Done(shown, found, pattern.finished)


def suppress_with_sums(desk: Desk, time_limit: float | None) -> Done:
    """Withhold counts and sums in one pattern; what a sum needs withheld beside it is withheld as a count.

    Each round the counts are chosen anew, so that they keep their witnesses where more is withheld.
    """
    prepared, progress = desk.prepared, desk.progress
    until = None if time_limit is None else time.monotonic() + time_limit
    beside = np.zeros(len(prepared.small), bool)
    told = beside
    for rounds_left in reversed(range(_MOST_ROUNDS)):
        pattern = protect(
            make_problem(desk.asked, prepared, beside=beside),
            time_limit=None if until is None else max(until - time.monotonic(), 0),
            progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
        )
        shown = pattern.shown | (told & ~beside)
        summed = open_sums(desk, shown, until=until)
        in_time = rounds_left and (until is None or time.monotonic() < until)
        if in_time and summed and (shown & ~summed.shown).any():
            beside = beside | (shown & ~summed.shown)
            continue
        shown = summed.shown if summed else shown
        claim = _claim(desk, pattern, shown)
        found = write_and_audit(desk, shown, rule=_rule_of_suppression(desk), claim=claim, summed=summed)
        more = chosen(prepared.names, found.exact) & ~prepared.never & ~told
        if not (rounds_left and more.any()):
            break
        told = told | more
    return Done(shown, found, pattern.finished and (summed is None or summed.finished))


def _rule_of_suppression(desk: Desk) -> Rule:
    prepared, policy = desk.prepared, desk.asked.policy
    wide = np.flatnonzero(prepared.small).tolist() if policy.values_kept > _LEAST_VALUES else []
    return Rule(
        policy.name,
        wide={prepared.names[cell]: policy.values_kept for cell in wide},
        floors=known_floors(desk),
        ceilings=desk.asked.earlier.ceilings,
        small_difference=policy.withhold_to,
        split=split_of(desk),
    )


def _claim(desk: Desk, pattern: Pattern, shown: NDArray[np.bool_]) -> Claim:
    prepared, release = desk.prepared, desk.prepared.release
    withheld = np.flatnonzero(~shown).tolist()
    names = [prepared.names[cell] for cell in withheld]
    changes = (pattern.witnesses @ which_hold(prepared)[withheld].T).tocsr()
    children = of_children(release, base=pattern.children, changes=pattern.witnesses)
    return Claim(names, base=prepared.cells.value[withheld], changes=changes, children=children)
