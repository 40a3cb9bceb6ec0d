"""Counts cells a second, slow, obvious way: plain DuckDB queries over the values as they stand."""

from collections import defaultdict
from itertools import combinations

import duckdb


class CountedAgain:
    """The cells of a Parquet file, by SQL that is written out for each characteristic and outcome.

    `characteristics` are SQL for a level's name; `outcomes` are SQL for “asked”, “answered” and “is a case”.
    """

    def __init__(self, path, *, characteristics, outcomes, depth, school=None):
        self.depth, self.outcomes, self.count = depth, len(outcomes), len(characteristics)
        self.con = duckdb.connect()
        chosen = [f"({sql}) as c{number}" for number, sql in enumerate(characteristics)]
        for number, (asked, answered, case) in enumerate(outcomes):
            chosen += [
                f"({asked}) as asked{number}",
                f"({asked}) and ({answered}) as n{number}",
                f"({asked}) and ({answered}) and ({case}) as y{number}",
            ]
        chosen.append(f"{school or 'null'} as school")
        self.con.execute(f"create table children as select {', '.join(chosen)} from '{path}'").fetchall()

    def by_set(self, columns, *, where="true", extra=()):
        for size in range(min(self.depth, self.count) + 1):
            for members in combinations(range(self.count), size):
                names = [*(f"c{member}" for member in members), *extra]
                group = f"group by {', '.join(names)}" if names else ""
                query = f"select {', '.join([*names, *columns])} from children where {where} {group}"
                for row in self.con.execute(query).fetchall():
                    fixed = dict(zip(members, row[:size], strict=False))
                    yield tuple(fixed.get(member) for member in range(self.count)), row[size:]

    def cells(self):
        """Each cell's children, and answers and cases of each outcome."""
        counts = ["count(*)"]
        counts += [f"count(*) filter (n{number})" for number in range(self.outcomes)]
        counts += [f"count(*) filter (y{number})" for number in range(self.outcomes)]
        return {
            cell: (row[0], row[1 : 1 + self.outcomes], row[1 + self.outcomes :])
            for cell, row in self.by_set(counts)
            if row[0]
        }

    def schools(self, outcome):
        """For each cell, how many children of each school were asked for an outcome.

        Where more than a fifth of these gave no answer: how many answered.
        """
        spread = defaultdict(dict)
        answered = f"count(*) filter (n{outcome}) / count(*) filter (asked{outcome})"
        (share,) = self.con.execute(f"select {answered} from children where school is not null").fetchone()
        where = f"school is not null and {'asked' if share >= 0.8 else 'n'}{outcome}"
        for cell, (school, children) in self.by_set(["count(*)"], where=where, extra=("school",)):
            spread[cell][str(school)] = children
        return spread


def cells_of(cells):
    """The same form, from the answer that is tested."""
    found = {}
    for row in range(len(cells)):
        found[cell_name(cells, row)] = (
            int(cells.size[row]),
            tuple(cells.n[row].tolist()),
            tuple(cells.cases[row].tolist()),
        )
    return found


def schools_of(cells, outcome):
    """The schools of each cell, from the answer that is tested."""
    (universe,) = [one for one in cells.schools.universes if outcome in one.outcomes]
    spread = {}
    for row in range(len(cells)):
        here = slice(universe.start[row], universe.start[row + 1])
        schools = [cells.schools.names[number] for number in universe.school[here]]
        if schools:
            spread[cell_name(cells, row)] = dict(zip(schools, universe.children[here].tolist(), strict=True))
    return spread


def cell_name(cells, row):
    """Its level in each characteristic, None where it holds every level."""
    return tuple(
        None if level < 0 else characteristic.levels[level]
        for level, characteristic in zip(cells.levels[row], cells.characteristics, strict=True)
    )
