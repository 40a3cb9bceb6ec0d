"""Counts by the answers of a data base: it counts the larger sets, and they are added up here."""

from dataclasses import dataclass, field, replace
from itertools import count as counter

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.covering import Root, plan_roots
from oneplan.cells.engines.queries import Dialect, Queries
from oneplan.cells.engines.said import Ask, Columns, table_of
from oneplan.cells.engines.schools_by_sql import SchoolsBySql
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.rolling import LANES, add_up_means, tally_tables
from oneplan.cells.tally import Progress, Tally


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
        tables = {root.members: table_of(means, root) for root in roots}
        tally = replace(
            tally,
            means=add_up_means(layout, roots, sizes=tally.sizes, make=lambda root: tables[root.members]),
        )
    if not records.school:
        return tally
    return replace(tally, schools=SchoolsBySql(records, layout, queries, ask, tally.sizes).schools())


@dataclass
class _Answers:
    """Remembers the answer for the outcomes in hand: it holds the tables of all larger sets."""

    queries: Queries
    ask: Ask
    _said: dict[int, Columns] = field(default_factory=dict)

    def table(self, root: Root, tile: slice) -> NDArray[np.int64]:
        if tile.start not in self._said:
            self._said = {tile.start: self.ask(self.queries.counts(tile))}
        return table_of(self._said[tile.start], root)
