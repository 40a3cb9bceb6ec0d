"""What is said of a released survey: shares, for whom answers differ, and what has changed."""

import dataclasses

import closed_survey as made
import numpy as np
import polars as pl
import pytest

import oneplan
from oneplan.understand.standard.intervals import wilson
from oneplan.understand.survey.changing import change_in_school, find_changes, pair_items
from oneplan.understand.survey.counting import make_records
from oneplan.understand.survey.differing import find_differences
from oneplan.understand.survey.releasing import release_survey
from oneplan.understand.survey.shares import choose_headlines, design_effect_of, find_share, likeness_of

POINTS = 0.12
MOST_FALSE = 3


def item(released, name):
    return next(one for one in released.items if one.id == name)


def own_units(released, version="primary"):
    units = released.places.units.values()
    return [unit for unit in units if len(unit.schools) == 1 and unit.version == version]


def answered_otherwise(closed, rows, *, said, name="happy"):
    """The same wave, with some pupils' answers to one question changed."""
    changed = pl.when(pl.Series(rows)).then(pl.lit(said)).otherwise(pl.col(name)).alias(name)
    return dataclasses.replace(closed, frame=closed.frame.with_columns(changed))


def test_a_school_has_the_interval_of_its_own_counts():
    released = made.released()
    happy = item(released, "happy")
    unit = next(unit for unit in own_units(released) if released.in_place(happy, unit.code))
    asked, said = released.in_place(happy, unit.code)
    share, by_hand = find_share(released, happy, place=unit.code), wilson(said, asked)
    assert (share.asked, share.said) == (asked, said)
    assert (share.lower, share.upper) == pytest.approx((float(by_hand.lower), float(by_hand.upper)))


def test_the_interval_of_all_schools_is_wider_than_if_pupils_had_come_alone():
    released = made.released()
    happy = item(released, "happy")
    asked, said = released.in_place(happy, "Total")
    share, alone = find_share(released, happy), wilson(said, asked)
    assert design_effect_of(released, happy, place="Total") > 1
    assert share.upper - share.lower > float(alone.upper - alone.lower)


def test_likeness_is_never_below_nought_and_is_known_of_every_item():
    released = made.released()
    likeness = likeness_of(released)
    assert set(likeness) == {one.id for one in released.items}
    assert min(likeness.values()) >= 0


def test_a_withheld_share_is_nothing_and_not_nought():
    released = made.released()
    withheld = [
        (one, unit)
        for one in released.items
        for unit in own_units(released)
        if unit.version in one.versions and not one.follows and released.in_place(one, unit.code) is None
    ]
    assert withheld
    assert find_share(released, withheld[0][0], place=withheld[0][1].code) is None


def test_headlines_do_not_depend_on_what_was_answered():
    other = made.released(seed=7)
    for version in ("primary", "secondary"):
        chosen = choose_headlines(made.released(), version=version, most=4)
        assert [one.id for one in chosen] == [
            one.id for one in choose_headlines(other, version=version, most=4)
        ]
        assert not [one for one in chosen if one.follows or one.is_ticked]


def test_a_group_whose_answers_differ_is_found_and_said_without_a_judgement():
    closed = made.closed()
    random = np.random.default_rng(5)
    girls = (closed.frame["sex"] == "girl").fill_null(value=False).to_numpy()
    often = girls & (random.random(len(girls)) < 0.5)
    released = release_survey(answered_otherwise(closed, often, said="never"), made.roll())
    found = find_differences(released).by_topic["feelings"]
    happy = next(one for one in found if one.told.outcome == "happy")
    assert set(happy.told.levels) == {"sex"}
    assert "Do you feel happy?" in happy.sentence
    assert not {"better", "worse", "because", "rank"} & set(happy.sentence.lower().split())


def test_one_question_is_told_of_once():
    for findings in find_differences(made.released(), most=20).by_topic.values():
        outcomes = [one.told.outcome for one in findings]
        assert len(outcomes) == len(set(outcomes))


def test_only_questions_that_say_they_are_the_same_are_compared():
    pairs, breaks = pair_items(made.released(), made.released(again=True))
    assert set(pairs) == {one.id for one in made.released(again=True).items if one.id in pairs}
    assert pairs["happy"].id == "happy"
    pairs, breaks = pair_items(made.released(), made.released())
    assert not pairs
    assert breaks["happy"] == "The question is new."


def test_what_counts_must_be_the_same_in_both_waves():
    before, after = made.released(), made.released(again=True)
    asked = after.asked.model_dump(mode="json", by_alias=True)
    question = next(one for one in asked["questions"] if one["id"] == "happy")
    question["scale"] = "how-much"
    changed = dataclasses.replace(after, asked=type(after.asked).model_validate(asked))
    assert "happy" not in pair_items(before, changed)[0]


def test_two_waves_of_the_same_chances_hardly_differ():
    changes = find_changes(made.released(), made.released(seed=7, again=True))
    assert len(changes.listed) > 10
    assert sum(one.is_found for one in changes.listed) <= MOST_FALSE


def test_a_change_is_found_in_all_schools_and_in_the_same_ones():
    closed = made.closed(seed=7, again=True)
    random = np.random.default_rng(8)
    fewer = random.random(closed.frame.height) < POINTS * 2
    answers = answered_otherwise(closed, fewer, said="never", name="school-safe")
    after = release_survey(answers, made.roll())
    found = [one for one in find_changes(made.released(), after).listed if one.item == "school-safe"]
    assert [one.of for one in found] == ["all schools", "the same schools"]
    for one in found:
        assert one.is_found
        assert one.lower < one.change < one.upper < -POINTS / 4
        assert one.change == pytest.approx(one.after - one.before)
    assert found[1].schools >= 20


def test_a_school_sees_what_changed_in_it_and_nothing_that_a_wave_withholds():
    before, after = made.released(), made.released(seed=7, again=True)
    items = choose_headlines(after, version="primary")
    both = {unit.code for unit in own_units(before)} & {unit.code for unit in own_units(after)}
    seen = [change_in_school(before, after, items=items, code=code) for code in sorted(both)]
    assert any(seen)
    for changes, code in zip(seen, sorted(both), strict=True):
        for name in changes:
            assert before.in_place(item(before, name), code)
            assert after.in_place(item(after, name), code)


def test_those_inside_can_count_every_intersection_of_a_closed_wave():
    closed = made.closed()
    items = [one for one in made.released().items if one.id in ("happy", "bullied-told")]
    cells = oneplan.count_cells(make_records(closed, items, characteristics=["sex"]), depth=2)
    answered = closed.frame.filter(pl.col("bullied-told").is_in(["yes", "no", "dont-know"]))
    place = cells.outcomes.index("bullied-told")
    assert cells.n[0, place] == answered.height
    assert cells.cases[0, place] == answered.filter(pl.col("bullied-told") == "yes").height
