"""Rates at the gate: what is printed, and that no small group is shown to be all cases or none."""

import csv

import pytest

from library.command import run
from library.gate_cases import write_counts, write_table
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.classes import Split
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.policies import find_policy
from oneplan.errors import NotValid

NAMES = ["school", "outcome"]
COUNTS = [
    (("a", "yes"), 20),
    (("b", "yes"), 30),
    (("b", "no"), 60),
    (("c", "yes"), 25),
    (("c", "no"), 40),
    (("d", "no"), 80),
]


def protect(folder, *more, rows=COUNTS, policy="research_10", rate="outcome=yes"):
    counts = write_counts(folder / "inner.csv", NAMES, rows)
    words = ["protect", "--counts", str(counts), "--table", "school,outcome", "--policy", policy]
    words += ["--rate", rate, "--out", str(folder / "out.csv"), "--certificate", str(folder / "cert.json")]
    return run(*words, *more, home=folder)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["school"], row["outcome"]): row for row in csv.DictReader(file)}


def test_a_percentage_is_printed_beside_cases_of_a_shown_whole_and_nowhere_else(tmp_path):
    assert protect(tmp_path, policy="dfe_la").status == 0
    rows = rows_of(tmp_path / "out.csv")
    assert rows["b", "yes"]["percentage"] == "33"
    assert rows["a", "yes"]["percentage"] == "100"
    assert {cell for cell, row in rows.items() if row["percentage"]} == {
        (school, "yes") for school in ("a", "b", "c", "Total")
    }


def test_both_halves_of_a_small_group_that_is_all_cases_are_withheld(tmp_path):
    said = protect(tmp_path)
    assert said.status == 0, said.err
    rows = rows_of(tmp_path / "out.csv")
    assert rows["a", "Total"]["value"] == "20"
    for half in ("yes", "no"):
        assert (rows["a", half]["state"], rows["a", half]["value"]) == ("withheld", "")
        assert rows["a", half]["percentage"] == ""
    # A group of more than 50 may be shown to be none.
    assert rows["d", "no"]["value"] == "80"


def test_what_is_withheld_for_that_looks_like_any_other_withheld_cell(tmp_path):
    protect(tmp_path)
    text = (tmp_path / "out.csv").read_text() + (tmp_path / "cert.json").read_text()
    assert "all or none of its group" not in text
    reasons = (tmp_path / "cert.working.csv").read_text()
    assert "a,no,0,all or none of its group" in reasons


def test_a_rounding_policy_refuses_until_levels_are_merged(tmp_path):
    said = protect(tmp_path, policy="opensafely")
    assert said.status != 0
    assert "Small groups would be shown to be all cases or none (1 of them)" in said.err
    assert not (tmp_path / "out.csv").exists()
    merged = [((school.replace("a", "b"), half), count) for (school, half), count in COUNTS]
    assert protect(tmp_path, policy="opensafely", rows=merged).status == 0
    assert rows_of(tmp_path / "out.csv")["b", "yes"]["percentage"] == "45.5"


def audited(folder, cells, *, most):
    path = write_table(folder / "t.csv", NAMES, cells)
    return audit([path], rule=Rule(split=Split("outcome", most)))


@pytest.mark.parametrize("zero", [True, False])
def test_the_auditor_finds_a_class_by_a_shown_nought_and_by_a_cell_left_out(zero, tmp_path):
    cells = {("Total", "Total"): 60, ("Total", "yes"): 40, ("Total", "no"): 20}
    cells |= {("a", "Total"): 20, ("a", "yes"): 20, ("b", "Total"): 40, ("b", "yes"): 20, ("b", "no"): 20}
    if zero:
        cells["a", "no"] = 0
    found = audited(tmp_path, cells, most=20)
    assert found.told == (("a", "Total"),)
    assert (found.certificate.classes, found.certificate.safe) == (1, False)
    assert audited(tmp_path, cells, most=19).told == ()


def test_hiding_one_half_of_a_class_is_found_out(tmp_path):
    cells = {("Total", "Total"): 60, ("Total", "yes"): 40, ("Total", "no"): 20}
    cells |= {("a", "Total"): 20, ("a", "yes"): None, ("b", "Total"): 40, ("b", "yes"): 20, ("b", "no"): 20}
    found = audited(tmp_path, cells, most=50)
    assert found.told == (("a", "Total"),)
    # A nought hidden beside a shown whole and a shown half is no secret.
    found = audited(tmp_path, cells | {("a", "yes"): 20, ("a", "no"): None}, most=50)
    assert found.exact == {("a", "no"): 0}
    assert not found.certificate.safe


def test_a_group_whose_size_is_hidden_counts_as_small(tmp_path):
    cells = {("Total", "Total"): 90, ("a", "Total"): None, ("a", "yes"): None, ("b", "Total"): None}
    cells |= {("b", "yes"): None, ("b", "no"): None, ("Total", "yes"): 60, ("Total", "no"): 30}
    assert audited(tmp_path, cells, most=5).told == (("a", "Total"),)


def test_the_command_audits_other_peoples_rates(tmp_path):
    path = write_table(tmp_path / "t.csv", NAMES, {("a", "Total"): 9, ("a", "yes"): 9, ("b", "no"): 70})
    found = run("audit", str(path), "--rate", "outcome", "--class-size", "50", home=tmp_path)
    assert found.status == 1
    assert "Small groups that are shown to be all cases or none: 1." in found.out
    assert run("audit", str(path), "--rate", "outcome", home=tmp_path).status == 0
    assert "--class-size needs --rate" in run("audit", str(path), "--class-size", "9", home=tmp_path).err
    assert "No dimension is called" in run("audit", str(path), "--rate", "sex", home=tmp_path).err


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("outcome", "names no rate"),
        ("=yes", "names no rate"),
        ("sex=f", "No dimension is called"),
        ("outcome=maybe", "is no code of outcome"),
        ("outcome=Total", "is no code of outcome"),
        ("school=a", "two codes"),
    ],
)
def test_a_rate_that_is_none_is_refused_in_a_sentence(rate, said, tmp_path):
    found = protect(tmp_path, rate=rate)
    assert found.status != 0
    assert said in found.err
    assert not (tmp_path / "out.csv").exists()


def test_whether_a_class_is_withheld_or_refused_cannot_be_changed():
    assert find_policy("research_10").class_split == "withheld"
    assert find_policy("opensafely").class_split == "refused"
    with pytest.raises(NotValid, match="class_split"):
        find_policy("opensafely", stricter={"class_split": "withheld"})
