"""Tables that share columns in a circle: their sums alone do not tell what a reader can work out."""

import itertools

import numpy as np

from library.gate_cases import write_table
from library.gate_circles import circle_of
from oneplan.disclosure.asked import Asked
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.circles import find_circle
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy

NAMES = ["school", "sex", "year"]


def margins_of(whole, *, hidden=()):
    """The three tables of two columns each, with their totals; these cells are withheld."""
    cells = {}
    for codes, count in whole.items():
        for seen in itertools.product((True, False), repeat=3):
            if not all(seen):
                cell = tuple(code if see else "Total" for code, see in zip(codes, seen, strict=True))
                cells[cell] = cells.get(cell, 0) + count
    return {cell: None if cell in hidden else count for cell, count in cells.items() if count}


def test_what_follows_from_three_tables_together_and_from_no_sum_is_found_out(tmp_path):
    # Sex and year go together, so school by sex is the same as school by year.
    whole = {("s1", "f1", "y1"): 6, ("s2", "f1", "y1"): 1, ("s1", "f2", "y2"): 1, ("s2", "f2", "y2"): 6}
    hidden = {(school, sex, "Total"): count for (school, sex, _), count in whole.items()}
    cells = margins_of(whole, hidden=hidden)
    table = write_table(tmp_path / "circle.csv", NAMES, cells)
    alone = write_table(
        tmp_path / "alone.csv", NAMES[:2], {key[:2]: of for key, of in cells.items() if key[2] == "Total"}
    )
    assert audit([alone]).exact == {}
    found = audit([table])
    assert found.certificate.complete
    assert dict(found.exact) == hidden


def large_circle(folder, *, columns=("a", "b", "c")):
    """A finished table of three pairs of columns with 60 codes each, and two withheld squares."""
    random = np.random.default_rng(0)
    cells = {}
    for one, other in itertools.combinations(range(3), 2):
        for i, j in itertools.product(range(60), repeat=2):
            cell = ["Total"] * 3
            cell[one], cell[other] = f"{columns[one]}{i}", f"{columns[other]}{j}"
            cells[tuple(cell)] = None if max(i, j) < 2 else int(random.integers(5, 9))
    return write_table(folder / "large.csv", list(columns), cells)


def test_a_circle_that_is_too_large_to_prove_is_not_safe_and_its_tables_are_named(tmp_path):
    certificate = audit([large_circle(tmp_path)]).certificate
    assert not certificate.complete
    assert not certificate.safe
    (note,) = (note for note in certificate.notes if "circle" in note)
    assert "a × b, a × c, b × c" in note
    assert "Leave one of them out" in note


def test_a_large_release_in_a_circle_is_proven_by_the_pictures_of_its_children(tmp_path):
    release = circle_of({"a": 20, "b": 18, "c": 16}, children=3000)
    passed = protect_release(Asked(release, find_policy("dfe_la")), Paths(tmp_path / "out.csv"))
    assert passed.certificate.safe
    assert any("circle" in line for line in passed.certificate.assumptions)
    assert passed.certificate.values_kept["1"] == 0


def test_two_hierarchies_without_the_codes_in_both_are_tied_together(tmp_path):
    trees = [({"Total": ("n", "s"), "n": ("s1", "s2"), "s": ("s3",)}, {"Total": ("t",), "t": ("s1", "s3")})]
    assert find_circle([("n",), ("s",), ("t",)], trees=trees)
    assert not find_circle([("n",), ("s",), ("t",), ("s1",), ("s2",), ("s3",)], trees=trees)
