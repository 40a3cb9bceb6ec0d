"""The two plans say what their own papers say, word for word, and nothing invented passes for theirs."""

import pytest

from builders import ROOT
from oneplan.definitions.families import families_by_id
from oneplan.definitions.groups import list_groups
from oneplan.plan.frame import Plan
from oneplan.plan.parts import Wording
from oneplan.plan.shelf import PACKAGED, read_plans

IDS = ("one-plan-2024-30", "partnership-plan-2015-18")
SEEDS = dict(zip(IDS, ("000_36a857e043f17545.txt", "004_a597a5770629af5c.txt"), strict=True))


@pytest.fixture(scope="module")
def plans():
    return {plan.id: plan for plan in read_plans(IDS)}


def paper(id_):
    path = ROOT.parent / "shared" / "seeds" / SEEDS[id_]
    if not path.exists():
        pytest.skip("the plans' own papers are absent")
    # A space that does not break is a space to a reader.
    return path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def wordings(part):
    """Every piece of wording in a plan, however deep."""
    if isinstance(part, Wording):
        yield part
    if isinstance(part, Plan | Wording) or hasattr(part, "model_fields_set"):
        for name in type(part).model_fields:
            value = getattr(part, name)
            for one in value if isinstance(value, tuple) else (value,):
                if hasattr(one, "model_fields_set"):
                    yield from wordings(one)


@pytest.mark.parametrize("id_", IDS)
def test_every_quoted_sentence_stands_in_the_paper(plans, id_):
    text = paper(id_)
    quoted = [one.text for one in wordings(plans[id_]) if one.quoted]
    assert len(quoted) >= 15
    assert [one for one in quoted if one not in text] == []
    assert [source.title for source in plans[id_].sources if source.title not in text] == []


def test_the_objectives_and_pillars_are_the_papers_own(plans):
    text = paper("one-plan-2024-30")
    plan = plans["one-plan-2024-30"]
    assert [
        f"{one.name} – {one.text}" for one in plan.objectives if f"• {one.name} – {one.text}" in text
    ] == [
        "Equity – close the gap and eliminate inequalities",
        "Access – right help at the right time for all children",
        "Inclusion – a county where everyone belongs and we celebrate diversity",
        "Quality – effective, outstanding services",
    ]
    assert [one.id for one in plan.under("") if f"• {one.name} – {one.text}" in text] == [
        "starting-well",
        "growing-well",
        "being-well",
        "living-well",
    ]


def test_the_plan_of_2015_has_its_own_shape(plans):
    plan = plans["partnership-plan-2015-18"]
    text = paper(plan.id)
    assert {level.id: len(plan.at_level(level.id)) for level in plan.levels} == {
        "aim": 3,
        "system-aim": 1,
        "focus-group": 5,
    }
    assert [one.text for one in plan.themes if f"• {one.text}" not in text] == [
        "Work well together to deliver our vision: We will improve our systems."
    ]
    assert len(plan.evidence) == text.count("•") - 8
    assert plan.evidence[0].heard == 23_000
    assert plan.objectives == ()


@pytest.mark.parametrize("id_", IDS)
def test_what_is_not_quoted_is_marked_as_invented(plans, id_):
    said = [one for one in wordings(plans[id_]) if one.text]
    assert [one.text for one in said if one.quoted == one.illustrative] == []


def test_every_priority_is_invented_and_says_so(plans):
    plan = plans["one-plan-2024-30"]
    priorities = plan.at_level("priority")
    assert all(one.illustrative for one in priorities)
    assert all(indicator.illustrative for one in priorities for indicator in one.indicators)
    for pillar in plan.under(""):
        assert 2 <= len(plan.under(pillar.id)) <= 3


def test_the_matrix_has_holes_and_every_objective_is_served(plans):
    plan = plans["one-plan-2024-30"]
    served = {(one.parent, id_) for one in plan.at_level("priority") for id_ in one.serves}
    squares = {(pillar.id, objective.id) for pillar in plan.under("") for objective in plan.objectives}
    assert served <= squares
    assert len(squares - served) == 4
    assert {objective for _, objective in served} == {objective.id for objective in plan.objectives}


def test_every_objective_has_its_why(plans):
    for objective in plans["one-plan-2024-30"].objectives:
        assert objective.why.claim.text
        assert objective.why.evidence.text
        assert objective.why.question.text.endswith((".", "?"))


def test_indicators_name_families_and_groups_that_are_there(plans):
    plan = plans["one-plan-2024-30"]
    named = [one for part in (*plan.objectives, *plan.themes) for one in part.indicators]
    assert named
    for one in named:
        assert one.group in families_by_id()[one.family].measures
        assert one.group in list_groups()


def test_only_the_plan_in_force_is_in_force(plans):
    assert [plan.stage for plan in plans.values()] == ["in-force", "superseded"]
    assert plans["one-plan-2024-30"].follows == "partnership-plan-2015-18"
    assert {path.name for path in PACKAGED.iterdir() if path.is_dir()} == set(IDS)
