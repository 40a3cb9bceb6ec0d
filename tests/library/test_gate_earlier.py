"""What went out before, rounded or with a rate: how a later release stands beside it, cell by cell."""

import json

import pytest

from library.command import run
from library.gate_cases import INSTANCES, options_of, write_counts, write_table
from library.gate_circles import circle_of
from oneplan.disclosure.asked import Asked, prepare
from oneplan.disclosure.earlier import find_earlier
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.ledger import publish
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.release import make_release

COUNTS = {"s0": 8, "s1": 3, "s2": 40, "s3": 52}


def release_of(counts):
    rows = [((school,), count) for school, count in counts.items()]
    return make_release([make_dimension("school", counts)], rows, tables=[["school"]])


@pytest.fixture
def ledger(tmp_path):
    """A ledger in which one rounded release stands: 10, withheld, 40, 50 and 105 in all."""
    out = tmp_path / "autumn.csv"
    passed = protect_release(Asked(release_of(COUNTS), find_policy("nhs_subnational")), Paths(out))
    publish(
        tmp_path / "ledger",
        passed.table,
        tables=(("school",),),
        file=out,
        snapshot="autumn",
        audience="public",
        day="2026-10-01",
    )
    return tmp_path / "ledger"


def beside(ledger, counts, *, snapshot):
    prepared = prepare(Asked(release_of(counts), find_policy("dfe_la")))
    return find_earlier(ledger, prepared, dimensions=["school"], snapshot=snapshot, small=4)


def test_of_the_same_children_each_rounded_cell_bounds_the_new_one_on_both_sides(ledger):
    found = beside(ledger, COUNTS, snapshot="autumn")
    assert (found.known, found.protect) == (frozenset(), frozenset())
    bounds = {cell[0]: (found.floors[cell], found.ceilings[cell]) for cell in found.floors}
    assert bounds == {"s0": (8, 12), "s1": (1, 7), "s2": (38, 42), "s3": (48, 52), "Total": (103, 107)}


def test_of_later_children_each_rounded_cell_bounds_the_new_one_from_below_alone(ledger):
    found = beside(ledger, {**COUNTS, "s2": 41, "s3": 47}, snapshot="spring")
    assert found.ceilings == {}
    # Nobody is taken to have left, but a count that is lower all the same is no lie.
    assert {cell[0]: floor for cell, floor in found.floors.items()} == {
        "s0": 8,
        "s1": 1,
        "s2": 38,
        "s3": 47,
        "Total": 99,
    }
    # A rounded count tells no small difference from the count of later.
    assert found.protect == frozenset()


def test_two_rounded_releases_show_no_difference_below_the_base(ledger, tmp_path):
    later = {**COUNTS, "s2": 41, "s3": 53}
    protect_release(Asked(release_of(later), find_policy("nhs_subnational")), Paths(tmp_path / "spring.csv"))
    said = run("audit", str(tmp_path / "spring.csv"), "--earlier", str(ledger / "0001.csv"), home=tmp_path)
    assert "Small differences from an earlier release" not in said.out


NAMES = ["school", "outcome"]
RATES = [
    (("a", "yes"), 20),
    (("b", "yes"), 30),
    (("b", "no"), 60),
    (("c", "yes"), 25),
    (("c", "no"), 40),
]


def protect_rate(folder, out, rows, *more):
    counts = write_counts(folder / "inner.csv", NAMES, rows)
    words = ["protect", "--counts", str(counts), "--table", "school,outcome", "--policy", "research_10"]
    words += ["--rate", "outcome=yes", "--out", str(folder / out), "--ledger", str(folder / "ledger")]
    return run(*words, "--snapshot", "autumn", *more, home=folder)


def test_an_old_snapshot_with_a_rate_comes_out_alike_with_its_percentages(tmp_path):
    assert protect_rate(tmp_path, "first.csv", RATES).status == 0
    said = protect_rate(tmp_path, "again.csv", RATES)
    assert said.status == 0, said.err
    first = (tmp_path / "first.csv").read_text()
    assert (tmp_path / "again.csv").read_text() == first
    assert "a,yes,,withheld," in first
    other = [(codes, count + (codes == ("c", "no"))) for codes, count in RATES]
    assert "are not those that went out" in protect_rate(tmp_path, "other.csv", other).refusal
    assert len((tmp_path / "ledger" / "ledger.jsonl").read_text().splitlines()) == 2


def test_the_audit_of_a_rate_adds_up_the_levels_of_a_hierarchy(tmp_path):
    tree = tmp_path / "hier.csv"
    tree.write_text("child,parent\na,north\nb,north\nc,south\nnorth,Total\nsouth,Total\n")
    cells = {
        ("Total", "Total"): 120,
        ("Total", "yes"): 40,
        ("Total", "no"): 80,
        ("north", "Total"): 90,
        ("north", "yes"): 35,
        ("north", "no"): 55,
        ("south", "Total"): 30,
        ("a", "Total"): 20,
        ("a", "yes"): 20,
        ("b", "Total"): 70,
        ("b", "yes"): 15,
        ("b", "no"): 55,
        ("c", "Total"): 30,
    }
    table = write_table(tmp_path / "t.csv", NAMES, cells | {("south", "yes"): None, ("south", "no"): None})
    words = ["audit", str(table), "--hierarchy", f"school={tree}", "--rate", "outcome"]
    certificate = tmp_path / "cert.json"
    said = run(*words, "--class-size", "20", "--certificate", str(certificate), home=tmp_path)
    assert said.status == 1
    found = json.loads(certificate.read_text())
    # School a is all cases; and what is withheld of the south follows from the north and the whole.
    assert (found["classes"], found["safe"]) == (1, False)
    assert found["attacks"]["A"]["exact"] == 2
    assert "Small groups that are shown to be all cases or none: 1." in said.out


@pytest.mark.parametrize("name", INSTANCES)
def test_nothing_of_a_rounded_release_can_be_worked_out(name, tmp_path):
    out, certificate = tmp_path / "out.csv", tmp_path / "cert.json"
    words = ["protect", *options_of(name), "--policy", "nhs_subnational", "--out", str(out)]
    said = run(*words, "--certificate", str(certificate), home=tmp_path)
    assert said.status == 0, said.err
    found = json.loads(certificate.read_text())
    assert found["complete"]
    assert found["values_kept"]["1"] == 0


def test_a_large_circle_of_rounded_tables_ends_by_its_pictures(tmp_path):
    release = circle_of({"a": 40, "b": 30, "c": 20}, children=8000)
    passed = protect_release(Asked(release, find_policy("nhs_subnational")), Paths(tmp_path / "out.csv"))
    assert passed.certificate.complete
    assert any("circle" in line for line in passed.certificate.assumptions)
    assert passed.loss["beside"] < 0.05 * passed.loss["cells"]
