"""The sentence on an objective comes from the figures by a rule, and says when they tell nothing."""

import pytest

import oneplan
from builders import built_in_evidence
from oneplan.plan.honest import rows_of, say_honestly, say_indicator
from oneplan.plan.parts import Indicator

ROW = {
    "family": "f",
    "group": "g",
    "order": 1,
    "family_title": "A measure",
    "period_said": "2025",
    "story": "All of it.",
    "group_name": "children in care",
    "headline_value": 1.0,
    "comparator_headline": 2.0,
    "wider_than_comparator": True,
    "verdict": "masked",
}
NAMED = [Indicator(family="f", group="g")]


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        ({}, "Better on average, further behind"),
        ({"wider_than_comparator": False}, "Better on average, but not for children in care"),
        ({"wider_than_comparator": None}, "Better on average, but not for children in care"),
        ({"verdict": "behind-too"}, "Behind on average, and further behind"),
        ({"verdict": "behind-too", "comparator_headline": 1.0}, "The same on average, and further behind"),
        ({"verdict": "no-hidden-gap"}, "No hidden gap for children in care"),
        ({"verdict": "cannot-tell"}, "For whom, we cannot tell"),
    ],
)
def test_average_and_gap_are_said_together(changes, heading):
    assert say_honestly(NAMED, [{**ROW, **changes}]).heading == heading


def test_the_most_telling_row_is_said_and_never_a_mean():
    other = {**ROW, "group": "h", "order": 7, "story": "Another."}
    both = [*NAMED, Indicator(family="f", group="h")]
    said = say_honestly(reversed(both), [other, ROW])
    assert said.sentence == "All of it."
    assert said.about == "A measure, 2025"


def test_no_figures_and_no_indicator_are_not_good():
    assert say_honestly(NAMED, []).verdict == "cannot-tell"
    assert "No figures by group" in say_honestly(NAMED, []).sentence
    assert say_honestly([], [ROW]).sentence == "No indicator is agreed yet."
    assert say_honestly(NAMED, []).missing == ("f, g (no measure that is known here)",)


def test_an_indicator_is_said_in_words():
    said = say_indicator(Indicator(family="level-3-by-19", group="care"))
    assert said.endswith(": young people in care")


def test_real_rows_are_found_in_the_order_of_the_indicators():
    rows = oneplan.find_hidden_gaps(built_in_evidence(), area="Kent").to_dicts()
    named = [Indicator(family="attainment-8", group=group) for group in ("care", "free-school-meals")]
    assert [row["group"] for row in rows_of(named, rows)] == ["care", "free-school-meals"]
