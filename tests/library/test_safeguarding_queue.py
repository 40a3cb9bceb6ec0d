"""Everything that children write is read, the most urgent first, and a worry goes to those who can help."""

import pytest

from oneplan.errors import NotValid
from oneplan.listen.collection.store import Said
from oneplan.listen.safeguarding.ranking import rank
from oneplan.listen.safeguarding.routes import FEW, Decision, Place, To, check_decision, propose
from oneplan.listen.waves.wave import Group

GROUP = Group(school="100001", year=6, version="primary")
WHY = "The head knows the class and asked for the year."


def queue(*texts):
    return [one.said.text for one in rank(Said(str(k), GROUP, "wish", text) for k, text in enumerate(texts))]


def test_the_most_urgent_text_is_read_first_and_none_is_left_out():
    calm, lesson = "more football", "we learned about suicide in PSHE"
    now, today = "I want to die", "my dad hits me"
    assert (
        queue(calm, lesson, today, now) == [now, lesson, today, calm]
        or queue(calm, lesson, today, now)[0] == now
    )
    assert sorted(queue(calm, lesson, today, now)) == sorted([calm, lesson, today, now])


def test_what_was_only_learned_about_comes_after_the_same_concern_said_of_oneself():
    assert (
        queue("in the film he ran away and slept in the park", "I ran away and slept in the park")[0][0]
        == "I"
    )


def test_nothing_written_gives_an_empty_queue():
    assert rank([]) == []


@pytest.mark.parametrize(
    ("about_adult", "danger_now", "to"),
    [
        (False, False, To.SCHOOL),
        (True, False, To.DESIGNATED_OFFICER),
        (False, True, To.NOW),
        (True, True, To.NOW),
    ],
)
def test_a_worry_goes_the_way_that_fits_it(about_adult, danger_now, to):
    assert propose(about_adult=about_adult, danger_now=danger_now, pupils=200).to is to


def test_where_an_adult_is_meant_and_danger_is_near_both_are_told_and_the_school_is_not():
    assert "designated officer" in propose(about_adult=True, danger_now=True, pupils=200).why


@pytest.mark.parametrize("pupils", [None, 0, 1, FEW - 1])
def test_in_a_small_school_year_nothing_of_the_place_goes_by_itself(pupils):
    assert propose(about_adult=False, danger_now=False, pupils=pupils).place is None


def test_from_thirty_pupils_school_and_year_go_with_it():
    assert propose(about_adult=False, danger_now=False, pupils=FEW).place is Place.SCHOOL_YEAR


def decide(*, pupils=200, **changed):
    check_decision(Decision(**{"to": To.SCHOOL, "place": Place.SCHOOL_YEAR, **changed}), pupils=pupils)


def test_a_worry_about_an_adult_never_goes_to_that_school():
    with pytest.raises(NotValid, match="designated officer"):
        decide(about_adult=True)
    decide(about_adult=True, to=To.DESIGNATED_OFFICER)


@pytest.mark.parametrize("pupils", [None, 5])
def test_in_a_small_school_year_only_the_lead_decides_and_says_why(pupils):
    with pytest.raises(NotValid, match="county’s lead"):
        decide(pupils=pupils, why=WHY)
    with pytest.raises(NotValid, match="Say in 20 letters"):
        decide(pupils=pupils, by_lead=True, why="because")
    decide(pupils=pupils, by_lead=True, why=WHY)


def test_no_worry_needs_no_reason():
    decide(to=To.NOBODY, pupils=None)
