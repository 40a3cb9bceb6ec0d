"""Shows cells one after the other, but none whose showing would leave a small cell without a witness."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.compiling import compiled
from oneplan.disclosure.engine.moves import (
    add_cover,
    change_of,
    clear,
    helps,
    join,
    measure,
    take_cover,
)
from oneplan.disclosure.engine.space import CROSSING, HELD, LISTED, SEED, Bench, Work
from oneplan.disclosure.engine.uses import (
    count_in,
    drop_move,
    fill_gap,
    find_crossing,
    find_touching,
    hold_move,
)

_NOT_WHOLE = 1 << 40
_ALONE = 1 << 14


class Effort(NamedTuple):
    """How hard to look before a cell is withheld: pivots, pairs of moves for one cell, and shuffling."""

    pivots: int
    pairs: int
    shuffle: int


@compiled
def show_nothing(work: Work, seed: int) -> None:
    """Begin with nothing shown, so that any inner cell could be one more: safe, and as coarse as can be."""
    moves, bench = work.moves, work.bench
    bench.tally[SEED] = seed
    for at in range(len(work.space.children)):
        moves.inner[at, 0], moves.step[at, 0], moves.length[at] = at, 1, 1
        hold_move(work, (at, at))
        measure(work, at)
        add_cover(work, at)
    _keep(bench)
    bench.tally[HELD] = len(work.space.children)


@compiled
def show_in_order(work: Work, order_and_effort: tuple[NDArray[np.int64], Effort]) -> None:
    """Show each of these cells where every small cell keeps a witness."""
    order, effort = order_and_effort
    for cell in order:
        if not work.bench.shown[cell]:
            work.bench.shown[cell] = _is_shown(work, cell, effort)


@compiled
def _is_shown(work: Work, cell: int, effort: Effort) -> bool:
    """Try to show a cell; every attempt is undone unless it is safe."""
    bench = work.bench
    find_crossing(work, cell)
    if bench.tally[CROSSING] == 0:
        return True
    pivots = _order_pivots(work, cell, effort.shuffle)
    for tried in range(min(effort.pivots, len(pivots))):
        _take_all(work)
        more = _eliminate(work, pivots[tried], effort.pairs)
        if more >= 0:
            _keep(bench)
            _commit(work, bench.tally[CROSSING] + more)
            return True
        _forget(bench)
    return False


@compiled
def _set_inside(work: Work, cell: int, inside: int) -> None:
    for place in range(work.space.start[cell], work.space.start[cell + 1]):
        work.bench.inside[work.space.inner[place]] = inside == 1


@compiled
def _order_pivots(work: Work, cell: int, shuffle: int) -> NDArray[np.int64]:
    """Which move to give up first: one of a whole step, without children who stand alone, and short."""
    moves, bench = work.moves, work.bench
    key = np.zeros(bench.tally[CROSSING], np.int64)
    for k in range(len(key)):
        at = bench.crossing[k]
        alone = 0
        for place in range(moves.length[at]):
            alone += work.space.children[moves.inner[at, place]] == 1
        key[k] = alone * _ALONE + moves.length[at] * 4 + _mixed(cell, at, bench.tally[SEED]) % shuffle
        if abs(bench.product[k]) > 1:
            key[k] += _NOT_WHOLE
    return np.argsort(key)


@compiled
def _mixed(cell: int, at: int, seed: int) -> int:
    """A number that looks random and is the same each time: a release that is made again comes out alike."""
    number = (cell * 2_654_435_761 + at * 40_503 + seed * 97_531 + 12_345) & 0x7FFFFFFF
    number ^= number >> 13
    number = (number * 1_274_126_177) & 0x7FFFFFFF
    return number ^ (number >> 16)


@compiled
def _take_all(work: Work) -> None:
    """Take away what the crossing moves witness."""
    moves, bench = work.moves, work.bench
    for k in range(bench.tally[CROSSING]):
        at = bench.crossing[k]
        if moves.ahead[at] + moves.back[at] > 0:
            take_cover(work, at)


@compiled
def _eliminate(work: Work, pivot: int, pairs: int) -> int:
    """Use up one move to make every other crossing move leave the cell as it is.

    Cells that the pivot leaves as they are come first: what fails mostly fails there, and early.
    Returns how many moves there are more for cells that had lost their last witness, or -1.
    """
    bench = work.bench
    bench.is_made[: bench.tally[CROSSING]] = False
    _make(work, pivot, pivot)
    lost, more = bench.tally[LISTED], 0
    for place in range(lost):
        cell = bench.changed[place]
        if _is_lost(bench, cell) and _make_those_of(work, pivot, cell):
            more = _rescue_one(work, cell, more, pairs)
            if more < 0:
                return -1
    for k in range(bench.tally[CROSSING]):
        _make(work, pivot, k)
    for place in range(lost):
        more = _rescue_one(work, bench.changed[place], more, pairs)
        if more < 0:
            return -1
    return more


@compiled
def _make(work: Work, pivot: int, k: int) -> None:
    """Make what one crossing move becomes, once."""
    tried = len(work.moves.length) // 2
    if work.bench.is_made[k]:
        return
    work.bench.is_made[k] = True
    if k == pivot:
        work.moves.length[tried + k] = 0
    elif join(work, (k, pivot, tried + k)):
        add_cover(work, tried + k)


@compiled
def _make_those_of(work: Work, pivot: int, cell: int) -> bool:
    """Make what can be a witness of this cell; False where that may be all of them."""
    if count_in(work, (cell, work.bench.crossing[pivot])) != 0:
        return False
    for k in range(find_touching(work, cell)):
        _make(work, pivot, work.bench.touching[k])
    return True


@compiled
def _is_lost(bench: Bench, cell: int) -> bool:
    above = bench.cover[cell, 0] + bench.change[cell, 0]
    return bool(min(above, bench.cover[cell, 1] + bench.change[cell, 1]) <= 0)


@compiled
def _rescue_one(work: Work, cell: int, more: int, pairs: int) -> int:
    """Look for witnesses from pairs of moves for a cell that has lost its last; how many more, or -1."""
    bench = work.bench
    capacity = len(work.moves.length) // 2
    while _is_lost(bench, cell):
        if bench.tally[HELD] + more >= capacity:
            return -1
        _set_inside(work, cell, 1)
        is_rescued = _rescue(work, cell, capacity + bench.tally[CROSSING] + more, pairs)
        _set_inside(work, cell, 0)
        if not is_rescued:
            return -1
        more += 1
    return more


@compiled
def _rescue(work: Work, cell: int, at: int, pairs: int) -> bool:
    """Make the first pair that helps this cell, if there is one within so many trials."""
    bench = work.bench
    tries = 0
    for one in range(bench.tally[CROSSING]):
        if change_of(work, bench.crossing[one]) == 0:
            continue
        for other in range(bench.tally[CROSSING]):
            tries += other != one
            if tries > pairs:
                return False
            if other != one and join(work, (one, other, at)):
                if helps(work, (at, cell)):
                    add_cover(work, at)
                    return True
                clear(work)
    return False


@compiled
def _keep(bench: Bench) -> None:
    """Make the changes of cover true."""
    for k in range(bench.tally[LISTED]):
        cell = bench.changed[k]
        bench.cover[cell, 0] += bench.change[cell, 0]
        bench.cover[cell, 1] += bench.change[cell, 1]
    _forget(bench)


@compiled
def _forget(bench: Bench) -> None:
    for k in range(bench.tally[LISTED]):
        cell = bench.changed[k]
        bench.change[cell, 0] = bench.change[cell, 1] = 0
        bench.listed[cell] = False
    bench.tally[LISTED] = 0


@compiled
def _commit(work: Work, made: int) -> None:
    """Put the moves that were made in the place of those that crossed."""
    moves, bench = work.moves, work.bench
    tried, crossing = len(moves.length) // 2, bench.tally[CROSSING]
    for k in range(crossing):
        drop_move(work, bench.crossing[k])
        hold_move(work, (tried + k, bench.crossing[k]))
    for k in range(crossing, made):
        hold_move(work, (tried + k, bench.tally[HELD]))
        bench.tally[HELD] += 1
    # From the last to the first, so that no gap is filled from another.
    gaps = np.sort(bench.crossing[:crossing])[::-1]
    for at in gaps:
        if moves.length[at] == 0:
            fill_gap(work, at)
