"""Finds a few larger sets of characteristics that hold all the wanted ones: only these need the children.

Every set of up to three characteristics lies in one of about fifteen larger sets. The children are counted
into the cells of these, and every other cell is a sum of a larger set's cells: exact, and far less work.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log, prod

from oneplan.cells.layout import Layout, lay_out

Members = tuple[int, ...]
_TABLES = (300, 600, 1000, 1500, 2000, 3000, 5000, 8000, 16_000, 40_000)
_ROLLING = 0.6
"""What adding up one row of a table costs, beside counting one child into a table."""


@dataclass(frozen=True)
class Step:
    """One act while a larger set's table is added up, in a work space of rows.

    With a `size`, the rows from `source` are taken as (outer × size × inner) and summed over the middle into
    the rows from `target`. Without, the rows from `source` are done: the layout's cells from `target`.
    """

    source: int
    target: int
    outer: int
    size: int
    inner: int


@dataclass(frozen=True)
class Root:
    """A larger set, the stride of each characteristic in its table, and how its table is added up."""

    members: Members
    strides: tuple[int, ...]
    rows: int
    work_rows: int
    steps: tuple[Step, ...]


@lru_cache(maxsize=64)
def plan_roots(counts: tuple[int, ...], depth: int, *, children: int) -> tuple[Root, ...]:
    """The larger sets by which this layout is counted with the least work for so many children.

    Examples
    --------
    >>> roots = plan_roots((2, 8, 6, 2, 3, 2), 2, children=1000)
    >>> len(roots) < len(lay_out((2, 8, 6, 2, 3, 2), 2).sets)
    True
    """
    layout = lay_out(counts, depth)
    plans = [_plan(layout, most_rows=most) for most in _TABLES]
    return min(plans, key=lambda roots: _cost(roots, children=children))


def _cost(roots: tuple[Root, ...], *, children: int) -> float:
    rolled = sum(step.outer * max(step.size, 1) * step.inner for root in roots for step in root.steps)
    return len(roots) * children + _ROLLING * (rolled + sum(root.rows for root in roots))


def _plan(layout: Layout, *, most_rows: int) -> tuple[Root, ...]:
    """Each wanted set goes to the smallest larger set that holds it."""
    left = set(layout.sets)
    roots = []
    for members in sorted(_cover(layout, most_rows=most_rows), key=layout.rows):
        mine = {one for one in left if set(one) <= set(members)}
        left -= mine
        roots.append(_root(layout, members, wanted=mine))
    return tuple(roots)


def _cover(layout: Layout, *, most_rows: int) -> list[Members]:
    """Sets whose tables have at most so many rows, where they can: the largest first, then let grow."""
    deepest = [one for one in layout.sets if len(one) == layout.depth]
    left = {frozenset(one) for one in deepest}
    found = []
    for first in sorted(deepest, key=layout.rows, reverse=True):
        if frozenset(first) in left:
            members = frozenset(_grown(layout, first, left=left, most_rows=most_rows))
            left = {one for one in left if not one <= members}
            found.append(tuple(sorted(members)))
    return found


def _grown(layout: Layout, first: Members, *, left: set[frozenset[int]], most_rows: int) -> Members:
    """The set with one more characteristic at a time: the one that brings most new sets for its levels."""
    members = first
    while True:
        inside = frozenset(members)
        near = [one for one in left if len(one - inside) == 1]
        gains: dict[int, int] = {}
        for one in near:
            (more,) = one - inside
            gains[more] = gains.get(more, 0) + 1
        fitting = [more for more in gains if layout.rows((*members, more)) <= most_rows]
        if not fitting:
            return members
        best = max(fitting, key=lambda more: (gains[more] / log(layout.counts[more] + 1e-9), -more))
        members = (*members, best)


def _root(layout: Layout, members: Members, *, wanted: set[Members]) -> Root:
    strides = [0] * len(layout.counts)
    for place, member in enumerate(members):
        strides[member] = prod(layout.counts[later] for later in members[place + 1 :])
    steps: list[Step] = []
    work_rows = _add_up(layout, members, wanted=wanted, at=0, steps=steps)
    return Root(members, tuple(strides), layout.rows(members), work_rows, tuple(steps))


def _add_up(layout: Layout, members: Members, *, wanted: set[Members], at: int, steps: list[Step]) -> int:
    """Steps from a table, whose rows begin at `at`, to each wanted set; returns how many rows were needed.

    The characteristic with most levels is summed away first, since what is left is smallest then.
    """
    rows = layout.rows(members)
    if members in wanted:
        cells = int(layout.begin[layout.numbers[members]])
        steps.append(Step(source=at, target=cells, outer=rows, size=0, inner=0))
    left, needed = wanted - {members}, at + rows
    for gone in sorted(members, key=lambda member: -layout.counts[member]):
        without = {one for one in left if gone not in one}
        if without:
            place = members.index(gone)
            size = layout.counts[gone]
            inner = layout.rows(members[place + 1 :])
            steps.append(Step(at, at + rows, outer=rows // (size * inner), size=size, inner=inner))
            rest = (*members[:place], *members[place + 1 :])
            needed = max(needed, _add_up(layout, rest, wanted=without, at=at + rows, steps=steps))
            left -= without
    return needed
