"""Counts the children of a data set into the inner cells of a release, with its levels merged as chosen."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.coding import ANSWERED, CASE, NOT_ASKED
from oneplan.cells.description import describe_records
from oneplan.cells.records import Records
from oneplan.disclosure.releases import release as inner
from oneplan.disclosure.releases.dimensions import TOTAL, make_dimension
from oneplan.errors import NotFound, NotValid
from oneplan.web.understand.evidence.files import find_records
from oneplan.web.understand.evidence.queries import description_of
from oneplan.web.understand.models import Release

YES, NO, NO_ANSWER, NOT_PUT = "Yes", "No", "No answer", "Not asked"
ANSWERS = (NO_ANSWER, NO, YES, NOT_PUT)
"""What an answer is called in a table; the order is that of `_answers`."""
KEPT_NAMES = frozenset({"freq", "value", "state", "inner_id"})
FORMULA = ("=", "+", "@")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Counted:
    """Children in inner cells, ready for the gate: raw counts, which never leave.

    `above` has for each dimension with levels its pairs of a code and the code right above it.
    """

    release: inner.Release
    above: Mapping[str, Pairs]


def count_children(asked: Release, *, beside: Sequence[Release] = ()) -> Counted:
    """Count the children of a release's data set by all that its tables name.

    What is out of the same children is counted with it: `beside` are those releases, whose dimensions and
    levels are needed to see both together.

    Raises
    ------
    NotFound
        When the records are gone, or have no such characteristic or outcome.
    NotValid
        When a level cannot stand in a table, or the levels above do not fit.
    """
    every = [asked, *beside]
    names = tuple(dict.fromkeys(name for one in every for table in one.tables for name in table))
    records = _records(asked, names)
    given = {name: _pairs_of(name, every) for name in names}
    columns: list[list[str]] = []
    dimensions, above = [], {}
    for name, codes in zip(names, _codes_of(records, names), strict=True):
        _check_words(name, codes)
        wider, left = merge_levels(codes, given[name], times=int(asked.merged.get(name, 0)))
        columns.append(wider)
        dimensions.append(make_dimension(name, set(wider), pairs=left, source=f"the levels of {name}"))
        if left:
            above[name] = left
    numbers = _count_rows(records, names)
    rows = [
        ([column[place] for column, place in zip(columns, places, strict=True)], int(children))
        for places, children in numbers
    ]
    return Counted(inner.make_release(dimensions, rows, tables=asked.tables), above)


def merge_levels(codes: Sequence[str], pairs: Pairs, *, times: int) -> tuple[list[str], Pairs]:
    """Merge the narrowest levels into those above, so many times; what lies right below the total stays.

    Examples
    --------
    >>> pairs = (("Year 4", "Primary"), ("Primary", "Total"), ("Other", "Total"))
    >>> merge_levels(["Year 4", "Other"], pairs, times=1)
    (['Primary', 'Other'], (('Primary', 'Total'), ('Other', 'Total')))
    """
    known = {child for child, _ in pairs}
    if pairs:
        pairs = (*pairs, *((code, TOTAL) for code in dict.fromkeys(codes) if code not in known))
    merged = list(codes)
    for _ in range(times):
        holds = {parent for _, parent in pairs}
        up = {child: parent for child, parent in pairs if child not in holds and parent != TOTAL}
        merged = [up.get(code, code) for code in merged]
        pairs = tuple(pair for pair in pairs if pair[0] not in up)
    return merged, pairs


def write_levels(counted: Counted, folder: Path) -> tuple[tuple[str, Path], ...]:
    """The levels above as files, which the audit reads by itself."""
    written = []
    for number, (name, pairs) in enumerate(counted.above.items(), start=1):
        path = folder / f"levels-{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("child", "parent"), *pairs])
        written.append((name, path))
    return tuple(written)


def _pairs_of(name: str, releases: Sequence[Release]) -> Pairs:
    """The levels above of a dimension, in all of these releases together."""
    pairs = [(child, parent) for one in releases for child, parent in one.levels_above.get(name, ())]
    return tuple(dict.fromkeys(pairs))


def _records(asked: Release, names: Sequence[str]) -> Records:
    description = description_of(asked.data_set)
    columns = [one.column for one in description.characteristic]
    outcomes = [one.name for one in description.outcome]
    unknown = [name for name in names if name not in columns and name not in outcomes]
    if unknown:
        raise NotFound(f"The data set has no “{unknown[0]}”. Choose the tables again.")
    # Records always have one of each; those that no table names are read and not counted.
    return describe_records(
        find_records(asked.data_set.digest, asked.data_set.file_name),
        description,
        characteristics=tuple(name for name in names if name in columns) or (columns[0],),
        outcomes=tuple(name for name in names if name in outcomes and name not in columns) or (outcomes[0],),
        wave=asked.wave or None,
    )


def _codes_of(records: Records, names: Sequence[str]) -> list[Sequence[str]]:
    """The words that each dimension's codes stand for."""
    levels = {one.name: one.levels for one in records.book.characteristics}
    return [levels.get(name, ANSWERS) for name in names]


def _count_rows(records: Records, names: Sequence[str]) -> list[tuple[list[int], int]]:
    coded, book = records.coded, records.book
    known = {one.name: coded.codes[place] for place, one in enumerate(book.characteristics)}
    known |= {
        one.name: _answers(coded.answers[:, place])
        for place, one in enumerate(book.outcomes)
        if one.name not in known
    }
    table = np.stack([known[name] for name in names], axis=1)
    places, children = np.unique(table, axis=0, return_counts=True)
    return list(zip(places.tolist(), children.tolist(), strict=True))


def _answers(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The place in `ANSWERS` of each child's answer."""
    kinds = [(bits & NOT_ASKED) > 0, (bits & CASE) > 0, (bits & ANSWERED) > 0]
    return np.select(kinds, [np.uint8(3), np.uint8(2), np.uint8(1)], default=np.uint8(0))


def _check_words(name: str, codes: Sequence[str]) -> None:
    if name in KEPT_NAMES:
        raise NotValid(f"A column cannot be called “{name}” in a table. Describe it by another name.")
    wrong = [code for code in codes if code == TOTAL or not code.strip() or code.startswith(FORMULA)]
    if wrong:
        raise NotValid(f"A level of {name} is called “{wrong[0]}”, which a table cannot show. Rename it.")
