"""Cubes through the gate: from counted cells to safe tables, and to findings that may be shown."""

import csv
import json

import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.cells.cells import ANY
from oneplan.disclosure.auditor.auditing import Rule, audit
from oneplan.disclosure.gate import release_cube
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
    return cells, folder, release_cube(cells, POLICY, folder=folder)


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
    larger = 0
    for outcome in cells.outcomes:
        true = true_values(cells, outcome)
        with (folder / f"{outcome}.csv").open(encoding="utf-8", newline="") as file:
            rows = {tuple(row[:-2]): row[-2:] for row in list(csv.reader(file))[1:]}
        assert set(rows) == set(true) == set(passed.tables[outcome].cells)
        for cell, value in true.items():
            shown, state = rows[cell]
            assert (state == "withheld") == (shown == "")
            assert value > 7 or state == "withheld"
            assert state == "withheld" or abs(int(shown) - value) <= 2
            larger += value > 7 and state == "withheld"
    assert larger < 0.07 * sum(len(table.cells) for table in passed.tables.values())


def test_the_certificate_of_a_cube_is_about_every_cell_that_is_withheld(released):
    _, _, passed = released
    (certificate,) = passed.certificates
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


def test_the_auditor_finds_the_same_of_one_file_of_a_cube_without_being_shown_anything(released):
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
    cells, folder, _ = released
    release_cube(cells, POLICY, folder=tmp_path)
    assert (tmp_path / "q1.csv").read_bytes() == (folder / "q1.csv").read_bytes()


def test_outcomes_of_other_children_have_a_certificate_of_their_own(tmp_path):
    cells = oneplan.count_cells(records(skipped=0.1), depth=2)
    passed = release_cube(cells, POLICY, folder=tmp_path)
    assert [list(one.files) for one in passed.certificates] == [["q0.csv"], ["q1.csv"], ["q2.csv"]]
    assert all(json.loads(one.to_json())["safe"] for one in passed.certificates)


def test_a_level_that_is_too_rare_is_named_and_nothing_is_written(tmp_path):
    cells = oneplan.count_cells(records(children=300, rarest=0.01), depth=2)
    with pytest.raises(NotSafe, match=r"Merge “.+” of c\d with another level first"):
        release_cube(cells, POLICY, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_go_through_as_a_cube_is_refused_with_a_reason(tmp_path):
    with pytest.raises(NotValid, match="Choose nhs_subnational"):
        release_cube(oneplan.count_cells(records(), depth=2), find_policy("dfe_la"), folder=tmp_path)
    with pytest.raises(NotValid, match="Count with depth=2"):
        release_cube(oneplan.count_cells(records(levels=(2, 4, 5)), depth=3), POLICY, folder=tmp_path)
    frame = pl.DataFrame({"n": ["a", "b"] * 20, "sad": [0, 1] * 20})
    cells = oneplan.count_cells(oneplan.Records(frame, characteristics=["n"], outcomes=["sad"]), depth=1)
    with pytest.raises(NotValid, match="Rename it"):
        release_cube(cells, POLICY, folder=tmp_path)


def test_a_cube_whose_pairs_go_round_in_a_circle_is_refused_and_nothing_is_written(tmp_path):
    cells = oneplan.count_cells(records(levels=(2, 4, 5)), depth=2)
    with pytest.raises(NotSafe, match="Count two characteristics"):
        release_cube(cells, POLICY, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cube_without_a_small_count_goes_through_as_it_is(tmp_path):
    frame = pl.DataFrame({"sex": ["a", "b"] * 50, "sad": [0, 0, 1, 1] * 25})
    cells = oneplan.count_cells(oneplan.Records(frame, characteristics=["sex"], outcomes=["sad"]), depth=2)
    passed = release_cube(cells, POLICY, folder=tmp_path)
    assert passed.certificates[0].withheld == 0
    assert passed.tables["sad"].find_value(("a", "yes")) == 25
