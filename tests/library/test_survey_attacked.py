"""A reader with a solver and all tables of a small wave at once, of every question, finds no small count."""

import itertools

import closed_survey as made
import numpy as np
import polars as pl
import pytest
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.understand.survey.counting import code_pupils, who_said_so, who_was_asked
from oneplan.understand.survey.crossing import cross_levels, join_rare
from oneplan.understand.survey.gating import SAID
from oneplan.understand.survey.released import WHOLE
from oneplan.understand.survey.releasing import release_survey

LEAST = 10
WHO = ("sex", "extra-help")


class Reader:
    """All that a reader can write down: pupils of each kind, and how many of them said so, as unknowns.

    A kind is a place, a year and a level of each characteristic. The reader is told which crossings are
    left out in which version, and which kinds of a version there are at all by two characteristics.
    """

    def __init__(self, closed, released):
        self.released = released
        counted = code_pupils(closed, released.places, characteristics=WHO, least=LEAST)
        sex, other = (counted.groups[name] for name in WHO)
        joined = join_rare(sex)
        codes = cross_levels(joined, other, versions=counted.version, least=LEAST)
        self.frame = pl.DataFrame(
            {
                "version": counted.version,
                "place": counted.place,
                "year": counted.groups["year"],
                "sex": sex,
                "joined": joined,
                "level": other,
                "code": other if codes is None else codes,
            }
        )
        self.kinds = self.list_kinds()
        self.items = [one for one in released.items if not one.follows]
        self.said = {one.id: who_said_so(counted, one) & who_was_asked(counted, one) for one in self.items}
        self.above = {code: {code, TOTAL} for code in self.frame["place"].unique()}
        for unit in released.places.units.values():
            self.above[unit.code] = set(released.places.above(unit))

    def list_kinds(self):
        kinds = []
        for (version,), part in self.frame.group_by("version", maintain_order=True):
            groups = part.select("sex", "joined", "level", "code").unique(maintain_order=True).rows()
            places, years = (part[name].unique(maintain_order=True) for name in ("place", "year"))
            kinds += [(version, *rest) for rest in itertools.product(places, years, groups)]
        return [(version, place, year, *group) for version, place, year, group in kinds]

    def holds(self, table, codes, versions):
        """Which kinds a cell of a table holds."""
        wanted = dict(zip(table.dimensions, codes, strict=True))
        crossed = len([name for name in WHO if name in table.dimensions]) > 1
        found = []
        for number, (version, place, year, sex, joined, level, code) in enumerate(self.kinds):
            mine = {
                "place": self.above[place],
                "year": {year},
                "sex": {joined if crossed else sex},
                "extra-help": {level, code},
            }
            if version in versions and all(
                of in mine[name] for name, of in wanted.items() if name != "answer" and of != TOTAL
            ):
                found.append(number)
        return found

    def write_down(self):
        """Sums of unknowns with what is shown, and the withheld cells as sums, with all true counts."""
        many = len(self.kinds)
        at = {kind: number for number, kind in enumerate(self.kinds)}
        pupils = np.array([at[row] for row in self.frame.rows()])
        truth = [np.bincount(pupils, minlength=many)]
        shown, withheld = [], []
        for place, one in enumerate(self.items, start=1):
            truth.append(np.bincount(pupils[self.said[one.id]], minlength=many))
            kinds = self.released.tables[one.id]
            tables = [gated.table for kind, gated in kinds.items() if kind != WHOLE]
            cells = [(table, *cell) for table in tables for cell in all_cells(table)]
            for table, codes, value in cells:
                row = add_up(self.holds(table, codes, one.versions), codes[-1], first=place * many)
                if value is None:
                    withheld.append(row)
                else:
                    shown.append((row, value))
        return shown, withheld, np.concatenate(truth)


def add_up(held, half, *, first):
    """Those of some kinds who were asked, who said so, or who did not, as a sum of unknowns."""
    if half == SAID:
        return {first + number: 1 for number in held}
    asked = dict.fromkeys(held, 1)
    return asked if half == TOTAL else asked | {first + number: -1 for number in held}


def all_cells(table):
    """The cells of a table with what is shown, those that hold nobody among them."""
    codes = [sorted({cell[at] for cell in table.cells}) for at in range(len(table.dimensions))]
    crosses = {tuple(code == TOTAL for code in cell) for cell in table.cells}
    every = (cell for cell in itertools.product(*codes) if tuple(code == TOTAL for code in cell) in crosses)
    return [(cell, table.cells.get(cell, 0)) for cell in every]


def matrix(rows, width):
    places = [(number, at, times) for number, row in enumerate(rows) for at, times in row.items()]
    numbers, ats, times = zip(*places, strict=True)
    return csr_matrix((times, (numbers, ats)), shape=(len(rows), width))


def find_closed(aims, *, truth, known):
    """The first withheld count that is the same in every way of counting the pupils that looks the same."""
    width, waiting = len(truth), list(range(len(aims)))
    sums = matrix(aims, width)
    real = sums @ truth
    while waiting:
        aim, found = waiting[0], None
        for low, high in ((real[aim] + 1, np.inf), (-np.inf, real[aim] - 1)):
            other = LinearConstraint(sums[[aim]], low, high)
            found = milp(np.zeros(width), integrality=np.ones(width), constraints=[*known, other])
            if found.success:
                break
        if not found.success:
            return aims[aim]
        seen = sums @ np.round(found.x).astype(int)
        waiting = [one for one in waiting if seen[one] == real[one]]
    return None


def few_questions():
    few = made.few_questions().model_dump(mode="json", by_alias=True)
    kept = ("year-group", *WHO, "happy", "vapes", "school-safe")
    few["questions"] = [one for one in few["questions"] if one["id"] in kept]
    return type(made.few_questions()).model_validate(few)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_small_count_of_a_wave_follows_from_all_its_tables_together(seed):
    roll = make_roll(schools=20)
    closed = make_closed(pupils=700, schools=14, seed=seed, asked=few_questions(), roll=roll)
    released = release_survey(closed, roll, characteristics=WHO)
    assert released.crossings
    reader = Reader(closed, released)
    shown, withheld, truth = reader.write_down()
    many, width = len(reader.kinds), len(truth)
    known, ends = matrix([row for row, _ in shown], width), np.array([value for _, value in shown])
    assert (known @ truth == ends).all()
    rest = [{at % many: 1, at: -1} for at in range(many, width)]
    constraints = [LinearConstraint(known, ends, ends), LinearConstraint(matrix(rest, width), 0, np.inf)]
    counts = matrix(withheld, width) @ truth
    small = [row for row, count in zip(withheld, counts, strict=True) if 0 < count < LEAST]
    assert small
    assert find_closed(small, truth=truth, known=constraints) is None
    told = matrix([row for row in withheld if row is not small[0]], width)
    more = LinearConstraint(told, told @ truth, told @ truth)
    assert find_closed(small[:1], truth=truth, known=[*constraints, more]) == small[0]
