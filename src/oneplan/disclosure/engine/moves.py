"""What one move does: which cells it changes, how often it can be made, and how two moves become one."""

from oneplan.cells.compiling import compiled
from oneplan.disclosure.engine.space import LISTED, LONGEST, REACH, TOUCHED, Bench, Moves, Space, Work

_UNSEEN = 1 << 40
_LARGEST = 1 << 20


@compiled
def measure(work: Work, at: int) -> None:
    """Write on the bench which cells a move changes and by how much, and how often it can be made."""
    space, moves, bench = work.space, work.moves, work.bench
    seen = 0
    for k in range(moves.length[at]):
        inner, step = moves.inner[at, k], moves.step[at, k]
        for place in range(space.inner_start[inner], space.inner_start[inner + 1]):
            cell = space.cells[place]
            if bench.dot[cell] == 0:
                bench.touched[seen] = cell
                seen += 1
                bench.dot[cell] = _UNSEEN
            bench.dot[cell] += step
    bench.tally[TOUCHED] = _drop_unchanged(bench, seen)
    _find_reach(work, at)


@compiled
def _drop_unchanged(bench: Bench, seen: int) -> int:
    kept = 0
    for k in range(seen):
        cell = bench.touched[k]
        bench.dot[cell] -= _UNSEEN
        if bench.dot[cell] != 0:
            bench.touched[kept] = cell
            kept += 1
    return kept


@compiled
def _find_reach(work: Work, at: int) -> None:
    space, bench = work.space, work.bench
    ahead, back = REACH, REACH
    for k in range(bench.tally[TOUCHED]):
        cell = bench.touched[k]
        below, above = space.value[cell] - space.floor[cell], space.ceiling[cell] - space.value[cell]
        change = bench.dot[cell]
        if change > 0:
            ahead, back = min(ahead, above // change), min(back, below // change)
        else:
            ahead, back = min(ahead, below // -change), min(back, above // -change)
    work.moves.ahead[at], work.moves.back[at] = ahead, back


@compiled
def is_needed(space: Space, cell: int) -> bool:
    """Whether the attacker's picture of a cell has to stay open."""
    return bool(space.span[cell] + space.up[cell] + space.down[cell] > 0)


@compiled
def _count(work: Work, at: int, sign: int) -> None:
    """Add to the changes of cover (or take from them) what a measured move witnesses; clears the measure."""
    space, bench = work.space, work.bench
    ahead, back = work.moves.ahead[at], work.moves.back[at]
    for k in range(bench.tally[TOUCHED]):
        cell = bench.touched[k]
        change = bench.dot[cell]
        bench.dot[cell] = 0
        if ahead + back == 0 or not is_needed(space, cell):
            continue
        if not bench.listed[cell]:
            bench.listed[cell] = True
            bench.changed[bench.tally[LISTED]] = cell
            bench.tally[LISTED] += 1
        up, down = _witnesses(space, cell, change, ahead, back)
        bench.change[cell, 0] += sign * up
        bench.change[cell, 1] += sign * down
    bench.tally[TOUCHED] = 0


@compiled
def _witnesses(space: Space, cell: int, change: int, ahead: int, back: int) -> tuple[bool, bool]:
    """Whether a move shows as many other values as a cell needs, above and below."""
    if space.span[cell] > 0:
        enough = ahead + back >= space.span[cell]
        return enough, enough
    if change == 1:
        return ahead >= space.up[cell], back >= space.down[cell]
    if change == -1:
        return back >= space.up[cell], ahead >= space.down[cell]
    return False, False


@compiled
def add_cover(work: Work, at: int) -> None:
    """Count what a measured move witnesses; clears the measure."""
    _count(work, at, 1)


@compiled
def take_cover(work: Work, at: int) -> None:
    """Measure a move and take away what it witnesses."""
    measure(work, at)
    _count(work, at, -1)


@compiled
def helps(work: Work, at_and_cell: tuple[int, int]) -> bool:
    """Whether a measured move witnesses what a cell lacks."""
    at, cell = at_and_cell
    bench = work.bench
    ahead, back = work.moves.ahead[at], work.moves.back[at]
    if bench.dot[cell] == 0 or ahead + back == 0:
        return False
    up, down = _witnesses(work.space, cell, bench.dot[cell], ahead, back)
    lacks_up = bench.cover[cell, 0] + bench.change[cell, 0] <= 0
    lacks_down = bench.cover[cell, 1] + bench.change[cell, 1] <= 0
    return (up and lacks_up) or (down and lacks_down)


@compiled
def clear(work: Work) -> None:
    """Forget the measured move."""
    bench = work.bench
    for k in range(bench.tally[TOUCHED]):
        bench.dot[bench.touched[k]] = 0
    bench.tally[TOUCHED] = 0


@compiled
def _common_divisor(one: int, other: int) -> int:
    one, other = abs(one), abs(other)
    while other:
        one, other = other, one % other
    return one


@compiled
def join(work: Work, pair: tuple[int, int, int]) -> bool:
    """Make of two crossing moves a third that does not cross, and measure it; False where there is none."""
    moves, bench = work.moves, work.bench
    one, other, at = pair
    shared = _common_divisor(bench.product[one], bench.product[other])
    times, other_times = bench.product[other] // shared, -(bench.product[one] // shared)
    one, other = bench.crossing[one], bench.crossing[other]
    for k in range(moves.length[one]):
        moves.inner[at, k], moves.step[at, k] = moves.inner[one, k], times * moves.step[one, k]
        bench.place[moves.inner[one, k]] = k
    moves.length[at] = moves.length[one]
    fits = _add(work, at, other, other_times)
    for k in range(moves.length[at]):
        bench.place[moves.inner[at, k]] = -1
    moves.length[at] = _squeeze(moves, at) if fits else 0
    moves.ahead[at] = moves.back[at] = 0
    if moves.length[at] > 0:
        measure(work, at)
    return bool(moves.length[at] > 0)


@compiled
def _add(work: Work, at: int, other: int, times: int) -> bool:
    moves, bench = work.moves, work.bench
    for k in range(moves.length[other]):
        inner, step = moves.inner[other, k], times * moves.step[other, k]
        if bench.place[inner] >= 0:
            moves.step[at, bench.place[inner]] += step
        elif moves.length[at] < LONGEST:
            end = moves.length[at]
            moves.inner[at, end], moves.step[at, end] = inner, step
            bench.place[inner] = end
            moves.length[at] += 1
        else:
            return False
    return True


@compiled
def _squeeze(moves: Moves, at: int) -> int:
    kept = 0
    for k in range(moves.length[at]):
        step = moves.step[at, k]
        if abs(step) > _LARGEST:
            return 0
        if step != 0:
            moves.inner[at, kept], moves.step[at, kept] = moves.inner[at, k], step
            kept += 1
    return kept


@compiled
def copy_move(moves: Moves, places: tuple[int, int]) -> None:
    """Copy one move from the first place to the second."""
    at, to = places
    for k in range(moves.length[at]):
        moves.inner[to, k], moves.step[to, k] = moves.inner[at, k], moves.step[at, k]
    moves.length[to], moves.ahead[to], moves.back[to] = moves.length[at], moves.ahead[at], moves.back[at]


@compiled
def change_of(work: Work, at: int) -> int:
    """By how much a move changes the sum of the inner cells that are marked as inside."""
    moves, inside = work.moves, work.bench.inside
    total = 0
    for k in range(moves.length[at]):
        if inside[moves.inner[at, k]]:
            total += moves.step[at, k]
    return total
