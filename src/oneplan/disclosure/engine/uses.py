"""Keeps which moves change each inner cell, so that the moves that cross a cell are found at once."""

from oneplan.cells.compiling import compiled
from oneplan.disclosure.engine.moves import copy_move
from oneplan.disclosure.engine.space import CROSSING, HELD, LONGEST, Work


@compiled
def hold_move(work: Work, places: tuple[int, int]) -> None:
    """Copy a move to where it is held, and enter it in the chains of its inner cells."""
    at, to = places
    moves, uses = work.moves, work.uses
    copy_move(moves, (at, to))
    for k in range(moves.length[to]):
        inner, place = moves.inner[to, k], to * LONGEST + k
        after = uses.first[inner]
        uses.first[inner] = place
        uses.before[place], uses.after[place] = -1, after
        if after >= 0:
            uses.before[after] = place


@compiled
def drop_move(work: Work, at: int) -> None:
    """Take a move out of the chains of its inner cells; its place may then hold another."""
    moves, uses = work.moves, work.uses
    for k in range(moves.length[at]):
        place = at * LONGEST + k
        before, after = uses.before[place], uses.after[place]
        if before >= 0:
            uses.after[before] = after
        else:
            uses.first[moves.inner[at, k]] = after
        if after >= 0:
            uses.before[after] = before
    moves.length[at] = 0


@compiled
def fill_gap(work: Work, at: int) -> None:
    """Put the last move that is held where none is any more."""
    last = work.bench.tally[HELD] - 1
    if at != last:
        length = work.moves.length[last]
        drop_move(work, last)
        work.moves.length[last] = length
        hold_move(work, (last, at))
    work.bench.tally[HELD] = last


@compiled
def find_crossing(work: Work, cell: int) -> None:
    """List the moves that change this cell, with how much they change it."""
    space, moves, uses, bench = work.space, work.moves, work.uses, work.bench
    for k in range(bench.tally[CROSSING]):
        bench.number[bench.crossing[k]] = -1
    met = 0
    for entry in range(space.start[cell], space.start[cell + 1]):
        place = uses.first[space.inner[entry]]
        while place >= 0:
            at, k = place // LONGEST, place % LONGEST
            if not bench.is_met[at]:
                bench.is_met[at] = True
                bench.crossing[met] = at
                met += 1
            bench.added[at] += moves.step[at, k]
            place = uses.after[place]
    found = 0
    for k in range(met):
        at = bench.crossing[k]
        if bench.added[at] != 0:
            bench.crossing[found], bench.product[found] = at, bench.added[at]
            bench.number[at] = found
            found += 1
        bench.added[at], bench.is_met[at] = 0, False
    bench.tally[CROSSING] = found


@compiled
def find_touching(work: Work, cell: int) -> int:
    """List which of the crossing moves have a step in this cell, by their number; how many."""
    space, uses, bench = work.space, work.uses, work.bench
    found = 0
    for entry in range(space.start[cell], space.start[cell + 1]):
        place = uses.first[space.inner[entry]]
        while place >= 0:
            number = bench.number[place // LONGEST]
            if number >= 0 and not bench.is_met[number]:
                bench.is_met[number] = True
                bench.touching[found] = number
                found += 1
            place = uses.after[place]
    for k in range(found):
        bench.is_met[bench.touching[k]] = False
    return found


@compiled
def count_in(work: Work, cell_and_move: tuple[int, int]) -> int:
    """How many of the inner cells of a move lie in this cell."""
    cell, at = cell_and_move
    space, moves = work.space, work.moves
    found = 0
    for k in range(moves.length[at]):
        inner = moves.inner[at, k]
        for entry in range(space.inner_start[inner], space.inner_start[inner + 1]):
            found += space.cells[entry] == cell
    return found
