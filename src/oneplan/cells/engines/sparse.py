"""The engine where nothing can be compiled: products of sparse matrices, one larger set at a time."""

from dataclasses import replace
from itertools import count as counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oneplan.cells.cells import Universe
from oneplan.cells.coded import Coded
from oneplan.cells.coding import ANSWERED, CASE, NOT_ASKED
from oneplan.cells.covering import Root, plan_roots
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.rolling import LANES, SchoolRows, add_up_means, schools_of, spread_rows, tally_tables
from oneplan.cells.tally import Progress, Tally
from oneplan.cells.universes import outcomes_apart, set_apart


def count(records: Records, layout: Layout, *, progress: Progress) -> Tally:
    """Count the records' codes in memory, with scipy alone."""
    coded = records.coded
    roots = plan_roots(layout.counts, layout.depth, children=len(coded.answers))
    steps, of = counter(1), len(roots) * max(1, -(-len(records.book.outcomes) // LANES))
    progress(0, of)
    tally = tally_tables(
        records,
        layout,
        roots=roots,
        make=lambda root, tile: _table(coded, root, tile),
        done=lambda: progress(next(steps), of),
    )
    if records.book.means:
        means = add_up_means(layout, roots, sizes=tally.sizes, make=lambda root: _means(coded, root))
        tally = replace(tally, means=means)
    return tally if coded.school is None else _with_schools(records, layout, roots, tally=tally)


def _rows(coded: Coded, root: Root) -> NDArray[np.int64]:
    rows = np.zeros(coded.codes.shape[1], dtype=np.int64)
    for member in root.members:
        rows += coded.codes[member].astype(np.int64) * root.strides[member]
    return rows


def _summed(rows: NDArray[np.int64], amounts: NDArray[np.int64], *, height: int) -> NDArray[np.int64]:
    """Amounts (children × columns) summed by row: a product with the matrix that says who is in which row."""
    children = len(rows)
    ones = np.ones(children, dtype=np.int64)
    who = sparse.csr_array((ones, (rows, np.arange(children))), shape=(height, children))
    return np.asarray(who @ amounts)


def _table(coded: Coded, root: Root, tile: slice) -> NDArray[np.int64]:
    answers = coded.answers[:, tile]
    n, cases = (answers & ANSWERED).astype(np.int64), ((answers & CASE) > 0).astype(np.int64)
    columns = [np.ones((len(answers), 1), dtype=np.int64), n, cases]
    if coded.weight is not None:
        weight = coded.weight[:, np.newaxis]
        triples = np.stack([n * weight, cases * weight, n * weight**2], axis=2)
        columns.append(triples.reshape(len(answers), -1))
    return _summed(_rows(coded, root), np.hstack(columns), height=root.rows)


def _means(coded: Coded, root: Root) -> NDArray[np.int64]:
    given, units = coded.given.T.astype(np.int64), coded.units.T
    triples = np.stack([given, units, units**2], axis=2).reshape(len(given), -1)
    return _summed(_rows(coded, root), triples, height=root.rows)


def _with_schools(records: Records, layout: Layout, roots: tuple[Root, ...], *, tally: Tally) -> Tally:
    coded, schools = records.coded, len(records.book.schools)
    school = np.zeros(0, dtype=np.int64) if coded.school is None else coded.school.astype(np.int64)
    known = school >= 0

    def spread(outcomes: NDArray[np.int32], inside: NDArray[np.bool_]) -> Universe:
        def listed(root: Root) -> SchoolRows:
            rows = _rows(coded, root)[inside]
            return SchoolRows(rows, school[inside], np.ones(len(rows), dtype=np.int64))

        return spread_rows(layout, roots, outcomes=outcomes, sizes=tally.sizes, schools=schools, rows=listed)

    # All outcomes of a universe were asked of the same children; without any it is everybody.
    asked = [
        spread(of, ((coded.answers[:, of[:1]] & NOT_ASKED) == 0).all(axis=1) & known)
        for of in coded.universes()
    ]
    answers = coded.answers[known]
    n = _summed(school[known], (answers & ANSWERED).astype(np.int64), height=schools)
    cases = _summed(school[known], ((answers & CASE) > 0).astype(np.int64), height=schools)
    answered = [
        spread(np.array([one], dtype=np.int32), ((coded.answers[:, one] & ANSWERED) > 0) & known)
        for one in outcomes_apart(asked, n)
    ]
    return replace(tally, schools=schools_of(records, n=n, cases=cases, universes=set_apart(asked, answered)))
