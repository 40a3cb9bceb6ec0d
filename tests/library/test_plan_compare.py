"""Every item of two plans is held beside the other plan once, with a word and a reason."""

from collections import Counter

import pytest

from library.plan_files import small_plan
from oneplan.errors import NotValid
from oneplan.plan.compare import compare_plans, items_of
from oneplan.plan.shelf import read_plans

LINKS = [
    {"id": "a", "was": ["vision"], "now": ["vision"], "became": "carried-forward", "reason": "The same."},
    {"id": "b", "was": ["fairness", "H"], "now": ["fairness"], "became": "changed", "reason": "Merged."},
    {"id": "c", "was": ["H-1", "H-1.1", "voice"], "became": "ended", "reason": "Done."},
    {"id": "d", "was": ["H-1.1.1", "survey"], "became": "cannot-tell", "reason": "Not said."},
    {
        "id": "e",
        "now": ["H", "H-1", "H-1.1", "H-1.1.1", "voice", "survey"],
        "became": "new",
        "reason": "New.",
    },
]


def after(links):
    return small_plan(id="later", follows="small-plan-2027-30", links=links)


def without(links, id_):
    return [
        {**link, **{side: [one for one in link.get(side, []) if one != id_] for side in ("was", "now")}}
        for link in links
    ]


def test_the_two_plans_are_compared_both_ways_completely():
    now, before = read_plans(["one-plan-2024-30", "partnership-plan-2015-18"])
    steps = compare_plans(before, now)
    assert Counter(item.id for step in steps for item in step.was) == Counter(list(items_of(before)))
    assert Counter(item.id for step in steps for item in step.now) == Counter(list(items_of(now)))
    assert len(items_of(before)) == 14
    assert len(items_of(now)) == 13
    assert all(step.reason and step.illustrative for step in steps)


def test_what_is_invented_is_not_compared():
    now, _ = read_plans(["one-plan-2024-30", "partnership-plan-2015-18"])
    assert "SW-2" not in items_of(now)


def test_items_can_merge_and_each_word_is_kept():
    steps = compare_plans(small_plan(), after(LINKS))
    assert [step.became for step in steps] == ["carried-forward", "changed", "ended", "cannot-tell", "new"]
    assert [item.name for item in steps[1].was] == ["Fairness", "To be heard"]


@pytest.mark.parametrize(
    ("links", "says"),
    [
        ([], "was: “vision” is left out"),
        (without(LINKS, "survey"), "“survey” is left out"),
        ([*LINKS, {**LINKS[0], "id": "f"}], "“vision” stands in 2 links"),
        ([{**LINKS[0], "was": ["vision", "nowhere"]}, *LINKS[1:]], "there is no “nowhere” to compare"),
    ],
)
def test_an_item_left_out_said_twice_or_made_up_is_refused(links, says):
    with pytest.raises(NotValid, match=says):
        compare_plans(small_plan(), after(links))


@pytest.mark.parametrize(
    "link",
    [
        {"became": "new", "was": ["vision"], "now": ["vision"]},
        {"became": "ended", "was": ["vision"], "now": ["vision"]},
        {"became": "changed", "was": ["vision"]},
        {"became": "carried-forward", "now": ["vision"]},
        {"became": "cannot-tell", "now": ["vision"]},
        {"became": "gone", "was": ["vision"]},
        {"became": "changed", "was": ["vision"], "now": ["vision"], "reason": ""},
        {"became": "new", "now": ["nowhere"]},
    ],
)
def test_a_link_needs_the_sides_of_its_word_and_a_reason(link):
    with pytest.raises(ValueError, match="validation error"):
        after([{"id": "a", "reason": "So.", **link}])
