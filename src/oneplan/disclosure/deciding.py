"""Decides what of a release is shown, by the method of its policy, and has the finished file audited."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Asked, Prepared, chosen, make_problem
from oneplan.disclosure.auditor.auditing import Audit, audit
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.classes import Split
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.engine.protecting import Pattern, protect
from oneplan.disclosure.engine.widening import Widened
from oneplan.disclosure.releases.files import PERCENTAGE, write_cells
from oneplan.disclosure.releases.rates import to_percentages
from oneplan.disclosure.releases.release import Release, names_of
from oneplan.disclosure.rounding.pictures import find_pictures, make_ranges
from oneplan.disclosure.rounding.rounding import round_to_base, withhold_beside
from oneplan.disclosure.summing import find_summing
from oneplan.errors import NotSafe

Progress = Callable[[str, int, int], None]
_MOST_ROUNDS = 8
_MOST_TURNS, _TURNS_BY_WHAT_IS_IN_THE_WAY = 24, 4
_LEAST_OF_CIRCLE = 3
_LEAST_VALUES = 2


@dataclass(frozen=True)
class Desk:
    """What lies before the gate while it works."""

    asked: Asked
    prepared: Prepared
    out: Path
    progress: Progress | None


@dataclass(frozen=True)
class Done:
    """What was decided, and what the audit of the finished file found."""

    shown: NDArray[np.bool_]
    found: Audit
    finished: bool


def decide(desk: Desk, time_limit: float | None) -> Done:
    """Write what may be shown, and say what the audit of it found."""
    if desk.asked.policy.method == "suppression":
        return _suppress_with_sums(desk, time_limit) if desk.asked.magnitude else _suppress(desk, time_limit)
    return _round(desk, time_limit)


def _suppress(desk: Desk, time_limit: float | None) -> Done:
    """Withhold, write and audit; a cell beside a small one that can be worked out anyway is then shown."""
    prepared, progress = desk.prepared, desk.progress
    pattern = protect(
        make_problem(desk.asked, prepared),
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    rule = _rule_of_suppression(desk)
    shown = pattern.shown
    found = _write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    told = chosen(prepared.names, found.exact)
    if told.any() and not (told & prepared.small).any():
        shown = shown | told
        found = _write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    return Done(shown, found, pattern.finished)


def _suppress_with_sums(desk: Desk, time_limit: float | None) -> Done:
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
        summed = _open_sums(desk, shown, until=until)
        in_time = rounds_left and (until is None or time.monotonic() < until)
        if in_time and summed and (shown & ~summed.shown).any():
            beside = beside | (shown & ~summed.shown)
            continue
        shown = summed.shown if summed else shown
        claim = _claim(desk, pattern, shown)
        found = _write_and_audit(desk, shown, rule=_rule_of_suppression(desk), claim=claim, summed=summed)
        more = chosen(prepared.names, found.exact) & ~prepared.never & ~told
        if not (rounds_left and more.any()):
            break
        told = told | more
    return Done(shown, found, pattern.finished and (summed is None or summed.finished))


def _open_sums(desk: Desk, shown: NDArray[np.bool_], *, until: float | None) -> Widened | None:
    """Which sums can be shown where these counts are, where the release has sums."""
    summing, progress = find_summing(desk.asked, desk.prepared), desk.progress
    if summing is None:
        return None
    return summing.widen(
        shown,
        until=until,
        progress=progress and (lambda done, of: progress("Choosing which sums to withhold", done, of)),
    )


def _rule_of_suppression(desk: Desk) -> Rule:
    prepared, policy = desk.prepared, desk.asked.policy
    wide = np.flatnonzero(prepared.small).tolist() if policy.values_kept > _LEAST_VALUES else []
    return Rule(
        policy.name,
        wide={prepared.names[cell]: policy.values_kept for cell in wide},
        floors=_known_floors(desk),
        ceilings=desk.asked.earlier.ceilings,
        small_difference=policy.withhold_to,
        split=_split(desk),
    )


def _split(desk: Desk) -> Split | None:
    """What the audit is told of the rate: the strictest that a reader could know of withheld halves."""
    asked, prepared = desk.asked, desk.prepared
    if asked.rate is None:
        return None
    hold = np.flatnonzero(~prepared.halves.may_be_none).tolist()
    most = asked.policy.class_size if asked.policy.class_disclosure else 0
    return Split(asked.rate.dimension, most, frozenset(prepared.names[cell] for cell in hold))


def _known_floors(desk: Desk) -> dict[tuple[str, ...], int]:
    value = zip(desk.prepared.names, desk.prepared.cells.value.tolist(), strict=True)
    floors = desk.asked.earlier.floors
    return {name: min(floors[name], of) for name, of in value if name in floors}


def _claim(desk: Desk, pattern: Pattern, shown: NDArray[np.bool_]) -> Claim:
    prepared, release = desk.prepared, desk.prepared.release
    withheld = np.flatnonzero(~shown).tolist()
    names = [prepared.names[cell] for cell in withheld]
    changes = (pattern.witnesses @ _holds(prepared)[withheld].T).tocsr()
    children = _of_children(release, base=pattern.children, changes=pattern.witnesses)
    return Claim(names, base=prepared.cells.value[withheld], changes=changes, children=children)


def _of_children(release: Release, *, base: NDArray[np.int64], changes: csr_matrix) -> Claim | None:
    """The pictures of the children themselves: only three tables and more can go round in a circle."""
    if len(release.tables) < _LEAST_OF_CIRCLE:
        return None
    names = list(zip(*names_of(release, release.codes), strict=True))
    return Claim(names, base=base, changes=changes)


def _holds(prepared: Prepared) -> csr_matrix:
    """(cells × inner cells) which inner cells each cell holds."""
    cells = prepared.cells
    return csr_matrix((np.ones(len(cells.inner), np.int64), cells.inner, cells.start))


def _round(desk: Desk, time_limit: float | None) -> Done:
    """Round, withhold what is small and what gives it away; then write and audit, and mend what is found."""
    prepared = desk.prepared
    if desk.asked.earlier.known:
        raise NotSafe(
            "Exact counts of these children are out, and a rounded release beside them cannot be checked. "
            "Take the policy of the earlier release, or freeze that one and show it again."
        )
    until = None if time_limit is None else time.monotonic() + time_limit
    value, holds = prepared.cells.value, _holds(prepared)
    shown = ~prepared.small
    # Once larger counts are withheld too, a reader no longer knows that a withheld one is small.
    most: int | None = desk.asked.policy.withhold_to
    for turn in range(1, _MOST_TURNS + 1):
        is_last = turn == _MOST_TURNS or (until is not None and time.monotonic() > until)
        steps, in_the_way = _find_pictures(desk, shown, most=most)
        if turn > _TURNS_BY_WHAT_IS_IN_THE_WAY:
            in_the_way[:] = -1
        risky = ~shown & (np.diff((holds @ steps.T).tocsr().indptr) == 0)
        if is_last or not risky.any():
            found = _audit_rounded(desk, shown, most=most, steps=steps)
            risky = chosen(prepared.names, found.exact)
            if is_last or not risky.any():
                break
        most = None
        shown = ~withhold_beside(risky, value=value, withheld=~shown, holds=holds, in_the_way=in_the_way)
    return Done(shown, found, finished=True)


def _find_pictures(
    desk: Desk, shown: NDArray[np.bool_], *, most: int | None
) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Other counts that would be rounded alike, for each withheld cell, and what is in the way of others."""
    cells, base = desk.prepared.cells, desk.asked.policy.base
    rounded = round_to_base(cells.value, base)
    known = _known_floors(desk)
    floor = np.array([known.get(name, 1) for name in desk.prepared.names], np.int64)
    low = np.where(shown, np.maximum(rounded - base // 2, (most or 0) + 1), floor)
    high = np.where(shown, rounded - base // 2 + base - 1, most or np.iinfo(np.int64).max)
    counted = desk.prepared.release.children
    ranges = make_ranges(cells.start, cells.inner, children=counted, low=low, high=high)
    return find_pictures(ranges, np.flatnonzero(~shown))


def _audit_rounded(desk: Desk, shown: NDArray[np.bool_], *, most: int | None, steps: csr_matrix) -> Audit:
    policy, release = desk.asked.policy, desk.prepared.release
    rule = Rule(
        policy.name, base=policy.base, withheld_most=most, floors=_known_floors(desk), split=_split(desk)
    )
    children = _of_children(release, base=release.children, changes=steps)
    changes = (steps @ _holds(desk.prepared).T).tocsr()
    claim = Claim(desk.prepared.names, base=desk.prepared.cells.value, changes=changes, children=children)
    summed = _open_sums(desk, shown, until=None)
    return _write_and_audit(desk, shown, rule=rule, claim=claim, summed=summed)


def _write_and_audit(
    desk: Desk, shown: NDArray[np.bool_], *, rule: Rule, claim: Claim, summed: Widened | None = None
) -> Audit:
    columns = list(zip(*desk.prepared.names, strict=True))
    values = values_shown(desk.prepared, shown, base=desk.asked.policy.base)
    beside = _percentages(desk, values)
    summing = find_summing(desk.asked, desk.prepared)
    if summing and summed:
        beside = summing.write(values, summed.shown)
        rule = replace(rule, sums=summing.make_rule(summed.shown))
        claim = summing.claim(claim, summed)
    write_cells(
        desk.out,
        names=dimensions_of(desk.asked),
        codes=columns,
        values=values,
        beside=beside,
    )
    progress = desk.progress
    return audit(
        [desk.out],
        hierarchies=desk.asked.hierarchies,
        rule=rule,
        claim=claim,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    )


def _percentages(desk: Desk, values: list[int | None]) -> dict[str, list[str]]:
    rate, decimals = desk.asked.rate, desk.asked.policy.percentage_decimals
    if rate is None:
        return {}
    column, names = dimensions_of(desk.asked).index(rate.dimension), desk.prepared.names
    return {PERCENTAGE: to_percentages(names, values, column=column, case=rate.case, decimals=decimals)}


def dimensions_of(asked: Asked) -> tuple[str, ...]:
    """The names of the columns of codes."""
    return tuple(one.name for one in asked.release.dimensions)


def values_shown(prepared: Prepared, shown: NDArray[np.bool_], *, base: int) -> list[int | None]:
    """What a reader gets of each cell, None where it is withheld."""
    values = round_to_base(prepared.cells.value, base).tolist()
    return [value if seen else None for value, seen in zip(values, shown.tolist(), strict=True)]
