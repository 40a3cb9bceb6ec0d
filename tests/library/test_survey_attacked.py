"""A reader with a solver and all tables of a small wave at once, of every question, finds no small count."""

import itertools

import numpy as np
import polars as pl
import pytest
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.understand.survey.counting import code_pupils, who_said_so, who_was_asked
from oneplan.understand.survey.crossing import cross_levels, join_rare
from oneplan.understand.survey.gating import SAID
from oneplan.understand.survey.released import WHOLE
from oneplan.understand.survey.releasing import release_survey

LEAST = 10
FIRST = "sex"


class Reader:
    """All that a reader can write down: pupils of each kind, and how many of them said so, as unknowns.

    A kind is a place, a year and a level of each characteristic. The reader is told which crossings are
    left out in which version, and which levels together there are in a version at all.
    """

    def __init__(self, closed, released):
        self.released = released
        counted = code_pupils(closed, released.places, characteristics=released.characteristics, least=LEAST)
        joined = join_rare(counted.groups[FIRST])
        self.others = [name for name in released.characteristics if name != FIRST]
        columns = {"version": counted.version, "place": counted.place, "year": counted.groups["year"]}
        columns |= {FIRST: counted.groups[FIRST], "joined": joined}
        for name in self.others:
            levels = counted.groups[name]
            codes = cross_levels(joined, levels, versions=counted.version, least=LEAST)
            columns |= {name: levels, f"{name} crossed": levels if codes is None else codes}
        self.frame = pl.DataFrame(columns)
        self.kinds = self.list_kinds()
        self.items = [one for one in released.items if not one.follows]
        self.said = {one.id: who_said_so(counted, one) & who_was_asked(counted, one) for one in self.items}
        self.above = {unit.code: set(released.places.above(unit)) for unit in released.places.units.values()}
        self.has = self.find_codes()

    def list_kinds(self):
        kinds = []
        for (version,), part in self.frame.group_by("version", maintain_order=True):
            groups = part.drop("version", "place", "year").unique(maintain_order=True).rows()
            places, years = (part[name].unique(maintain_order=True) for name in ("place", "year"))
            kinds += [(version, place, year, *of) for place in places for year in years for of in groups]
        return kinds

    def holds(self, table, codes, versions):
        """Which kinds a cell of a table holds."""
        crossed = FIRST in table.dimensions and len(table.dimensions) > len((FIRST, "answer"))
        held = np.isin([kind[0] for kind in self.kinds], versions)
        for name, code in zip(table.dimensions, codes, strict=True):
            if name != "answer" and code != TOTAL:
                held = held & self.has["joined" if crossed and name == FIRST else name][code]
        return np.flatnonzero(held).tolist()

    def find_codes(self):
        """For each column, a table of its codes: which kinds each code holds."""
        has = {}
        for at, name in enumerate(self.frame.columns):
            above = [self.above[kind[at]] if name == "place" else {kind[at]} for kind in self.kinds]
            if name in self.others:
                crossed = self.frame.columns.index(f"{name} crossed")
                above = [codes | {kind[crossed]} for codes, kind in zip(above, self.kinds, strict=True)]
            has[name] = {code: np.array([code in codes for codes in above]) for code in set().union(*above)}
        return has

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


def few_questions(kept):
    whole = read_questionnaire(PACKAGED / "demonstration.yaml").model_dump(mode="json", by_alias=True)
    questions = [one for one in whole["questions"] if one["id"] in kept]
    return Questionnaire.model_validate({**whole, "questions": questions})


@pytest.mark.parametrize(
    ("seed", "pupils", "who", "items"),
    [
        (2, 700, (FIRST, "extra-help"), ("happy", "vapes", "school-safe")),
        (6, 1500, (FIRST, "extra-help", "disability"), ("vapes",)),
    ],
)
def test_no_small_count_of_a_wave_follows_from_all_its_tables_together(seed, pupils, who, items):
    roll = make_roll(schools=20)
    asked = few_questions(("year-group", *who, *items))
    closed = make_closed(pupils=pupils, schools=14, seed=seed, asked=asked, roll=roll)
    released = release_survey(closed, roll, characteristics=who)
    assert released.crossings == tuple((FIRST, other) for other in who[1:])
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


def test_a_characteristic_that_no_counted_version_asks_is_in_no_table():
    who, roll = (FIRST, "extra-help", "disability"), make_roll(schools=20)
    asked = few_questions(("year-group", *who, "happy"))
    closed = make_closed(pupils=900, schools=14, seed=3, asked=asked, roll=roll)
    released = release_survey(closed, roll, characteristics=who)
    assert set(asked.by_id["disability"].versions) <= set(released.places.left_out)
    assert "disability" not in released.tables
    assert released.in_place(released.items[0], TOTAL)
