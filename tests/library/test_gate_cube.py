"""Cubes through the gate: from counted cells to safe tables, and to findings that may be shown."""

import csv

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.cells.cells import ANY
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.auditor.rules import Rule
from oneplan.disclosure.gate_of_cubes import release_cube
from oneplan.disclosure.policies import find_policy
from oneplan.errors import NotSafe, NotValid
from oneplan.understand.intersections.safe import find_safe_gaps

LEVELS = (4, 5)
POLICY = find_policy("nhs_subnational")


def records(*, children=3000, rarest=0.12, skipped=0.0, levels=LEVELS):
    random = np.random.default_rng(3)
    columns = {}
    for place, many in enumerate(levels):
        share = np.full(many, (1 - rarest) / (many - 1))
        share[-1] = rarest
        columns[f"c{place}"] = random.choice(many, size=children, p=share).astype(str)
    for place, risk in enumerate((0.05, 0.15, 0.4)):
        answers = (random.random(children) < risk * (1 + (columns["c1"] == "0"))).astype(int)
        columns[f"q{place}"] = [
            None if skip else int(one)
            for skip, one in zip(random.random(children) < skipped, answers, strict=True)
        ]
    names = [f"c{place}" for place in range(len(levels))]
    return oneplan.Records(pl.DataFrame(columns), characteristics=names, outcomes=["q0", "q1", "q2"])


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    cells = oneplan.count_cells(records(), depth=2)
    folder = tmp_path_factory.mktemp("cube")
    return cells, folder, release_cube(records(), POLICY, folder=folder)


def true_values(cells, outcome):
    """The cells of one outcome by name, read from the counts one by one."""
    column = cells.outcomes.index(outcome)
    found = {}
    for row in range(len(cells)):
        group = tuple(
            "Total" if level == ANY else one.levels[level]
            for one, level in zip(cells.characteristics, cells.levels[row], strict=True)
        )
        n, cases = int(cells.n[row, column]), int(cells.cases[row, column])
        found |= {(*group, "Total"): n, (*group, "yes"): cases, (*group, "no"): n - cases}
    return {cell: value for cell, value in found.items() if value}


def test_every_small_count_of_a_cube_is_withheld_and_the_rest_is_rounded(released):
    cells, folder, passed = released
    for outcome in cells.outcomes:
        true = true_values(cells, outcome)
        with (folder / f"{outcome}.csv").open(encoding="utf-8", newline="") as file:
            rows = {tuple(row[:-2]): row[-2:] for row in list(csv.reader(file))[1:]}
        assert set(rows) == set(true) == set(passed.tables[outcome].cells)
        for cell, value in true.items():
            shown, state = rows[cell]
            assert (state == "withheld") == (shown == "")
            other = {"yes": "no", "no": "yes"}.get(cell[-1], cell[-1])
            beside = true.get((*cell[:-1], other), 0)
            assert (state == "withheld") == (1 <= value <= 7 or 1 <= beside <= 7)
            assert state == "withheld" or abs(int(shown) - value) <= 2


def test_the_certificate_of_a_cube_is_about_every_cell_that_is_withheld(released):
    _, _, passed = released
    certificate = passed.certificate
    assert certificate.safe
    assert sorted(certificate.files) == ["q0.csv", "q1.csv", "q2.csv"]
    groups = {
        cell[:-1]
        for cell, value in passed.tables["q0"].cells.items()
        if value is None and cell[-1] == "Total"
    }
    answers = sum(
        value is None and cell[-1] != "Total"
        for table in passed.tables.values()
        for cell, value in table.cells.items()
    )
    assert certificate.withheld == len(groups) + answers
    assert sum(certificate.values_kept.values()) == certificate.withheld
    assert certificate.values_kept["1"] == 0
    assert {name: attack.exact for name, attack in certificate.attacks.items()} == {"A": 0, "B": 0}
    assert any("nothing of groups that fix more than 2" in said for said in certificate.assumptions)


def test_the_solver_finds_the_same_of_one_file_of_a_cube_without_being_shown_anything(released):
    _, folder, _ = released
    found = audit([folder / "q0.csv"], rule=Rule("nhs_subnational", base=5), time_limit=60)
    assert found.exact == {}
    assert found.certificate.attacks["B"].exact == 0


def test_gaps_are_found_in_what_a_cube_shows(released):
    _, _, passed = released
    found = find_safe_gaps(passed.tables["q2"], question="q2", cases=["yes"])
    assert found.short_list[0].sentence
    assert all("rounded to 5" in " ".join(one.told.cautions) for one in found.short_list)


def test_a_cube_that_is_made_again_is_the_same(released, tmp_path):
    _, folder, passed = released
    again = release_cube(records(), POLICY, folder=tmp_path)
    assert (tmp_path / "q1.csv").read_bytes() == (folder / "q1.csv").read_bytes()
    assert again.certificate == passed.certificate


