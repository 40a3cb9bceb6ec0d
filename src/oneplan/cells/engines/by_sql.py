"""Counts by the answers of a data base: it counts the larger sets, and they are added up here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count as counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.coded import find_fingerprints, same_children
from oneplan.cells.covering import Root, plan_roots
from oneplan.cells.engines.queries import Dialect, Queries
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.rolling import LANES, SchoolRows, add_up_means, schools_of, spread_rows, tally_tables
from oneplan.cells.tally import Progress, Tally

Columns = Mapping[str, NDArray[Any]]
Ask = Callable[[str], Columns]
"""Asks a data base, and gives back its columns."""


def count_by_sql(
    records: Records, layout: Layout, *, ask: Ask, dialect: Dialect, progress: Progress
) -> Tally:
    """Count with a data base that calls the rows `queries.TABLE`."""
    book = records.book
    # A data base reads everything for each query, so few large tables beat many small ones.
    roots = plan_roots(layout.counts, layout.depth, children=records.rows.count())
    queries = Queries(book, dialect, roots, records.school)
    answers = _Answers(queries, ask)
    steps, of = counter(1), len(roots) * max(1, -(-len(book.outcomes) // LANES))
    progress(0, of)
    tally = tally_tables(
        records, layout, roots=roots, make=answers.table, done=lambda: progress(next(steps), of)
    )
    if book.means:
        means = ask(queries.means())
        tables = {root.members: _table(means, root) for root in roots}
        tally = replace(
            tally,
            means=add_up_means(layout, roots, sizes=tally.sizes, make=lambda root: tables[root.members]),
        )
    return _with_schools(records, layout, queries, ask=ask, tally=tally) if records.school else tally


@dataclass
class _Answers:
    """Remembers the answer for the outcomes in hand: it holds the tables of all larger sets."""

    queries: Queries
    ask: Ask
    _said: dict[int, Columns] = field(default_factory=dict)

    def table(self, root: Root, tile: slice) -> NDArray[np.int64]:
        if tile.start not in self._said:
            self._said = {tile.start: self.ask(self.queries.counts(tile))}
        return _table(self._said[tile.start], root)


def _mine(columns: Columns, root: Root) -> NDArray[np.bool_]:
    """The rows about a larger set: those grouped by just its characteristics."""
    others = sum(2**member for member in range(len(root.strides)) if member not in root.members)
    which: NDArray[np.int64] = np.asarray(columns["which"]).astype(np.int64)
    mine: NDArray[np.bool_] = which == others
    return mine


def _rows(columns: Columns, root: Root, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    rows = np.zeros(int(mine.sum()), dtype=np.int64)
    for member in root.members:
        rows += _whole(columns[f"c{member}"], mine) * root.strides[member]
    return rows


def _whole(column: NDArray[Any], mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    # Where another set is not grouped by a characteristic there is no code, so the column comes masked.
    return np.asarray(np.ma.getdata(column)[mine]).astype(np.int64)


def _sums(columns: Columns, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    names = (f"s{number}" for number in counter())
    taken: list[NDArray[np.int64]] = []
    for name in names:
        if name not in columns:
            return np.column_stack(taken)
        taken.append(_whole(columns[name], mine))
    return np.empty((0, 0), dtype=np.int64)


def _table(columns: Columns, root: Root) -> NDArray[np.int64]:
    mine = _mine(columns, root)
    sums = _sums(columns, mine)
    table = np.zeros((root.rows, sums.shape[1]), dtype=np.int64)
    table[_rows(columns, root, mine)] = sums
    return table


def _with_schools(records: Records, layout: Layout, queries: Queries, *, ask: Ask, tally: Tally) -> Tally:
    names = np.array(records.book.schools)
    together = same_children(find_fingerprints(records.rows, records.book))
    spread = ask(queries.spread([outcomes[:1].tolist() for outcomes in together]))
    numbers = np.searchsorted(names, np.asarray(np.ma.getdata(spread["g"]), dtype=names.dtype))

    def listed(number: int) -> Callable[[Root], SchoolRows]:
        def rows(root: Root) -> SchoolRows:
            mine = _mine(spread, root)
            children = _whole(spread[f"s{number}"], mine)
            some = children > 0
            return SchoolRows(_rows(spread, root, mine)[some], numbers[mine][some], children[some])

        return rows

    universes = [
        spread_rows(
            layout,
            queries.roots,
            outcomes=outcomes,
            sizes=tally.sizes,
            schools=len(names),
            rows=listed(number),
        )
        for number, outcomes in enumerate(together)
    ]
    said = ask(queries.by_school())
    counts = np.zeros((len(names), 2 * len(queries.book.answers)), dtype=np.int64)
    place = np.searchsorted(names, np.asarray(np.ma.getdata(said["g"]), dtype=names.dtype))
    if queries.book.answers:
        counts[place] = _sums(said, np.ones(len(place), dtype=np.bool_))
    n, cases = np.hsplit(counts, 2)
    return replace(tally, schools=schools_of(records, n=n, cases=cases, universes=universes))
