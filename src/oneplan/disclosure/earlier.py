"""What readers of a ledger already have of the cells of a new release, and what it may not add to that."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from oneplan.disclosure.asked import Cell, Earlier, Prepared
from oneplan.disclosure.ledger import Published, list_published
from oneplan.disclosure.releases.files import VALUE, read_rows
from oneplan.disclosure.releases.magnitudes import Magnitude, check_amounts
from oneplan.errors import NotSafe


def find_earlier(
    folder: Path,
    prepared: Prepared,
    *,
    dimensions: Sequence[str],
    snapshot: str,
    small: int,
    magnitude: Magnitude | None = None,
) -> Earlier:
    """What readers of this ledger already have of these cells.

    Of the same snapshot, what was shown is shown again. Of another, a cell that has changed by 1 to `small`
    children since it was shown may not be worked out, since the difference would be a small count; and a
    reader may know that nobody has left, so that no withheld cell is below what was shown of it.

    Raises
    ------
    NotSafe
        When what was shown of the same snapshot is not what the counts say now, or when sums are out that
        the new release would say more of in a way that is not proven.
    """
    published = list_published(folder)
    _check_sums(published, magnitude, snapshot=snapshot)
    _check_sums_as_shown(
        [folder / one.file for one in published if magnitude and one.added == magnitude.name],
        prepared,
        magnitude=magnitude,
        dimensions=dimensions,
    )
    value = dict(zip(prepared.names, prepared.cells.value.tolist(), strict=True))
    known: set[Cell] = set()
    protect: set[Cell] = set()
    floors: dict[Cell, int] = {}
    ceilings: dict[Cell, int] = {}
    for one in published:
        for cell, (low, high) in _ranges(folder, one, dimensions=dimensions).items():
            now = value.get(cell, 0)
            if one.snapshot == snapshot:
                _check_same(low <= now <= high)
            if cell not in value:
                continue
            if one.snapshot == snapshot and low == high:
                known.add(cell)
                continue
            floors[cell] = max(floors.get(cell, 1), min(low, now))
            if one.snapshot == snapshot:
                ceilings[cell] = min(ceilings.get(cell, high), high)
            elif low == high and 1 <= abs(now - low) <= small:
                protect.add(cell)
    return Earlier(frozenset(known), frozenset(protect), floors, ceilings)


def _ranges(folder: Path, one: Published, *, dimensions: Sequence[str]) -> dict[Cell, tuple[int, int]]:
    """Between which values a reader of this release knows each cell to be."""
    base = one.rounds_to
    found = {}
    for cell, text in _shown(folder / one.file, dimensions, column=VALUE).items():
        if not text:
            # Where counts are rounded, a reader may take all that are withheld to be small.
            if base > 1:
                found[cell] = (1, one.withholds_to)
        else:
            shown = int(text)
            low = shown - base // 2 if shown else 0
            found[cell] = (low, low + base - 1 if shown else 0)
    return found


def tables_of(folder: Path, snapshot: str, *, dimensions: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The tables of this snapshot that are out already: a new release is protected together with them.

    Raises
    ------
    NotSafe
        When one of them has a dimension that the counts lack, so that the two cannot be seen together.
    """
    found: dict[tuple[str, ...], None] = {}
    for one in list_published(folder):
        if one.snapshot != snapshot or one.rounds_to > 1:
            continue
        missing = {name for table in one.tables for name in table} - set(dimensions)
        if missing:
            raise NotSafe(
                f"A release of this snapshot shows {min(missing)}, which the counts lack. "
                f"Give counts with the column {min(missing)}, so that both are protected together."
            )
        found |= dict.fromkeys(one.tables)
    return tuple(found)


def _check_sums(published: Sequence[Published], magnitude: Magnitude | None, *, snapshot: str) -> None:
    """Refuse what would say more of sums that are out, unless both are protected as one release."""
    for one in published:
        is_together = one.snapshot == snapshot and one.rounds_to == 1
        if magnitude and one.added == magnitude.name and not is_together:
            raise NotSafe(
                f"A release with sums of {magnitude.name} of other children is in this ledger, and what two "
                "of them tell together is not worked out. Show that one again; what is new waits."
            )
        if one.on_scale and one.snapshot == snapshot:
            raise NotSafe(
                f"Sums of {one.added} on a scale went out of these children, and more counts would say more "
                "of them. Show that release again; what is new waits."
            )


def _check_sums_as_shown(
    files: Sequence[Path], prepared: Prepared, *, magnitude: Magnitude | None, dimensions: Sequence[str]
) -> None:
    """Refuse where a sum of an earlier release of these children is not what it would be now."""
    if magnitude is None:
        return
    cells, amounts = prepared.cells, check_amounts(prepared.release, magnitude)
    units = np.add.reduceat(amounts.units[cells.inner], cells.start[:-1]).tolist()
    now, step = dict(zip(prepared.names, units, strict=True)), Decimal(10) ** magnitude.decimals
    for file in files:
        shown = _shown(file, dimensions, column=magnitude.name).items()
        _check_same(all(Decimal(then) * step == now.get(cell, 0) for cell, then in shown if then))


def _check_same(fits: bool) -> None:  # noqa: FBT001
    if not fits:
        raise NotSafe(
            "The counts of this snapshot are not those that went out. Give the new counts a name of their "
            "own with --snapshot; then choose: freeze the earlier release, round this one, or merge levels."
        )


def _shown(path: Path, dimensions: Sequence[str], *, column: str) -> dict[Cell, str]:
    """What a release shows in a column of cells of these dimensions, as it stands there; none of others."""
    heading, lines = read_rows(path, needs=(VALUE, column))
    others = [k for k, name in enumerate(heading[: heading.index(VALUE)]) if name not in dimensions]
    places = [heading.index(name) if name in heading else -1 for name in dimensions]
    at = heading.index(column)
    return {
        tuple(line[place] if place >= 0 else "Total" for place in places): line[at]
        for line in lines
        if all(line[place] == "Total" for place in others)
    }
