"""Counts with a data base how the children of every cell spread over schools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import Schools, Universe
from oneplan.cells.coded import find_fingerprints, same_children
from oneplan.cells.covering import Root
from oneplan.cells.engines.queries import Queries
from oneplan.cells.engines.said import Ask, Columns, mine_of, rows_of, sums_of, whole_of
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.rolling import SchoolRows, schools_of, spread_rows
from oneplan.cells.universes import outcomes_apart, set_apart


@dataclass(frozen=True)
class SchoolsBySql:
    """Whom to ask, and for which cells."""

    records: Records
    layout: Layout
    queries: Queries
    ask: Ask
    sizes: NDArray[np.int64]

    def schools(self) -> Schools:
        """The answer by school: all who were asked, and who answered where too many did not."""
        together = same_children(find_fingerprints(self.records.rows, self.records.book))
        asked = self._spread(together)
        n, cases = self._by_school()
        # One query for each: a data base that is asked for many at once would need room for all.
        answered = [
            universe
            for outcome in outcomes_apart(asked, n)
            for universe in self._spread([np.array([outcome], dtype=np.int32)], answered=True)
        ]
        return schools_of(self.records, n=n, cases=cases, universes=set_apart(asked, answered))

    def _numbers(self, said: Columns) -> NDArray[np.intp]:
        names = np.array(self.records.book.schools)
        return np.searchsorted(names, np.asarray(np.ma.getdata(said["g"]), dtype=names.dtype))

    def _spread(self, together: Sequence[NDArray[np.int32]], *, answered: bool = False) -> list[Universe]:
        first = [outcomes[:1].tolist() for outcomes in together]
        spread = self.ask(self.queries.spread(first, answered=answered))
        numbers = self._numbers(spread)

        def listed(number: int) -> Callable[[Root], SchoolRows]:
            def rows(root: Root) -> SchoolRows:
                mine = mine_of(spread, root)
                children = whole_of(spread[f"s{number}"], mine)
                some = children > 0
                return SchoolRows(rows_of(spread, root, mine=mine)[some], numbers[mine][some], children[some])

            return rows

        return [
            spread_rows(
                self.layout,
                self.queries.roots,
                outcomes=outcomes,
                sizes=self.sizes,
                schools=len(self.records.book.schools),
                rows=listed(number),
            )
            for number, outcomes in enumerate(together)
        ]

    def _by_school(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        said = self.ask(self.queries.by_school())
        answers = len(self.queries.book.answers)
        counts = np.zeros((len(self.records.book.schools), 2 * answers), dtype=np.int64)
        if answers:
            counts[self._numbers(said)] = sums_of(said, np.ones(len(said["g"]), dtype=np.bool_))
        return counts[:, :answers], counts[:, answers:]
