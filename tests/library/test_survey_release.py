"""A closed wave goes through the gate: what is shown is right, and what is withheld stays withheld."""

import dataclasses
import json

import closed_survey as made
import numpy as np
import polars as pl
import pytest

from oneplan.disclosure.policies import find_policy
from oneplan.errors import NotFound, NotSafe, NotValid
from oneplan.understand.survey.folding import FEW, fold_levels
from oneplan.understand.survey.gating import REST, SAID
from oneplan.understand.survey.items import list_items
from oneplan.understand.survey.places import find_places
from oneplan.understand.survey.released import PLACES, WHOLE, read_released
from oneplan.understand.survey.releasing import release_survey

LEAST, LOW, FEWEST_SCHOOLS = 10, 30, 3


def item(name):
    return next(one for one in made.released().items if one.id == name)


def counted_by_hand(one, *, version=None, school=None):
    """How many were asked and how many said so, row by row."""
    asked = said = 0
    left_out = made.released().places.left_out
    for row in made.closed().frame.iter_rows(named=True):
        if row["version"] not in set(one.versions) - set(left_out) or row[one.question] == "not-asked":
            continue
        if version in (None, row["version"]) and school in (None, row["school"]):
            asked += 1
            said += row[one.question] in one.cases
    return asked, said


@pytest.mark.parametrize("name", ["happy", "home-safe", "bullied"])
def test_everywhere_and_in_each_version_the_figures_are_those_of_the_rows(name):
    released, one = made.released(), item(name)
    assert released.in_place(one, "Total") == counted_by_hand(one)
    for version in {unit.version for unit in released.places.units.values()}:
        assert released.in_place(one, version) == counted_by_hand(one, version=version)


def test_a_version_of_too_few_schools_is_in_no_figure():
    places = made.released().places
    counts = made.closed().frame.group_by("version").agg(schools=pl.col("school").n_unique())
    few = counts.filter(pl.col("schools") < FEWEST_SCHOOLS)["version"].to_list()
    assert few
    assert set(few) <= set(places.left_out)
    assert not {unit.version for unit in places.units.values()} & set(places.left_out)


def test_a_school_is_shown_its_own_figures():
    released, one = made.released(), item("happy")
    own = [unit for unit in released.places.units.values() if len(unit.schools) == 1]
    shown = [unit for unit in own if released.in_place(one, unit.code)]
    assert len(shown) > len(own) / 3
    for unit in shown[:5]:
        by_hand = counted_by_hand(one, version=unit.version, school=unit.schools[0])
        assert released.in_place(one, unit.code) == by_hand


def test_no_count_below_ten_is_shown_anywhere():
    for kinds in made.released().tables.values():
        for gated in kinds.values():
            assert not [value for value in gated.table.cells.values() if value and value < LEAST]


def test_each_table_has_a_certificate_that_its_audit_ended_well():
    tables = [gated for kinds in made.released().tables.values() for gated in kinds.values()]
    assert len(tables) > 20
    for gated in tables:
        found = json.loads(gated.certificate)
        assert found["policy"] == "survey"
        assert gated.table.certificate.safe
        assert gated.table.certificate.complete


def test_no_withheld_school_follows_from_all_that_is_shown_above_it():
    """By linear algebra of its own: with every base known, each shown sum is one equation over schools."""
    released = made.released()
    for one in released.items:
        if one.follows:
            continue
        units = [unit for unit in released.places.units.values() if unit.version in one.versions]
        at = {unit.code: place for place, unit in enumerate(units)}
        codes = {code for unit in units for code in released.places.above(unit)}
        rows = []
        for code in codes:
            if released.in_place(one, code):
                row = np.zeros(len(units))
                row[[at[unit.code] for unit in released.places.below(code) if unit.code in at]] = 1
                rows.append(row)
        known = np.array(rows)
        rank = np.linalg.matrix_rank(known)
        for unit in units:
            if released.in_place(one, unit.code) is None:
                aim = np.zeros(len(units))
                aim[at[unit.code]] = 1
                assert np.linalg.matrix_rank(np.vstack([known, aim])) > rank, (one.id, unit.code)


def test_the_number_of_pupils_in_a_place_is_the_same_in_every_table():
    released = made.released()
    for one in released.items:
        table = released.table_of(one.id, PLACES)
        if one.follows:
            continue
        for unit in released.places.units.values():
            if unit.version in one.versions:
                codes = [unit.code if name == "place" else "Total" for name in table.dimensions]
                assert table.find_value(codes) == unit.pupils


def test_a_school_with_few_answers_has_no_figures_of_its_own():
    places = made.released().places
    for unit in places.units.values():
        assert unit.pupils >= LOW
        assert len(unit.schools) == 1 or len(unit.schools) >= FEWEST_SCHOOLS
    lone = made.small_schools("primary", many=1)[0]
    assert "primary" not in {unit.version for unit in places.of_school(lone)}


def test_a_district_is_shown_only_with_three_schools_and_150_answers():
    places = made.released().places
    assert places.districts
    for code in places.districts:
        held = places.below(code)
        assert len(held) >= FEWEST_SCHOOLS
        assert sum(unit.pupils for unit in held) >= find_policy("survey").least_area


def test_small_schools_that_choose_each_other_are_counted_as_one():
    group = made.small_schools("easy-read", many=8)
    places = find_places(
        made.closed().frame, made.roll().schools, policy=find_policy("survey"), partners=[group]
    )
    together = [unit for unit in places.of_school(group[0]) if unit.version == "easy-read"]
    assert [set(unit.schools) for unit in together] == [set(group)]
    assert together[0].is_chosen


