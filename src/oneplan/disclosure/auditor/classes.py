"""Whether finished tables show that every child of a small group is a case, or none is."""

from collections.abc import Mapping
from dataclasses import dataclass

from oneplan.disclosure.auditor.reading import TOP, Codes, Finished
from oneplan.errors import NotFound


@dataclass(frozen=True)
class Split:
    """A dimension that splits every group, such as into cases and others.

    Attributes
    ----------
    dimension
        Its name; percentages beside its cells are of the same cell with this dimension at `Total`.
    most
        Groups of up to so many children may not be shown to lie in one code; 0 where they may.
    at_least_one
        Withheld parts of a group that a reader knows to hold a child; the others may hold none.
    """

    dimension: str
    most: int = 0
    at_least_one: frozenset[Codes] = frozenset()


def find_place(finished: Finished, split: Split) -> int:
    """Where the dimension of a split stands.

    Raises
    ------
    NotFound
        When the files have no such dimension.
    """
    if split.dimension not in finished.dimensions:
        have = ", ".join(finished.dimensions)
        raise NotFound(f"No dimension is called “{split.dimension}”. The files have: {have}.")
    return finished.dimensions.index(split.dimension)


def may_be_none(finished: Finished, split: Split | None) -> frozenset[Codes]:
    """Withheld parts of groups of which a reader does not know that they hold a child."""
    if split is None or not split.most:
        return frozenset()
    place = find_place(finished, split)
    parts = (key for key, value in finished.values.items() if value is None and key[place] != TOP)
    return frozenset(parts) - split.at_least_one


def find_told(
    finished: Finished, split: Split | None, *, lowest: Mapping[Codes, int], base: int
) -> tuple[Codes, ...]:
    """Small groups that are shown to lie in one code, by their cell at `Total`.

    A group of which neither its count nor that of its one part is shown is taken for small, unless it is
    proven that it is not.

    Parameters
    ----------
    lowest
        Of each withheld cell the lowest value that it was found to have.
    base
        What shown counts are rounded to.
    """
    if split is None:
        return ()
    place = find_place(finished, split)
    told = []
    for group, parts in _find_holding(finished, place).items():
        if len(parts) != 1 or finished.values.get(group) == 0:
            continue
        sizes = []
        for key in (group, *parts):
            shown = finished.values.get(key)
            sizes.append(lowest.get(key, 1) if shown is None else shown - base // 2)
        if split.most and max(sizes) <= split.most:
            told.append(group)
    return tuple(sorted(told))


def _find_holding(finished: Finished, place: int) -> dict[Codes, list[Codes]]:
    """For each group the parts that are not shown to be empty.

    A part that is withheld is among them; where it can only be nought, the audit finds that out by itself.
    """
    holding: dict[Codes, list[Codes]] = {}
    for key, value in finished.values.items():
        if key[place] != TOP:
            parts = holding.setdefault((*key[:place], TOP, *key[place + 1 :]), [])
            if value != 0:
                parts.append(key)
    return holding