def test_pairs_that_go_round_in_a_circle_are_proven_by_whole_children(tmp_path):
    passed = release_cube(records(levels=(2, 4, 5)), POLICY, folder=tmp_path)
    assert passed.certificate.safe
    assert passed.certificate.withheld > 20
    assert passed.tables["q0"].dimensions == ("c0", "c1", "c2", "q0")


def test_outcomes_of_other_children_are_certified_together(tmp_path):
    passed = release_cube(records(skipped=0.1), POLICY, folder=tmp_path)
    assert sorted(passed.certificate.files) == ["q0.csv", "q1.csv", "q2.csv"]
    assert passed.certificate.safe
    totals = {table.find_value(("Total", "Total", "Total")) for table in passed.tables.values()}
    assert all(2650 < total < 2750 for total in totals)


def test_a_level_that_is_too_rare_is_named_and_nothing_is_written(tmp_path):
    frame = pl.DataFrame({"home": ["a"] * 40 + ["b"] * 3, "sad": [0, 1] * 20 + [1, 1, 1]})
    few = oneplan.Records(frame, characteristics=["home"], outcomes=["sad"])
    with pytest.raises(NotSafe, match=r"Merge “b” of home with another level first"):
        release_cube(few, find_policy("nhs_subnational", stricter={"keep_values": 9}), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_proven_when_the_time_is_up_is_refused(tmp_path):
    with pytest.raises(NotSafe, match="no other children were found"):
        release_cube(records(), POLICY, folder=tmp_path, time_limit=0)
    assert list(tmp_path.iterdir()) == []


def test_groups_of_one_characteristic_alone_go_out_where_that_is_asked(tmp_path):
    passed = release_cube(records(levels=(2, 4, 5)), POLICY, folder=tmp_path, depth=1)
    assert len(passed.tables["q0"].cells) == 3 * 12
    assert any("more than 1" in said for said in passed.certificate.assumptions)


def made(columns, *, outcomes=("sad",), **more):
    return oneplan.Records(
        pl.DataFrame(columns),
        characteristics=[name for name in columns if name not in (*outcomes, "weight", "wave")],
        outcomes=list(outcomes),
        **more,
    )


@pytest.mark.parametrize(
    ("children", "why"),
    [
        (made({"n": ["a", "b"] * 20, "sad": [0, 1] * 20}), "Rename it"),
        (made({"a": ["Total", "b"] * 20, "sad": [0, 1] * 20}), "called Total"),
        (made({"a": ["a", "b"] * 20, "sad": [0, 1] * 20, "weight": [1.5] * 40}, weight="weight"), "weights"),
        (made({"a": ["a", "b"] * 20, "sad": [0, 1] * 20, "wave": [1, 2] * 20}, wave="wave"), "several waves"),
        (
            made({"a": ["a", "b"], "sad/": [0, 1], "sad?": [0, 1]}, outcomes=("sad/", "sad?")),
            "into one file",
        ),
        (made({"a": ["a", "b"], "sad": [0, 1], "mad": [None, None]}, outcomes=("sad", "mad")), "Nobody"),
    ],
)
def test_records_that_cannot_go_through_as_a_cube_are_refused_with_a_reason(children, why, tmp_path):
    with pytest.raises(NotValid, match=why):
        release_cube(children, POLICY, folder=tmp_path)


def test_policies_and_depths_that_a_cube_cannot_prove_are_refused_with_a_reason(tmp_path):
    with pytest.raises(NotValid, match="Choose nhs_subnational"):
        release_cube(records(), find_policy("dfe_la"), folder=tmp_path)
    with pytest.raises(NotValid, match="keep_values"):
        release_cube(records(), find_policy("nhs_subnational", stricter={"keep_all": True}), folder=tmp_path)
    with pytest.raises(NotValid, match="Ask for depth=2"):
        release_cube(records(), POLICY, folder=tmp_path, depth=3)


def test_a_characteristic_that_was_not_recorded_is_a_level_of_its_own(tmp_path):
    frame = {"home": ["a", "b", None] * 40, "sad": [0, 1, 1, 0, 0, 1] * 20}
    passed = release_cube(made(frame), POLICY, folder=tmp_path)
    assert passed.tables["sad"].find_value(("Not recorded", "Total")) == 40


def test_a_cube_without_a_small_count_goes_through_as_it_is(tmp_path):
    passed = release_cube(made({"sex": ["a", "b"] * 50, "sad": [0, 0, 1, 1] * 25}), POLICY, folder=tmp_path)
    assert passed.certificate.withheld == 0
    assert passed.tables["sad"].find_value(("a", "yes")) == 25
