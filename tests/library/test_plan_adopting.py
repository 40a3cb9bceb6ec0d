"""A finding becomes an indicator of the plan, frozen with its figures, and only a safe one may."""

import datetime as dt

import pytest

from builders import built_in_evidence
from library.plan_files import small_plan
from oneplan.errors import NotFound, NotSafe, NotValid
from oneplan.plan.adopting import add_finding, add_gap, make_priority
from oneplan.plan.check import check_plan
from oneplan.plan.files import read_plan, write_plan
from oneplan.plan.shelf import read_plans
from oneplan.understand.hidden import hidden_gaps
from oneplan.understand.intersections.findings import Finding, SafeFinding, Told

DAY = dt.date(2026, 11, 22)
GLD = {"family": "good-level-of-development", "group": "free-school-meals"}
TOLD = Told(
    group="girls in year 8 on free school meals",
    outcome="felt safe at school",
    levels={"sex": "Girl", "year": "Year 8", "free_meals": "Yes"},
    n=240,
    share=0.412,
    rest_share=0.62,
    gap=0.2075,
    lower=0.14,
    upper=0.27,
    excess=49.8,
    comparisons=300,
    also=(),
    cautions=(),
)


@pytest.fixture(scope="module")
def plan():
    return read_plans(["one-plan-2024-30"])[0]


@pytest.fixture(scope="module")
def found():
    return hidden_gaps(built_in_evidence(), area="Kent")


def test_a_gap_brings_measure_group_baseline_comparators_and_edition(plan, found, tmp_path):
    after = add_gap(plan, found, **GLD, serves="SW-2", taken=DAY)
    (row,) = [row for row in found.rows if (row["family"], row["group"]) == tuple(GLD.values())]
    (indicator,) = after.indicators
    assert (indicator.serves, indicator.groups, indicator.better) == (
        ("SW-2",),
        ("free-school-meals",),
        "high",
    )
    assert indicator.frozen.edition == found.edition.key
    assert (indicator.frozen.group_measure, indicator.frozen.reference) == (
        row["group_measure"],
        row["reference"],
    )
    figures = {(one.area, one.group): one.value for one in after.values}
    assert figures["", "free-school-meals"] == row["group_value"]
    assert figures["", "all"] == row["headline_value"]
    assert figures["England", "no-free-school-meals"] == row["england_reference_value"]
    assert figures["Statistical neighbours 2025", "free-school-meals"] == row["neighbours_group_value"]
    assert {one.area for one in after.values if one.baseline} == {""}
    write_plan(after, tmp_path / plan.id)
    assert read_plan(tmp_path / plan.id) == after


def test_the_plan_check_is_then_content_with_its_baseline_and_asks_for_a_target(plan, found):
    after = add_gap(plan, found, **GLD, serves="SW-2", taken=DAY)
    lacking = {one.criterion for one in check_plan(after, on=DAY).lacks if one.id == "SW-2.i1"}
    assert lacking == {"target"}
    assert "SW-2" not in {one.id for one in check_plan(after, on=DAY).lacks if one.criterion == "evidence"}


def test_what_is_taken_twice_is_there_once_and_serves_both(plan, found):
    once = add_gap(plan, found, **GLD, serves="SW-2", taken=DAY)
    assert add_gap(once, found, **GLD, serves="sw-2", taken=dt.date(2027, 11, 22)) == once
    both = add_gap(once, found, **GLD, serves="equity", taken=DAY)
    assert [one.serves for one in both.indicators] == [("SW-2", "equity")]
    assert both.values == once.values


def test_every_gap_with_figures_can_be_taken(plan, found):
    after = plan
    for row in found.rows:
        after = add_gap(after, found, family=row["family"], group=row["group"], serves="GW-1", taken=DAY)
    assert len(after.indicators) == len({(row["family"], row["group"]) for row in found.rows})


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"family": "no-such"}, "No gap of no-such"), ({"serves": "SW-99"}, "nothing with the id “SW-99”")],
)
def test_what_is_not_there_is_not_taken(plan, found, changes, says):
    with pytest.raises(NotFound, match=says):
        add_gap(plan, found, **{**GLD, "serves": "SW-2", "taken": DAY, **changes})


def test_a_finding_makes_a_priority_of_its_own(plan, found):
    with_priority = make_priority(plan, name="A good start", id_beginning="SW", parent="starting-well")
    made = with_priority.themes[-1]
    assert (made.id, made.level) == ("SW-3", "priority")
    after = add_gap(with_priority, found, **GLD, serves="SW-3", taken=DAY)
    assert [one.id for one in after.indicators] == ["SW-3.i1"]
    with pytest.raises(NotValid, match="it is missing; name what it stands under"):
        make_priority(plan, name="A good start", id_beginning="SW")


def test_a_safe_finding_of_a_survey_is_taken_with_its_sentence_and_one_from_raw_counts_is_not():
    sentence = "41% of girls in year 8 on free school meals felt safe at school; of all others 62% did."
    safe = SafeFinding(TOLD, sentence)
    after = add_finding(small_plan(), safe, serves="H-1", survey="Pupil survey", period="2026", taken=DAY)
    (indicator,) = after.indicators
    assert indicator.frozen.sentence == sentence
    assert indicator.frozen.who == "sex = Girl; year = Year 8; free_meals = Yes"
    assert indicator.better == "high"
    assert [(one.value, one.denominator) for one in after.values] == [(41.2, 240), (62.0, None)]
    with pytest.raises(NotSafe, match="did not pass the gate"):
        add_finding(
            small_plan(), Finding(TOLD, sentence), serves="H-1", survey="Survey", period="2026", taken=DAY
        )
