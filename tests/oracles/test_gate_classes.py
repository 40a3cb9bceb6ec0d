"""Groups that are all cases or none, against an attacker who writes down every picture that fits."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from oneplan.disclosure.asked import Asked
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.rates import Rate
from oneplan.disclosure.releases.release import make_release
from oracles.every_picture import every_value, read_cells

SIZE = 7
POLICY = find_policy("dfe_la", stricter={"class_disclosure": True, "class_size": SIZE})
INNER = list(itertools.product(["s1", "s2", "s3"], ["no", "yes"]))


@pytest.mark.parametrize("least", [0, 1])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts=some.lists(some.sampled_from([0, 0, 1, 3, 6, 9]), min_size=6, max_size=6))
def test_no_picture_alone_tells_that_a_small_group_is_all_or_none(least, counts, tmp_path_factory):
    rows = list(zip(INNER, counts, strict=True))
    if len({half for (_, half), count in rows if count}) < 2:
        return
    dimensions = [make_dimension("school", ["s1", "s2", "s3"]), make_dimension("outcome", ["no", "yes"])]
    out = tmp_path_factory.mktemp("classes") / "out.csv"
    release = make_release(dimensions, rows, tables=[["school", "outcome"]])
    passed = protect_release(Asked(release, POLICY, rate=Rate("outcome", "yes")), Paths(out))
    cells = read_cells(out)
    true = dict(rows)
    halves = [cell for cell, value in cells.items() if value is None and cell[1] != "Total"]
    values = every_value(
        cells,
        INNER,
        parents=({}, {}),
        tables=((0, 1),),
        most=10,
        least=least,
        may_be_none=[cell for cell in halves if _size(cell, true) <= SIZE],
    )
    assert passed.certificate.safe
    assert {cell: known for cell, known in values.items() if len(known) < 2} == {}
    for school in ("s1", "s2", "s3"):
        no, yes = true[school, "no"], true[school, "yes"]
        if 0 < no + yes <= SIZE and 0 in (no, yes):
            assert cells[school, "no"] is None
            assert cells[school, "yes"] is None


def _size(cell, true):
    return sum(count for (school, _), count in true.items() if cell[0] in (school, "Total"))