@pytest.mark.parametrize("schools", [1, 2])
def test_fewer_than_three_schools_cannot_have_a_report_together(schools):
    group = made.small_schools("easy-read", many=schools)
    with pytest.raises(NotValid, match="takes 3 schools with few answers"):
        find_places(made.closed().frame, made.roll().schools, policy=find_policy("survey"), partners=[group])


def test_a_school_with_a_report_of_its_own_cannot_be_a_partner():
    units = made.released().places.units.values()
    own = next(unit for unit in units if unit.version == "primary" and len(unit.schools) == 1)
    group = [*made.small_schools("primary", many=1), own.schools[0]]
    with pytest.raises(NotValid, match="has a report of its own"):
        find_places(made.closed().frame, made.roll().schools, policy=find_policy("survey"), partners=[group])


def test_every_level_has_in_each_version_no_pupil_or_ten():
    random = np.random.default_rng(3)
    levels = pl.Series(random.choice(list("abcdefg"), 900, p=[0.6, 0.2, 0.1, 0.06, 0.02, 0.01, 0.01]))
    versions = pl.Series(random.choice(["young", "old", "few"], 900, p=[0.6, 0.38, 0.02]))
    folded = fold_levels(levels, versions, least=LEAST)
    counts = pl.DataFrame({"level": folded, "version": versions}).group_by("level", "version").len()
    small = counts.filter(pl.col("len") < LEAST)
    # Only a version that has fewer than ten pupils in all can have fewer than ten of one level.
    assert set(small["version"]) <= {
        version for version, n in versions.value_counts().iter_rows() if n < LEAST
    }
    assert (folded == FEW).sum() < 200


def test_what_follows_on_another_answer_is_told_of_versions_alone():
    released, one = made.released(), item("bullied-told")
    assert one.follows == ("bullied",)
    assert {code for code, _ in released.table_of(one.id, PLACES).cells} <= {"Total", *one.versions}
    assert released.tables["bullied"][WHOLE].is_whole
    assert released.in_place(one, "primary") == counted_by_hand(one, version="primary")


def test_all_answers_to_a_question_add_up_to_those_who_were_asked():
    table = made.released().table_of("happy", WHOLE)
    shown = {codes[-1]: value for codes, value in table.cells.items() if set(codes[:-1]) <= {"Total"}}
    assert set(shown) == {"never", "sometimes", "often", "always", "no-answer", "Total"}
    assert sum(shown.values()) == 2 * shown["Total"]


def test_both_halves_of_every_group_are_shown_or_neither():
    released, one = made.released(), item("vapes")
    for gated in released.tables[one.id].values():
        if SAID not in {codes[-1] for codes in gated.table.cells}:
            continue
        for codes in gated.table.cells:
            halves = [gated.table.cells.get((*codes[:-1], half), 0) for half in (SAID, REST)]
            assert (halves[0] is None) == (halves[1] is None)


def test_a_release_is_read_again_as_it_was(tmp_path):
    released = made.released()
    released.write(tmp_path)
    again = read_released(tmp_path)
    assert again.places == released.places
    assert again.items == released.items
    assert {one.id: again.in_place(one, "Total") for one in again.items} == {
        one.id: released.in_place(one, "Total") for one in released.items
    }
    assert again.is_synthetic


def test_a_figure_that_somebody_changed_is_refused(tmp_path):
    made.released().write(tmp_path)
    tables = tmp_path / "tables.jsonl"
    lines = [json.loads(line) for line in tables.read_text(encoding="utf-8").splitlines()]
    lines[0]["shown"] = lines[0]["shown"].replace("4", "5", 1)
    tables.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.raises(NotSafe, match="not the one that was audited"):
        read_released(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"policy": 3}'])
def test_figures_that_cannot_be_read_are_refused_with_what_to_do(tmp_path, text):
    made.released().write(tmp_path)
    (tmp_path / "survey.json").write_text(text, encoding="utf-8")
    with pytest.raises(NotValid, match="Restore them from a backup"):
        read_released(tmp_path)


def test_a_folder_without_figures_says_so(tmp_path):
    with pytest.raises(NotFound, match="Make the reports first"):
        read_released(tmp_path)


def test_a_wave_that_hardly_anybody_answered_says_nothing():
    few = dataclasses.replace(made.closed(), frame=made.closed().frame.head(20))
    none = dataclasses.replace(made.closed(), frame=made.closed().frame.clear())
    for wave in (few, none):
        with pytest.raises(NotValid, match="nothing can be shown of this wave"):
            release_survey(wave, made.roll())


@pytest.mark.parametrize("name", ["nowhere", "change-one-thing", "bullied-where", "bullied-told"])
def test_only_a_question_with_one_choice_says_who_pupils_are(name):
    with pytest.raises(NotFound, match="no question with one choice"):
        release_survey(made.closed(), made.roll(), characteristics=[name])


def test_two_answers_of_one_choice_are_never_told_apart_from_the_rest():
    """Of one choice only one set of answers is counted: a second would leave a third that nobody guards."""
    for question in {one.question for one in list_items(made.few_questions())}:
        mine = [one for one in list_items(made.few_questions()) if one.question == question]
        assert len(mine) == 1 or all(one.is_ticked for one in mine)
