"""Decides how a release is rounded as a whole: what is withheld, and what more so that nothing follows."""

import time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Prepared, chosen
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
from oneplan.disclosure.rounding.pictures import NO_PICTURES, Ranges, find_open, find_pictures, make_ranges
from oneplan.disclosure.rounding.rounding import round_to_base, withhold_beside
from oneplan.errors import NotSafe

_MOST_TURNS, _TURNS_BY_WHAT_IS_IN_THE_WAY = 24, 4


def round_off(desk: Desk, time_limit: float | None) -> Done:
    """Round, withhold what is small and what gives it away; then write and audit, and mend what is found.

    When the time is up, the narrowest counts are withheld, then the next wider ones, until nothing can be
    worked out of what is left; each of these coarser answers may take as long again.
    """
    prepared = desk.prepared
    if desk.asked.earlier.known:
        raise NotSafe(
            "Exact counts of these children are out, and a rounded release beside them cannot be checked. "
            "Take the policy of the earlier release, or freeze that one and show it again."
        )
    until = None if time_limit is None else time.monotonic() + time_limit
    value, holds = prepared.cells.value, which_hold(prepared)
    shown, turn, is_coarser, pictures = ~prepared.small, 0, False, NO_PICTURES
    # Once larger counts are withheld too, a reader no longer knows that a withheld one is small.
    most: int | None = desk.asked.policy.withhold_to
    while True:
        turn += 1
        ranges = _ranges(desk, shown, most=most)
        pictures, in_the_way = find_pictures(ranges, ~shown, before=pictures, until=until)
        if turn > _TURNS_BY_WHAT_IS_IN_THE_WAY:
            in_the_way[:] = -1
        risky = ~shown & ~find_open(ranges, pictures)
        if not (risky.any() and shown.any()):
            steps = pictures.to_matrix(len(ranges.children))
            done = _finish(desk, shown, most=most, steps=steps, until=until)
            risky = chosen(prepared.names, done.found.exact)
            if not (risky.any() and shown.any()):
                break
        most = None
        if turn >= _MOST_TURNS or (until is not None and time.monotonic() > until):
            shown, is_coarser = shown & ~_narrowest(prepared, shown), True
            until = None if time_limit is None else time.monotonic() + time_limit
        else:
            shown = ~withhold_beside(risky, value=value, withheld=~shown, holds=holds, in_the_way=in_the_way)
    return Done(shown, done.found, done.finished and not is_coarser)


def _narrowest(prepared: Prepared, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(cells) those that lie the most steps below the total, of those that are still shown."""
    steps = np.zeros(len(shown), np.int64)
    for column, dimension in enumerate(prepared.release.dimensions):
        heights = dimension.heights
        below = np.array([heights[code] for code in dimension.codes], np.int64)
        steps += below[prepared.cells.codes[:, column]]
    return np.asarray(steps == steps[shown].max())


def _ranges(desk: Desk, shown: NDArray[np.bool_], *, most: int | None) -> Ranges:
    """Between which values each count would be shown as it is."""
    cells, base = desk.prepared.cells, desk.asked.policy.base
    rounded = round_to_base(cells.value, base)
    known = known_floors(desk)
    floor = np.array([known.get(name, 1) for name in desk.prepared.names], np.int64)
    low = np.where(shown, np.maximum(rounded - base // 2, (most or 0) + 1), floor)
    high = np.where(shown, rounded - base // 2 + base - 1, most or np.iinfo(np.int64).max)
    counted = desk.prepared.release.children
    return make_ranges(cells.start, cells.inner, children=counted, low=low, high=high)


def _finish(
    desk: Desk, shown: NDArray[np.bool_], *, most: int | None, steps: csr_matrix, until: float | None
) -> Done:
    """Write what is shown, with the sums that can be, and have it audited."""
    policy, release = desk.asked.policy, desk.prepared.release
    rule = Rule(
        policy.name, base=policy.base, withheld_most=most, floors=known_floors(desk), split=split_of(desk)
    )
    children = of_children(release, base=release.children, changes=steps)
    changes = (steps @ which_hold(desk.prepared).T).tocsr()
    claim = Claim(desk.prepared.names, base=desk.prepared.cells.value, changes=changes, children=children)
    summed = open_sums(desk, shown, until=until)
    found = write_and_audit(desk, shown, rule=rule, claim=claim, summed=summed)
    return Done(shown, found, summed is None or summed.finished)
