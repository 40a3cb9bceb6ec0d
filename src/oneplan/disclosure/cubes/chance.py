"""Rounds every count of a cube up or down by lot, and turns the lots that would give a small one away."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY
from oneplan.disclosure.cubes.cube import NO, YES, Cube, find_rarest
from oneplan.disclosure.cubes.decided import WITHHELD, Decided
from oneplan.disclosure.cubes.moving import Ends
from oneplan.disclosure.cubes.searching import Search
from oneplan.disclosure.policies import Policy
from oneplan.errors import NotSafe, NotValid

LEAST_SECRET = 16
_FAR = 1 << 30
_TURNS = 8
_PATIENCE = 5


def round_by_chance(
    cube: Cube,
    policy: Policy,
    *,
    secret: bytes,
    time_limit: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Decided:
    """Round every count to a multiple of the policy's base, so that each small one keeps several values.

    A lot belongs to the name of a count and to the secret, so the same count of the same children comes out
    alike in every cube of theirs, and nothing is gained by asking twice. Where a small count would follow
    from the others, those that pin it down are rounded the other way; where none does, the children of the
    group and their answers are withheld.

    Raises
    ------
    NotValid
        When the secret is too short to be one.
    NotSafe
        When some count would follow even so: names the level to merge with another.
    """
    if len(secret) < LEAST_SECRET:
        raise NotValid(
            f"The secret has {len(secret)} bytes; {LEAST_SECRET} or more are needed. Make one with"
            " secrets.token_bytes(32), keep it where nobody reads it, and use it for every cube of these"
            " children."
        )
    value = cube.value.astype(np.int64)
    below = value - value % policy.base
    up = _draw_lots(cube, secret) * policy.base < value % policy.base
    small, withheld = (value > 0) & (value <= policy.guard_to), np.zeros(value.shape, bool)
    search = Search(cube, until=np.inf if time_limit is None else time.monotonic() + time_limit)
    for _ in range(_TURNS):
        figures = np.where(withheld, WITHHELD, below + policy.base * up)
        search.keep(_find_ends(figures, base=policy.base))
        left = search.look(
            small, values=policy.values_kept, ends=_find_ends(figures, base=policy.base), patience=_PATIENCE
        )
        if progress:
            progress(int((small & ~left).sum()), int(small.sum()))
        if not left.any():
            return Decided(figures, more=False, pictures=search.pictures)
        near = _spread(cube, left)
        pinning = _find_farthest(near, np.where(withheld, 0, np.abs(figures - value)), base=policy.base)
        up ^= pinning
        # Where no lot is to blame, the group is too small to be shown at all.
        withheld |= near & ~pinning.any(axis=0)
    raise NotSafe(
        f"{int(left.sum()):,} counts may follow from others: no other children were found who fit."
        f" Merge {find_rarest(cube, np.flatnonzero(left.any(axis=0)))} with another level first."
    )


def _draw_lots(cube: Cube, secret: bytes) -> NDArray[np.float64]:
    """(columns × groups) a number from 0 up to 1 for each count; the children of a group have one for all."""
    groups = [
        [
            (one.name, one.levels[level])
            for one, level in zip(cube.characteristics, levels, strict=True)
            if level != ANY
        ]
        for levels in cube.layout.levels.tolist()
    ]
    names = [json.dumps(group).encode() for group in groups]
    columns = [["children"], *([answer, outcome] for answer in (YES, NO) for outcome in cube.outcomes)]
    lots = np.array([list(_draw(secret, column, names)) for column in columns])
    return np.concatenate((np.repeat(lots[:1], len(cube.answered), axis=0), lots[1:]))


def _draw(secret: bytes, column: list[str], names: list[bytes]) -> Iterator[float]:
    begun = hashlib.blake2b(json.dumps(column).encode(), key=secret[:64], digest_size=8)
    for name in names:
        one = begun.copy()
        one.update(name)
        yield int.from_bytes(one.digest()) / 2**64


def _find_ends(figures: NDArray[np.int64], *, base: int) -> Ends:
    """Between which values each count would be shown so; one that is withheld can be any."""
    withheld = figures == WITHHELD
    return Ends(
        np.where(withheld, 0, np.maximum(figures - base + 1, 0)), np.where(withheld, _FAR, figures + base - 1)
    )


def _find_farthest(near: NDArray[np.bool_], apart: NDArray[np.int64], *, base: int) -> NDArray[np.bool_]:
    """Of each group the counts that came out farthest from what they are, where the other way is nearer."""
    far = np.where(near, apart, 0)
    return np.asarray((far > base // 2) & (far == far.max(axis=0)))


def _spread(cube: Cube, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The counts that are left, and the children, the yes and the no of the same groups."""
    universes, outcomes = len(cube.answered), len(cube.outcomes)
    children, yes, no = np.split(left, [universes, universes + outcomes])
    answers = yes | no | children[cube.of]
    near = children.copy()
    np.logical_or.at(near, cube.of, answers)
    return np.concatenate((near, answers, answers))
