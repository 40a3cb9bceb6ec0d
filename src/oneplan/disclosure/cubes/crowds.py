"""How many children of each kind and of each group: all that a picture of a cube is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.cubes.cube import Cube, join_columns
from oneplan.disclosure.cubes.kinds import Kinds


@dataclass(frozen=True)
class Crowd:
    """Those who answered, of one universe or with one answer: how many of each kind, and of each group."""

    of_kind: NDArray[np.int64]
    of_group: NDArray[np.int64]

    def without(self, other: "Crowd") -> "Crowd":
        """Those of us who are not among the others."""
        return Crowd(self.of_kind - other.of_kind, self.of_group - other.of_group)

    def fit_in(self, whole: "Crowd", kinds: Kinds) -> "Crowd":
        """As many of us as there can be within a whole, and nobody who is less than none."""
        of_kind = np.clip(self.of_kind, 0, whole.of_kind)
        changed = np.flatnonzero(of_kind != self.of_kind)
        of_group = self.of_group.copy()
        np.add.at(of_group, kinds.groups[changed], (of_kind - self.of_kind)[changed, None])
        return Crowd(of_kind, of_group)


@dataclass(frozen=True)
class Place:
    """A crowd for each universe, and one for each outcome of those who have it."""

    answered: tuple[Crowd, ...]
    yes: tuple[Crowd, ...]


class Children(NamedTuple):
    """Whole children: (children × characteristics) levels, (children × outcomes) 0 no answer, 1 no, 2 yes."""

    levels: NDArray[np.int16]
    answers: NDArray[np.int8]


def find_place(cube: Cube, kinds: Kinds, *, kind_of: NDArray[np.int64]) -> Place:
    """Where the true children stand."""

    def gather(several: Iterable[NDArray[np.bool_]]) -> tuple[Crowd, ...]:
        return tuple(_gather(kinds, kind_of[who], groups=cube.layout.possible) for who in several)

    return Place(gather(cube.answered), gather(cube.yes))


def _gather(kinds: Kinds, kind_of: NDArray[np.int64], *, groups: int) -> Crowd:
    of_kind = np.bincount(kind_of, minlength=len(kinds.groups)).astype(np.int64)
    return Crowd(of_kind, np.bincount(kinds.groups[kind_of].ravel(), minlength=groups).astype(np.int64))


def count_place(place: Place, of: NDArray[np.int64]) -> NDArray[np.int32]:
    """(columns × groups) every count, as a cube has them."""
    return join_columns(_of_groups(place.answered), _of_groups(place.yes), of=of)


def _of_groups(crowds: Sequence[Crowd]) -> NDArray[np.int32]:
    return np.array([one.of_group for one in crowds], np.int32)


def make_children(place: Place, kinds: Kinds, *, of: NDArray[np.int64]) -> Children:
    """Children of each kind, as many as a universe has most: the first of them answer, and say yes."""
    answered = np.array([one.of_kind for one in place.answered])[of]
    yes = np.array([one.of_kind for one in place.yes])
    most = answered.max(axis=0)
    kind = np.repeat(np.arange(len(most)), most)
    number = np.arange(len(kind)) - np.repeat(np.cumsum(most) - most, most)
    answers = (number < answered[:, kind]).astype(np.int8) + (number < yes[:, kind])
    return Children(kinds.levels[kind], answers.T)
