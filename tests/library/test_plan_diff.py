"""Two drafts of a plan: everything that differs is named once, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import ROOT
from oneplan.plan.diff import HAPPENED, diff_plans
from oneplan.plan.files import LISTS, read_plan
from oneplan.plan.lineage import replace_priorities, take_out
from oneplan.plan.naming import name_of

INVENTED = read_plan(ROOT / "docs" / "examples" / "invented-plan-2027-31")


def said(before, after):
    return [(one.part, one.id, one.happened) for one in diff_plans(before, after)]


def change_in(part, id_, **changes):
    """The invented plan with one entry changed."""
    items = [
        type(one).model_validate({**one.model_dump(), **changes}) if name_of(one) == id_ else one
        for one in getattr(INVENTED, part)
    ]
    return INVENTED.changed(**{part: items})


def test_a_draft_does_not_differ_from_itself_nor_by_the_order_of_its_entries():
    assert diff_plans(INVENTED, INVENTED) == ()
    assert diff_plans(INVENTED, INVENTED.changed(voices=reversed(INVENTED.voices))) == ()


def test_a_changed_field_shows_what_it_was_and_what_it_is():
    (change,) = diff_plans(INVENTED, change_in("activities", "TL-3.2", due="2028-12-31", owner="vacant"))
    assert (change.part, change.id, change.happened) == ("activities", "TL-3.2", "changed")
    assert change.fields == (("owner", "play-lead", "vacant"), ("due", "2027-12-31", "2028-12-31"))


def test_a_field_deep_inside_is_named_whole():
    (change,) = diff_plans(INVENTED, INVENTED.changed(vision={"text": "Another", "illustrative": True}))
    assert change.fields == (("vision.text", INVENTED.vision.text, "Another"),)


def test_a_target_for_one_group_is_told_from_the_one_for_all():
    after = change_in("targets", "TL-3.i free-school-meals 2028", value=65)
    (change,) = diff_plans(INVENTED, after)
    assert change.id == "TL-3.i free-school-meals 2028"
    assert change.fields == (("value", "60", "65"),)


def test_a_priority_that_stands_elsewhere_is_moved():
    assert said(INVENTED, change_in("themes", "BE-2", parent="talk")) == [("themes", "BE-2", "moved")]


def test_a_step_that_goes_and_a_voice_that_comes_are_both_named():
    without = INVENTED.changed(
        themes=[one for one in INVENTED.themes if one.id != "BE-1.a"],
        voices=[*INVENTED.voices, {"id": "V-5", "name": "More buses"}],
    )
    assert said(INVENTED, without) == [("themes", "BE-1.a", "taken-out"), ("voices", "V-5", "added")]
    assert said(INVENTED, take_out(INVENTED, "BE-1.1")) == [
        ("plan", INVENTED.id, "changed"),
        ("activities", "BE-1.1", "taken-out"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "happened"),
    [
        (["TL-3", "BE-2"], ["TL-4"], "merged"),
        (["BE-2"], ["BE-3", "BE-4"], "split"),
        (["BE-2"], [], "ended"),
        (["BE-2"], ["BE-3"], "changed"),
    ],
)
def test_what_merged_split_or_ended_says_so_with_its_reason(was, now, happened):
    made = [INVENTED.find_theme("BE-2").model_copy(update={"id": id_}) for id_ in now]
    after = replace_priorities(INVENTED, was, now=made, reason="The panel asked for it.")
    changes = diff_plans(INVENTED, after)
    found = {one.id: one for one in changes if one.part == "themes" and one.happened != "added"}
    assert set(found) == set(was)
    for one in found.values():
        assert (one.happened, one.became, one.reason) == (happened, tuple(now), "The panel asked for it.")
    assert [one.id for one in changes if one.part == "themes" and one.happened == "added"] == now
    assert [one for one in changes if one.part == "retired"] == []


@given(st.sets(st.sampled_from([(part, name_of(one)) for part in LISTS for one in getattr(INVENTED, part)])))
def test_each_entry_that_differs_is_named_once_and_no_other(chosen):
    # Built without its check, so that any entry can be left out: what is compared here is lists alone.
    parts = {
        part: tuple(one for one in getattr(INVENTED, part) if (part, name_of(one)) not in chosen)
        for part in LISTS
    }
    without = INVENTED.model_copy(update={**parts, "lineage": ()})
    gone = {(part, id_) for part, id_, happened in said(INVENTED, without) if happened == "taken-out"}
    assert gone == chosen | {("lineage", "L-1")}
    back = {(part, id_) for part, id_, happened in said(without, INVENTED) if happened == "added"}
    assert back == {one for one in chosen if one[0] != "retired"} | {("lineage", "L-1")}


def test_every_word_can_be_said():
    assert list(HAPPENED.values()) == [
        "Added",
        "Changed",
        "Moved",
        "Merged",
        "Split",
        "Ended",
        "Taken out",
    ]
