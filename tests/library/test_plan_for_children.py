"""What a plan promises to a group of children, and what it heard from them, is found by the group."""

import pytest

from builders import ROOT
from oneplan.definitions.groups import list_focus
from oneplan.plan.files import read_plan
from oneplan.plan.for_children import find_for_children, groups_of
from oneplan.plan.index import Index
from oneplan.plan.shelf import read_plans

INVENTED = Index(read_plan(ROOT / "docs" / "examples" / "invented-plan-2027-31"))
FOCUS = {focus.id: focus for focus in list_focus()}


def ids(items):
    return [one.id for one in items]


def test_commitments_and_voices_are_found_by_the_group_they_are_about():
    found = find_for_children(INVENTED, groups_of(FOCUS["poverty"]))
    assert ids(found.themes) == ["TL-3"]
    # The second serves that priority and names no group; one that named others would not be theirs.
    assert ids(found.activities) == ["TL-3.1", "TL-3.2"]
    assert ids(found.indicators) == ["TL-3.i"]
    assert [(one.of, one.value) for one in found.targets] == [("TL-3.i", 60.0)]
    assert ids(found.voices) == ["V-1"]


def test_an_activity_for_other_children_is_not_theirs():
    plan = INVENTED.plan
    others = [one.model_copy(update={"groups": ("care",)}) for one in plan.activities if one.id == "TL-3.2"]
    kept = [one for one in plan.activities if one.id != "TL-3.2"]
    found = find_for_children(Index(plan.changed(activities=[*kept, *others])), ["free-school-meals"])
    assert ids(found.activities) == ["TL-3.1"]


@pytest.mark.parametrize("focus", FOCUS)
def test_each_focus_group_of_the_earlier_plan_is_a_theme_of_it(focus):
    (before,) = read_plans(["partnership-plan-2015-18"])
    assert focus in ids(find_for_children(Index(before), groups_of(FOCUS[focus])).themes)


def test_the_focus_groups_are_found_in_the_new_plan_by_their_indicators_or_there_is_nothing():
    (now,) = read_plans(["one-plan-2024-30"])
    found = {id_: ids(find_for_children(Index(now), groups_of(focus)).themes) for id_, focus in FOCUS.items()}
    assert found["poverty"] == ["SW-2", "GW-1", "BW-1"]
    assert found["care"] == ["GW-3", "BW-3"]
    assert found["challenging-circumstances"] == []
    assert find_for_children(Index(now), groups_of(FOCUS["challenging-circumstances"])).is_empty


def test_no_group_finds_nothing():
    assert find_for_children(INVENTED, []).is_empty
    assert find_for_children(INVENTED, ["no-such-group"]).is_empty
