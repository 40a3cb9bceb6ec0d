"""Recoding advice: which merging of levels would save most, before anything is withheld."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.asked import Asked, Prepared, make_problem, prepare
from oneplan.disclosure.engine.protecting import protect
from oneplan.disclosure.releases.dimensions import TOTAL, Dimension, make_dimension
from oneplan.disclosure.releases.release import Release, make_release, names_of
from oneplan.disclosure.summing import find_summing


@dataclass(frozen=True)
class Advice:
    """What one choice would show.

    Attributes
    ----------
    choice
        What is done, in words.
    cells
        How many cells there are then that hold a child.
    withheld
        How many of them would be withheld.
    share_shown
        The share of the value of the narrowest cells that would be shown: what a reader still gets.
    """

    choice: str
    cells: int
    withheld: int
    share_shown: float


def advise(asked: Asked, *, time_limit: float | None = None) -> list[Advice]:
    """What each merging of levels would save, the best first, beside leaving everything as it is.

    Each dimension that has levels is tried without its narrowest one, and each dimension of the tables is
    tried left out.

    Parameters
    ----------
    time_limit
        Seconds for each choice; a choice cut short shows less than it could.

    Notes
    -----
    The withheld cells of each choice are worked out by the engine itself, not estimated. Inside only:
    these numbers come from the true counts.
    """
    as_it_is = _weigh("As it is", asked, time_limit=time_limit)
    others = [_weigh(choice, other, time_limit=time_limit) for choice, other in _choices(asked)]
    return [as_it_is, *sorted(others, key=lambda one: (one.withheld / one.cells, -one.cells))]


def _weigh(choice: str, asked: Asked, *, time_limit: float | None) -> Advice:
    prepared = prepare(asked)
    shown = protect(make_problem(asked, prepared), time_limit=time_limit).shown
    summing = find_summing(asked, prepared)
    if summing:
        until = None if time_limit is None else time.monotonic() + time_limit
        shown = summing.widen(shown, until=until).shown
    narrow = _find_narrow(prepared)
    value = prepared.cells.value[narrow]
    kept = float(value[shown[narrow]].sum() / value.sum()) if len(narrow) else 0.0
    return Advice(choice, len(prepared.cells), int((~shown).sum()), kept)


def _find_narrow(prepared: Prepared) -> NDArray[np.int64]:
    """The cells that no table divides further, however many contributors share one."""
    release, cells = prepared.release, prepared.cells
    shown = {name for table in release.tables for name in table}
    columns = [column for column, one in enumerate(release.dimensions) if one.name in shown]
    kind = np.unique(release.codes[:, columns], axis=0, return_inverse=True)[1].reshape(-1)[cells.inner]
    alike = kind == np.repeat(kind[cells.start[:-1]], np.diff(cells.start))
    return np.flatnonzero(np.logical_and.reduceat(alike, cells.start[:-1]))


def _choices(asked: Asked) -> Iterator[tuple[str, Asked]]:
    release = asked.release
    used = {name for table in release.tables for name in table}
    for place, dimension in enumerate(release.dimensions):
        if dimension.name not in used:
            continue
        if max(dimension.heights.values()) > 1 and _is_tree(dimension):
            merged = replace(asked, release=_without_narrowest(release, place))
            yield f"Merge {dimension.name} one level up", merged
        tables = tuple(dict.fromkeys(_without(table, dimension.name) for table in release.tables))
        if all(tables):
            yield f"Leave out {dimension.name}", replace(asked, release=replace(release, tables=tables))


def _without(table: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in table if other != name)


def _is_tree(dimension: Dimension) -> bool:
    return all(len(parents) == 1 for parents in dimension.above.values())


def _without_narrowest(release: Release, place: int) -> Release:
    """The release with each narrowest code of a dimension merged into the one above, unless that is Total."""
    dimension = release.dimensions[place]
    above = {
        code: dimension.above[code][0] if dimension.above[code][0] != TOTAL else code
        for code in dimension.narrowest
    }
    merged = set(above.values())
    pairs = [
        (child, parent)
        for child, parents in dimension.above.items()
        for parent in parents
        if child not in dimension.narrowest or child in merged
    ]
    smaller = make_dimension(dimension.name, merged, pairs=pairs)
    columns = names_of(release, release.codes)
    columns[place] = [above[code] for code in columns[place]]
    dimensions = [smaller if k == place else one for k, one in enumerate(release.dimensions)]
    rows = list(zip(zip(*columns, strict=True), release.children.tolist(), strict=True))
    amounts = release.amounts
    added = (
        list(zip(amounts.units.tolist(), map(str, amounts.contributor.tolist()), strict=True))
        if amounts
        else ()
    )
    return make_release(dimensions, rows, tables=release.tables, amounts=added)
