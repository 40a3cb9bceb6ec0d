"""Decides what of a release is shown, by the method of its policy, and has the finished file audited."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Asked, Prepared, chosen, make_problem
from oneplan.disclosure.auditor.auditing import Audit, Rule, audit
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.classes import Split
from oneplan.disclosure.engine.protecting import Pattern, protect
from oneplan.disclosure.releases.files import write_cells
from oneplan.disclosure.releases.rates import to_percentages
from oneplan.disclosure.releases.release import Release, names_of
from oneplan.disclosure.rounding.pictures import find_pictures, make_ranges
from oneplan.disclosure.rounding.rounding import round_to_base, withhold_beside
from oneplan.errors import NotSafe

Progress = Callable[[str, int, int], None]
_MOST_ROUNDS = 8
_LEAST_OF_CIRCLE = 3


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
        return _suppress(desk, time_limit)
    return _round(desk, time_limit)


def _suppress(desk: Desk, time_limit: float | None) -> Done:
    """Withhold, write and audit; a cell beside a small one that can be worked out anyway is then shown."""
    prepared, progress = desk.prepared, desk.progress
    pattern = protect(
        make_problem(desk.asked, prepared),
        time_limit=time_limit,
        progress=progress and (lambda done, of: progress("Choosing what to withhold", done, of)),
    )
    keep = desk.asked.policy.values_kept
    wide = np.flatnonzero(prepared.small).tolist() if keep > 2 else []
    rule = Rule(
        desk.asked.policy.name,
        wide={prepared.names[cell]: keep for cell in wide},
        floors=_known_floors(desk),
        ceilings=desk.asked.earlier.ceilings,
        small_difference=desk.asked.policy.withhold_to,
        split=_split(desk),
    )
    shown = pattern.shown
    found = _write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    told = chosen(prepared.names, found.exact)
    if told.any() and not (told & prepared.small).any():
        shown = shown | told
        found = _write_and_audit(desk, shown, rule=rule, claim=_claim(desk, pattern, shown))
    return Done(shown, found, pattern.finished)


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
    """Round, withhold what is small, write and audit; where one can be worked out, withhold beside it."""
    prepared, policy = desk.prepared, desk.asked.policy
    if desk.asked.earlier.known:
        raise NotSafe(
            "Exact counts of these children are out, and a rounded release beside them cannot be checked. "
            "Take the policy of the earlier release, or freeze that one and show it again."
        )
    cells = prepared.cells
    until = None if time_limit is None else time.monotonic() + time_limit
    holds = _holds(prepared)
    shown = ~prepared.small
    # Once larger counts are withheld too, a reader no longer knows that a withheld one is small.
    most: int | None = policy.withhold_to
    for _ in range(_MOST_ROUNDS):
        rule = Rule(
            policy.name, base=policy.base, withheld_most=most, floors=_known_floors(desk), split=_split(desk)
        )
        found = _write_and_audit(desk, shown, rule=rule, claim=_claim_of_rounded(desk, shown, most=most))
        exact = chosen(prepared.names, found.exact)
        if not exact.any() or (until is not None and time.monotonic() > until):
            break
        shown, most = ~withhold_beside(exact, value=cells.value, withheld=~shown, holds=holds), None
    return Done(shown, found, finished=True)


def _claim_of_rounded(desk: Desk, shown: NDArray[np.bool_], *, most: int | None) -> Claim:
    """Other counts that would be rounded alike, for each withheld cell, as far as they are near."""
    cells, base = desk.prepared.cells, desk.asked.policy.base
    counted = desk.prepared.release.children
    rounded = round_to_base(cells.value, base)
    known = _known_floors(desk)
    floor = np.array([known.get(name, 1) for name in desk.prepared.names], np.int64)
    low = np.where(shown, np.maximum(rounded - base // 2, (most or 0) + 1), floor)
    high = np.where(shown, rounded - base // 2 + base - 1, most or np.iinfo(np.int64).max)
    ranges = make_ranges(cells.start, cells.inner, children=counted, low=low, high=high)
    steps = find_pictures(ranges, np.flatnonzero(~shown))
    children = _of_children(desk.prepared.release, base=ranges.children, changes=steps)
    changes = (steps @ _holds(desk.prepared).T).tocsr()
    return Claim(desk.prepared.names, base=cells.value, changes=changes, children=children)


def _write_and_audit(
    desk: Desk, shown: NDArray[np.bool_], *, rule: Rule, claim: Claim | None = None
) -> Audit:
    columns = list(zip(*desk.prepared.names, strict=True))
    values = values_shown(desk.prepared, shown, base=desk.asked.policy.base)
    write_cells(
        desk.out,
        names=dimensions_of(desk.asked),
        codes=columns,
        values=values,
        percentages=_percentages(desk, values),
    )
    progress = desk.progress
    return audit(
        [desk.out],
        hierarchies=desk.asked.hierarchies,
        rule=rule,
        claim=claim,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    )


def _percentages(desk: Desk, values: list[int | None]) -> list[str] | None:
    rate, decimals = desk.asked.rate, desk.asked.policy.percentage_decimals
    if rate is None:
        return None
    column = dimensions_of(desk.asked).index(rate.dimension)
    return to_percentages(desk.prepared.names, values, column=column, case=rate.case, decimals=decimals)


def dimensions_of(asked: Asked) -> tuple[str, ...]:
    """The names of the columns of codes."""
    return tuple(one.name for one in asked.release.dimensions)


def values_shown(prepared: Prepared, shown: NDArray[np.bool_], *, base: int) -> list[int | None]:
    """What a reader gets of each cell, None where it is withheld."""
    values = round_to_base(prepared.cells.value, base).tolist()
    return [value if seen else None for value, seen in zip(values, shown.tolist(), strict=True)]
