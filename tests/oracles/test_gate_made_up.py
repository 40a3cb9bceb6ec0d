"""Made-up releases of every kind through the gate; the auditor alone, told nothing, finds no cell out."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from scipy.sparse import csr_matrix

from oneplan.disclosure.asked import Asked, prepare
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.earlier import find_earlier
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.ledger import publish
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.release import cells_of
from oneplan.disclosure.rounding.pictures import find_open, find_pictures, make_ranges
from oneplan.disclosure.rounding.rounding import round_to_base

MADE_UP = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "disclosure_made_up.py"))
SMALL = {
    "county": {"pupils": 150, "schools": 4},
    "not_nested": {"pupils": 150, "schools": 4, "wards": 3},
    "linked": {"pupils": 150, "schools": 3},
    "five_way": {"pupils": 120, "schools": 3},
    "dominated": {"pupils": 150, "schools": 12},
}


def make(kind, seed):
    return MADE_UP[kind](seed=seed, **SMALL[kind])


def write_trees(release, folder):
    trees = []
    for one in release.dimensions:
        path = folder / f"{one.name}.csv"
        pairs = [f"{code},{parent}\n" for code, above in one.above.items() for parent in above]
        path.write_text("child,parent\n" + "".join(pairs))
        trees.append((one.name, path))
    return tuple(trees)


@pytest.mark.parametrize("kind", SMALL)
def test_a_made_up_release_is_the_same_each_time_and_another_with_another_seed(kind):
    one, again, other = make(kind, 1), make(kind, 1), make(kind, 2)
    assert (one.codes == again.codes).all()
    assert (one.children == again.children).all()
    assert one.codes.shape != other.codes.shape or (one.codes != other.codes).any()
    assert one.children.sum() == SMALL[kind]["pupils"]


@pytest.mark.parametrize("kind", ["county", "not_nested", "linked", "dominated"])
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10_000))
def test_an_auditor_who_is_told_nothing_finds_no_cell_out(kind, seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made_up")
    release = make(kind, seed)
    trees = write_trees(release, folder)
    protect_release(Asked(release, find_policy("dfe_la"), hierarchies=trees), Paths(folder / "out.csv"))
    found = audit([folder / "out.csv"], hierarchies=trees, time_limit=60)
    assert found.exact == {}
    assert found.certificate.safe


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10_000))
def test_late_pupils_cannot_be_worked_out_from_two_releases_with_a_ledger(seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("again")
    autumn, spring = MADE_UP["released_again"](300, schools=4, late=6, seed=seed)
    policy, names = find_policy("dfe_la"), [one.name for one in spring.dimensions]
    trees = write_trees(spring, folder)
    files = [folder / "autumn.csv", folder / "spring.csv"]
    first = protect_release(Asked(autumn, policy, hierarchies=write_trees(autumn, folder)), Paths(files[0]))
    ledger = folder / "ledger"
    publish(
        ledger,
        first.table,
        tables=autumn.tables,
        file=files[0],
        snapshot="autumn",
        audience="public",
        day="2026-10-01",
    )
    trees = write_trees(spring, folder)
    asked = Asked(spring, policy, hierarchies=trees)
    earlier = find_earlier(ledger, prepare(asked), dimensions=names, snapshot="spring", small=4)
    protect_release(replace(asked, earlier=earlier), Paths(files[1]))
    found = audit([files[1]], hierarchies=trees, earlier=[files[0]], rule=Rule(floors=earlier.floors))
    assert found.certificate.differences == 0
    assert found.exact == {}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10_000))
def test_every_other_picture_of_a_rounded_release_is_rounded_alike(seed):
    release = make("county", seed)
    cells, value = cells_of(release), cells_of(release).value
    holds = csr_matrix((np.ones(len(cells.inner), np.int64), cells.inner, cells.start))
    shown, rounded = value > 7, round_to_base(value, 5)
    low, high = np.where(shown, np.maximum(rounded - 2, 8), 1), np.where(shown, rounded + 2, 7)
    ranges = make_ranges(cells.start, cells.inner, children=release.children, low=low, high=high)
    pictures, in_the_way = find_pictures(ranges, ~shown)
    after = release.children + pictures.to_matrix(len(release.children)).toarray()
    assert (after >= 0).all()
    sums = after @ holds.T.toarray()
    assert (round_to_base(sums, 5) == rounded)[:, shown].all()
    assert ((sums >= 1) & (sums <= 7))[:, ~shown].all()
    assert (sums > 7)[:, shown].all()
    assert shown[in_the_way[in_the_way >= 0]].all()
    changed = (sums != value).any(axis=0)
    assert (find_open(ranges, pictures) == changed).all()
    again, _ = find_pictures(ranges, ~shown, before=pictures, until=-np.inf)
    assert (again.made == pictures.made).all()
