"""Reads records into arrays of small codes, some rows at a time, for the engines that count in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.codebook import Codebook
from oneplan.cells.coding import NOT_ASKED, AnswerCoding
from oneplan.cells.opening import Rows
from oneplan.errors import NotValid

MOST_CHILDREN = 2**31 - 1
_ROWS_TURNED = 8192


@dataclass(frozen=True)
class Coded:
    """Children as codes: which level, which answer, which school.

    `codes` is (characteristics × children); `answers` (children × outcomes) holds bits of `coding`; `school`
    is -1 where it is not recorded; `given` and `units` are (means × children); `fingerprints` (outcomes) are
    equal where the same children were asked.
    """

    codes: NDArray[np.uint8]
    answers: NDArray[np.uint8]
    school: NDArray[np.int32] | None
    weight: NDArray[np.int64] | None
    given: NDArray[np.bool_]
    units: NDArray[np.int64]
    fingerprints: tuple[int, ...]

    def universes(self) -> list[NDArray[np.int32]]:
        """The outcomes that were asked of the same children, together."""
        return same_children(self.fingerprints)


def same_children(fingerprints: tuple[int, ...]) -> list[NDArray[np.int32]]:
    """Outcomes by fingerprint, in the order of their first; where there is none, one list of none."""
    together: dict[int, list[int]] = {}
    for number, fingerprint in enumerate(fingerprints):
        together.setdefault(fingerprint, []).append(number)
    return [np.array(numbers, dtype=np.int32) for numbers in together.values() or [[]]]


def read_coded(rows: Rows, book: Codebook, *, school: str | None) -> Coded:
    """Read every row once.

    Raises
    ------
    NotValid
        When the file cannot be read to its end, or holds more children than can be counted.
    """
    children = rows.count()
    if children > MOST_CHILDREN:
        raise NotValid(f"{children:,} rows are more than can be counted at once. Count one region at a time.")
    coded = _empty(book, children=children, school=school)
    prints = Fingerprints(book.answers)
    begin = 0
    for batch in rows.batches(_columns(book, school)):
        here = slice(begin, begin + batch.height)
        _fill(coded, batch, here=here, book=book, school=school)
        prints.add(coded.answers[here], begin=begin)
        begin += batch.height
    return Coded(**{**coded.__dict__, "fingerprints": prints.made()})


def find_fingerprints(rows: Rows, book: Codebook) -> tuple[int, ...]:
    """Which outcomes were asked of the same children, without keeping the rows."""
    prints = Fingerprints(book.answers)
    begin = 0
    routed = prints.routed
    columns = {column: None for number in routed for column in book.answers[number].columns}
    for batch in rows.batches(list(columns)) if routed else ():
        answers = np.zeros((batch.height, len(book.answers)), dtype=np.uint8)
        for number in routed:
            answers[:, number] = book.answers[number].apply(batch)
        prints.add(answers, begin=begin)
        begin += batch.height
    return prints.made()


class Fingerprints:
    """Adds up a random number for each child who was not asked: equal sums mean the same children."""

    def __init__(self, answers: Iterable[AnswerCoding]) -> None:
        codings = list(answers)
        self.routed = [
            number
            for number, coding in enumerate(codings)
            if coding.asked_column or NOT_ASKED in coding.answers.codes.values()
        ]
        self._sums = [0] * len(codings)

    def add(self, answers: NDArray[np.uint8], *, begin: int) -> None:
        """Take in some rows, the first of which is row `begin`."""
        random = _scrambled(np.arange(begin, begin + len(answers), dtype=np.uint64))
        for number in self.routed:
            here = random[(answers[:, number] & NOT_ASKED) > 0].sum(dtype=np.uint64)
            self._sums[number] = (self._sums[number] + int(here)) % 2**64

    def made(self) -> tuple[int, ...]:
        """One number an outcome."""
        return tuple(self._sums)


def _scrambled(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A fixed, well mixed number for each row (the finaliser of splitmix64)."""
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _empty(book: Codebook, *, children: int, school: str | None) -> Coded:
    means = len(book.means)
    return Coded(
        codes=np.empty((len(book.codings), children), dtype=np.uint8),
        answers=np.empty((children, len(book.answers)), dtype=np.uint8),
        school=np.empty(children, dtype=np.int32) if school else None,
        weight=np.empty(children, dtype=np.int64) if book.weight else None,
        given=np.empty((means, children), dtype=np.bool_),
        units=np.empty((means, children), dtype=np.int64),
        fingerprints=(),
    )


def _fill(coded: Coded, batch: pl.DataFrame, *, here: slice, book: Codebook, school: str | None) -> None:
    for number, coding in enumerate(book.codings):
        coded.codes[number, here] = coding.apply(batch[coding.column])
    _fill_turned(coded.answers[here], (coding.apply(batch) for coding in book.answers))
    for number, mean in enumerate(book.means):
        coded.given[number, here], coded.units[number, here] = mean.apply(batch)
    if coded.weight is not None and book.weight:
        coded.weight[here] = book.weight.apply(batch)[1]
    if coded.school is not None and school:
        numbers = batch[school].replace_strict(
            list(book.schools), range(len(book.schools)), default=-1, return_dtype=pl.Int32
        )
        coded.school[here] = numbers.to_numpy()


def _fill_turned(answers: NDArray[np.uint8], columns: Iterator[NDArray[np.uint8]]) -> None:
    """Columns into rows, a block that fits the cache at a time."""
    every = list(columns)
    for begin in range(0, len(answers), _ROWS_TURNED):
        block = slice(begin, begin + _ROWS_TURNED)
        for number, column in enumerate(every):
            answers[block, number] = column[block]


def _columns(book: Codebook, school: str | None) -> list[str]:
    wanted = [coding.column for coding in book.codings]
    wanted += [column for coding in book.answers for column in coding.columns]
    wanted += [column for mean in book.means for column in mean.columns]
    wanted += [book.weight.column] if book.weight else []
    wanted += [school] if school else []
    return list(dict.fromkeys(wanted))
