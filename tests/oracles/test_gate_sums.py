"""Sums at the gate against an attacker who writes down every way to fill a small table in whole numbers."""

import csv
import itertools
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from oneplan.disclosure.asked import Asked
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.magnitudes import SumRule
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.engine.needs import find_needs
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.magnitudes import Magnitude
from oneplan.disclosure.releases.release import make_release
from oneplan.errors import NotValid
from oracles.every_picture import every_value

DISTRICTS, SEXES, SCHOOLS = ("d1", "d2"), ("f", "m"), ("s1", "s2", "s3", "s4")
INNER = list(itertools.product(DISTRICTS, SEXES))
ROWS = len(SCHOOLS) * len(INNER)
POLICIES = {
    "small counts": find_policy("dfe_la", stricter={"withhold_to": 5}),
    "contributors": find_policy("dfe_la", stricter={"least_schools": 3, "p_percent": 10, "dominance": 0.8}),
}
CHILDREN = some.sampled_from([0, 0, 2, 4, 6])
SUM = some.integers(0, 4)


def release_of(children, sums):
    """A release of the rows of schools, and what each school has of each inner cell."""
    rows, amounts, own = [], [], {}
    for place, (school, codes) in enumerate(itertools.product(SCHOOLS, INNER)):
        units = sums[place] if children[place] else 0
        rows.append((codes, children[place]))
        amounts.append((units, school))
        own[school, codes] = (children[place], units)
    dimensions = [make_dimension("district", DISTRICTS), make_dimension("sex", SEXES)]
    release = make_release(dimensions, rows, tables=[["district", "sex"]], amounts=amounts)
    return release, Magnitude("days", contributor="school"), own


def read_sums(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["district"], row["sex"]): int(row["days"]) if row["days"] else None
            for row in csv.DictReader(file)
        }


def total_of(own, cell, *, but=None):
    """Children and sum of a cell, without those of one school."""
    mine = [
        of
        for (school, codes), of in own.items()
        if school != but and all(code in ("Total", here) for code, here in zip(cell, codes, strict=True))
    ]
    return sum(children for children, _ in mine), sum(units for _, units in mine)


def values_to(cells, own, *, but=None, most):
    """Every value that what is left of each withheld sum can have to a school that knows its own part."""
    left = {
        cell: None if shown is None else shown - (total_of(own, cell)[1] - total_of(own, cell, but=but)[1])
        for cell, shown in cells.items()
    }
    inner = [codes for codes in INNER if total_of(own, codes, but=but)[0] and codes in cells]
    return every_value(left, inner, parents=({}, {}), tables=((0, 1),), most=most, least=0)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    children=some.lists(CHILDREN, min_size=ROWS, max_size=ROWS),
    sums=some.lists(SUM, min_size=ROWS, max_size=ROWS),
)
def test_no_reader_and_no_school_can_tell_a_withheld_sum(policy, children, sums, tmp_path_factory):
    assume(any(children))
    release, magnitude, own = release_of(children, sums)
    out = tmp_path_factory.mktemp("sums") / "out.csv"
    try:
        passed = protect_release(Asked(release, policy, magnitude=magnitude), Paths(out))
    except NotValid as refused:
        assert "Every child has the same days" in str(refused)  # noqa: PT017 - anything else is a failure
        return
    assert passed.certificate.safe
    cells = read_sums(out)
    assert {cell: None if of is None else int(of) for cell, of in passed.table.sums.items()} == cells
    most = max(units for _, units in (total_of(own, codes) for codes in INNER)) + 3
    told = policy.asks_for_contributors
    values = {
        school: values_to(cells, own, but=school, most=most) for school in (None, *(SCHOOLS if told else ()))
    }
    for cell, shown in cells.items():
        count, units = total_of(own, cell)
        by = [total_of(own, cell)[1] - total_of(own, cell, but=school)[1] for school in SCHOOLS]
        has = [school for school in SCHOOLS if total_of(own, cell, but=school)[0] < count]
        largest = sorted(by, reverse=True)
        few = policy.asks_for_contributors and (
            len(has) < 3 or largest[0] > 0.8 * units or 10 * (units - sum(largest[:2])) < largest[0]
        )
        assert shown in (None, units)
        assert (count > policy.withhold_to and not few) or shown is None
        if shown is None:
            must_stay_open(cell, values, own, is_primary=few or count <= policy.withhold_to)


