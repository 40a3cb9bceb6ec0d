"""A plan is held against each criterion: what it lacks is named with its place and what to do."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import ROOT
from library.plan_files import small_plan
from library.plan_made_up import made_up_plan
from oneplan.plan.check import MOST_INDICATORS, check_plan
from oneplan.plan.doing import Activity
from oneplan.plan.files import read_plan
from oneplan.plan.lacking import CRITERIA
from oneplan.plan.matrix import squares_of
from oneplan.plan.naming import ids_of
from oneplan.plan.shelf import read_plans
from oneplan.plan.vague import VAGUE, find_vague

INVENTED = read_plan(ROOT / "docs" / "examples" / "invented-plan-2027-31")
ON = dt.date(2027, 9, 1)


def lacking(plan, criterion, *, on=ON):
    return {one.id: one.says for one in check_plan(plan, on=on).lacks if one.criterion == criterion}


@pytest.mark.parametrize(
    ("criterion", "where"),
    [
        ("vision", {}),
        ("evidence", {"BE-2": "It names no evidence."}),
        ("heard", {"BE-2": "Nothing that anybody said leads to it."}),
        ("indicator", {"BE-2": "No indicator shows whether it gets better."}),
        (
            "baseline",
            {
                "BE-1.i": "It has no figure to start from.",
                "BE-1.j": "It has a figure to start from for all children alone.",
            },
        ),
        ("breakdown", {}),
        (
            "target",
            {"BE-1.i": "It has no target.", "BE-1.j": "It has a target for all children alone."},
        ),
        ("activity", {"BE-2": "Nothing is done for it."}),
        ("lead", {}),
        (
            "owner",
            {
                "TL-3.2": "Nobody holds the role of its owner on 2027-09-01.",
                "BE-1.1": "Its owner is vacant.",
            },
        ),
        ("due", {"BE-1.1": "It is due on no day."}),
        ("resources", {"BE-1.1": "Nobody says what it will take."}),
        (
            "clear",
            {
                "BE-1.1": "Nobody can tell when it is done: it says “continue to” without saying how much, "
                "and has no milestone."
            },
        ),
        (
            "answered",
            {
                "V-2": "Those who said it have not been told.",
                "V-3": "Nobody has answered.",
                "V-4": "Those who said it have not been told.",
            },
        ),
        ("matrix", {"fair": "Nothing under Every child belongs serves Fair."}),
        ("principle", {"family": "No priority serves this principle."}),
    ],
)
def test_each_criterion_names_what_lacks_it(criterion, where):
    assert lacking(INVENTED, criterion) == where


def test_every_criterion_is_asked_and_its_count_is_what_lacks_it():
    checked = check_plan(INVENTED, on=ON)
    assert list(checked.counts) == list(CRITERIA)
    for criterion, (met, of) in checked.counts.items():
        assert of - met == sum(one.criterion == criterion for one in checked.lacks)
    assert checked.counts["answered"] == (1, 4)


def test_each_finding_names_something_in_the_plan_and_says_what_to_do():
    known = set().union(*ids_of(INVENTED).values(), {INVENTED.id})
    for lack in check_plan(INVENTED, on=ON).lacks:
        assert lack.id in known
        assert lack.says.endswith(".")
        assert lack.do.endswith(".")


def test_a_role_is_held_until_its_term_ends():
    assert "TL-3.2" not in lacking(INVENTED, "owner", on=dt.date(2027, 6, 30))


def test_a_target_for_all_alone_does_not_stand_for_the_group():
    without = INVENTED.changed(targets=[one for one in INVENTED.targets if one.group == "all"])
    assert lacking(without, "target")["TL-3.i"] == "It has a target for all children alone."
    (found,) = [
        one for one in check_plan(without, on=ON).lacks if (one.criterion, one.id) == ("target", "TL-3.i")
    ]
    assert found.do == "Add one for free-school-meals to targets.toml, of = “TL-3.i”."


def test_a_figure_that_is_missing_is_no_baseline():
    values = [one.model_copy(update={"baseline": True}) for one in INVENTED.values]
    assert "BE-1.i" in lacking(INVENTED.changed(values=values), "baseline")


def test_too_many_indicators_are_as_bad_as_none():
    more = [{"id": f"x-{number}", "name": f"Indicator {number}", "serves": ["BE-1"]} for number in range(4)]
    said = lacking(INVENTED.changed(indicators=[*INVENTED.indicators, *more]), "indicator")
    assert said["BE-1"] == f"It has {MOST_INDICATORS + 1} indicators, too many to say how it is going."
    fewer = INVENTED.changed(indicators=[*INVENTED.indicators, *more[:3]])
    assert "BE-1" not in lacking(fewer, "indicator")


def test_an_indicator_that_stands_with_its_priority_counts_once_beside_its_entry():
    (plan,) = read_plans(["one-plan-2024-30"])
    checked = check_plan(plan, on=ON)
    short = [one for theme in plan.priorities for one in theme.indicators]
    assert checked.counts["baseline"] == (0, len(short))
    entry = {"id": "SW-2.i", "name": "GLD", "family": "good-level-of-development"}
    taken_up = plan.changed(indicators=[{**entry, "groups": ["free-school-meals"], "serves": ["SW-2"]}])
    assert check_plan(taken_up, on=ON).counts["baseline"] == (0, len(short))
    assert "SW-2.i" in lacking(taken_up, "baseline")


def test_the_holes_of_the_matrix_are_the_ones_that_a_reader_counts():
    (plan,) = read_plans(["one-plan-2024-30"])
    holes = {(one.objective.id, one.pillar.id) for one in squares_of(plan) if not one.served}
    by_hand = {
        (objective.id, pillar.id)
        for objective in plan.objectives
        for pillar in plan.under("")
        if not any(objective.id in theme.serves for theme in plan.themes if theme.parent == pillar.id)
    }
    assert holes == by_hand
    assert len(holes) == 4


def test_a_plan_of_another_shape_and_an_empty_one_are_checked_too():
    (flat,) = read_plans(["partnership-plan-2015-18"])
    assert [theme.id for theme in flat.priorities] == [theme.id for theme in flat.themes]
    assert check_plan(flat, on=ON).counts["activity"] == (0, len(flat.themes))
    empty = small_plan(
        vision={}, themes=[], objectives=[], activities=[], principles=[], evidence=[], levels=[]
    )
    checked = check_plan(empty, on=ON)
    assert [one.criterion for one in checked.lacks] == ["vision"]
    assert checked.counts["activity"] == (0, 0)


@pytest.mark.parametrize(
    ("text", "more", "vague"),
    [
        ("We will explore options.", {}, "explore"),
        ("Work with partners to support families.", {}, "work with partners"),
        ("Ensure that families are happy.", {}, "ensure"),
        ("", {}, "it has a name alone"),
        ("Support 40 families.", {}, ""),
        ("Support every family.", {}, ""),
        ("Explore options.", {"milestones": [{"id": "A-1.1", "name": "Paper to the board"}]}, ""),
        ("Open a drop-in in the library.", {}, ""),
        ("Supportive people.", {}, ""),
        ("Reconsidered.", {}, ""),
    ],
)
def test_a_vague_commitment_is_told_from_one_that_can_be_seen(text, more, vague):
    said = find_vague(Activity(id="A-1", name="A thing", text=text, serves=(), **more))
    assert bool(said) == bool(vague)
    assert vague in said


@given(word=st.sampled_from(VAGUE), count=st.integers(1, 1000))
def test_a_number_makes_any_promise_plain(word, count):
    assert find_vague(Activity(id="A-1", name="x", text=f"We {word} help.", serves=())) != ""
    assert (
        find_vague(Activity(id="A-1", name="x", text=f"We {word} help for {count} children.", serves=()))
        == ""
    )


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whoever_leads_and_whatever_is_heard_is_counted_as_a_slow_count_has_it(seed):
    plan = made_up_plan(priorities=5, activities=20, updates=5, seed=seed)
    counts = check_plan(plan, on=ON).counts
    assert counts["lead"] == (sum(bool(one.lead) for one in plan.activities), 20)
    heard = {id_ for voice in plan.voices for id_ in voice.serves}
    assert counts["heard"] == (sum(theme.id in heard for theme in plan.priorities), 5)
    indicators = [sum(theme.id in one.serves for one in plan.indicators) for theme in plan.priorities]
    assert counts["indicator"] == (sum(1 <= one <= 5 for one in indicators), 5)


def test_checking_a_large_plan_takes_time_that_grows_with_it_and_no_faster():
    def seconds(times):
        plan = made_up_plan(priorities=40 * times, activities=600 * times, updates=3000 * times)
        best = []
        for _ in range(3):
            begun = time.process_time()
            check_plan(plan, on=ON)
            best.append(time.process_time() - begun)
        return min(best)

    assert seconds(4) < 4 * 2.5 * seconds(1)
