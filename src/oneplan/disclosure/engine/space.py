"""The space in which the engine works: published cells over inner cells, as compressed rows and columns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.releases.turning import turn_round

LONGEST = 64
"""How many inner cells a move may change; a longer one is forgotten, which can only withhold more."""

REACH = 64
"""How often a move is tried on itself at most."""


class Space(NamedTuple):
    """Cells over inner cells, and how far the attacker's picture of each cell has to stay open.

    `floor` and `ceiling` are the lowest and the highest value that a withheld cell is known to have. A cell
    with `span` keeps at least that many other values; one with `up` and `down` keeps every value so far above
    and below its own.
    """

    start: NDArray[np.int64]
    inner: NDArray[np.int32]
    inner_start: NDArray[np.int64]
    cells: NDArray[np.int32]
    children: NDArray[np.int64]
    value: NDArray[np.int64]
    floor: NDArray[np.int64]
    ceiling: NDArray[np.int64]
    span: NDArray[np.int32]
    up: NDArray[np.int32]
    down: NDArray[np.int32]


class Moves(NamedTuple):
    """Other pictures of the same release: whole steps on inner cells that leave every shown cell as it is.

    `ahead` and `back` say how often a move can be made, and made backwards, before a cell falls below its
    floor; a move that can be made at all is a witness that the cells it changes cannot be worked out.
    """

    inner: NDArray[np.int32]
    step: NDArray[np.int32]
    length: NDArray[np.int32]
    ahead: NDArray[np.int32]
    back: NDArray[np.int32]


class Uses(NamedTuple):
    """Which moves change each inner cell: a chain for each, through the places that it has in moves.

    A place is the number of a move times `LONGEST`, and the place within it. `first` (inner cells) is where a
    chain begins; `after` and `before` (places) lead on and back; -1 is the end.
    """

    first: NDArray[np.int64]
    after: NDArray[np.int64]
    before: NDArray[np.int64]


class Bench(NamedTuple):
    """What the compiled functions write on while they work; `tally` holds the five numbers named below."""

    dot: NDArray[np.int64]
    touched: NDArray[np.int32]
    place: NDArray[np.int32]
    inside: NDArray[np.bool_]
    cover: NDArray[np.int32]
    change: NDArray[np.int32]
    changed: NDArray[np.int32]
    listed: NDArray[np.bool_]
    crossing: NDArray[np.int64]
    product: NDArray[np.int64]
    added: NDArray[np.int64]
    is_met: NDArray[np.bool_]
    number: NDArray[np.int64]
    touching: NDArray[np.int64]
    is_made: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    tally: NDArray[np.int64]


TOUCHED, LISTED, HELD, CROSSING, SEED = 0, 1, 2, 3, 4


class Work(NamedTuple):
    """All that the engine works with; the second half of the moves is for those that are only tried."""

    space: Space
    moves: Moves
    uses: Uses
    bench: Bench


def make_space(
    start: NDArray[np.int64],
    inner: NDArray[np.int32],
    *,
    children: NDArray[np.int64],
    floor: NDArray[np.int64],
    ceiling: NDArray[np.int64],
    span: NDArray[np.int32],
    up: NDArray[np.int32],
    down: NDArray[np.int32],
) -> Space:
    """The space of these cells, with the cells of each inner cell beside the inner cells of each cell."""
    inner_start, cells = turn_round(start, inner, count=len(children))
    value = np.add.reduceat(children[inner], start[:-1])
    return Space(start, inner, inner_start, cells, children, value, floor, ceiling, span, up, down)


def begin_work(space: Space, *, spare: int = 1000) -> Work:
    """A clean bench for this space, with room for twice as many moves as there are inner cells."""
    inner, cells = len(space.children), len(space.value)
    capacity = 2 * inner + spare
    shape = (2 * capacity, LONGEST)
    moves = Moves(
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        *(np.zeros(2 * capacity, np.int32) for _ in range(3)),
    )
    places = capacity * LONGEST
    uses = Uses(np.full(inner, -1), np.full(places, -1), np.full(places, -1))
    bench = Bench(
        dot=np.zeros(cells, np.int64),
        touched=np.zeros(cells, np.int32),
        place=np.full(inner, -1, np.int32),
        inside=np.zeros(inner, np.bool_),
        cover=np.zeros((cells, 2), np.int32),
        change=np.zeros((cells, 2), np.int32),
        changed=np.zeros(cells, np.int32),
        listed=np.zeros(cells, np.bool_),
        crossing=np.zeros(capacity, np.int64),
        product=np.zeros(capacity, np.int64),
        added=np.zeros(capacity, np.int64),
        is_met=np.zeros(capacity, np.bool_),
        number=np.full(capacity, -1),
        touching=np.zeros(capacity, np.int64),
        is_made=np.zeros(capacity, np.bool_),
        shown=np.zeros(cells, np.bool_),
        tally=np.zeros(5, np.int64),
    )
    return Work(space, moves, uses, bench)