def must_stay_open(cell, values, own, *, is_primary):
    for school, known in values.items():
        count, units = total_of(own, cell, but=school)
        if not count or (school and not is_primary):
            continue
        above, below = find_needs(units, count, percent=10, scale=(0, None)) if is_primary else (0, 0)
        assert units in known[cell]
        assert max(known[cell]) >= units + above
        assert min(known[cell]) <= units - below
        assert len(known[cell]) > 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    units=some.lists(some.integers(0, 5), min_size=4, max_size=4),
    hidden=some.sets(some.integers(0, 8), min_size=1, max_size=7),
)
def test_the_auditor_tells_those_sums_that_enumeration_tells(units, hidden, tmp_path_factory):
    cells = {}
    for codes, of in zip(INNER, units, strict=True):
        for cell in itertools.product((codes[0], "Total"), (codes[1], "Total")):
            cells[cell] = cells.get(cell, 0) + of
    names = sorted(cells)
    shown = {cell: None if names.index(cell) in hidden else of for cell, of in cells.items()}
    table = tmp_path_factory.mktemp("audit") / "theirs.csv"
    lines = ["district,sex,value,days,days_state"]
    for (district, sex), of in shown.items():
        count = 50 * (2 if district == "Total" else 1) * (2 if sex == "Total" else 1)
        printed, state = ("", "withheld") if of is None else (of, "shown")
        lines.append(f"{district},{sex},{count},{printed},{state}")
    table.write_text("\n".join(lines) + "\n")
    found = audit([table])
    values = every_value(shown, INNER, parents=({}, {}), tables=((0, 1),), most=40, least=0)
    alone = {cell: min(known) for cell, known in values.items() if len(known) == 1}
    exact = {cell: int(Decimal(low)) for cell, (low, high) in found.sums.items() if low == high}
    assert exact == alone
    assert found.certificate.sums.exact == len(alone)
    assert found.certificate.safe == (not alone)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    children=some.lists(some.integers(1, 5), min_size=4, max_size=4),
    answers=some.lists(some.sampled_from([1, 1, 2, 4, 5, 5]), min_size=4, max_size=4),
)
def test_on_a_known_scale_the_auditor_tells_those_counts_and_sums_that_enumeration_tells(
    children, answers, tmp_path_factory
):
    sums = [of * answer for of, answer in zip(children, answers, strict=True)]
    table = tmp_path_factory.mktemp("scale") / "theirs.csv"
    lines = ["district,sex,value,points,points_state"]
    for district, sex in itertools.product((*DISTRICTS, "Total"), (*SEXES, "Total")):
        here = [
            k
            for k, codes in enumerate(INNER)
            if district in (codes[0], "Total") and sex in (codes[1], "Total")
        ]
        if len(here) == 1:
            lines.append(f"{district},{sex},,,withheld")
        else:
            lines.append(
                f"{district},{sex},{sum(children[k] for k in here)},{sum(sums[k] for k in here)},shown"
            )
    table.write_text("\n".join(lines) + "\n")
    found = audit([table], rule=Rule(sums=SumRule(scale=("1", "5"))))
    counted, added = zip(*_every_picture(children, sums), strict=True)
    for k, cell in enumerate(INNER):
        assert (found.exact.get(cell) is not None) == (len({of[k] for of in counted}) == 1), cell
        low, high = found.sums.get(cell, ("", "any"))
        assert (low == high) == (len({of[k] for of in added}) == 1), cell
    assert children in [list(of) for of in counted]


def _every_picture(children, sums):
    """Every way to count the children, and to add up answers from 1 to 5, that shows the same totals."""
    for count in range(1, children[0] + children[1]):
        counts = _square(children, count)
        if min(counts) < 1:
            continue
        for first in range(sums[0] + sums[1] + 1):
            points = _square(sums, first)
            if all(of <= point <= 5 * of for of, point in zip(counts, points, strict=True)):
                yield counts, points


def _square(cells, first):
    """The other three of a square, whose totals stay as they are."""
    return first, cells[0] + cells[1] - first, cells[0] + cells[2] - first, cells[3] - cells[0] + first
