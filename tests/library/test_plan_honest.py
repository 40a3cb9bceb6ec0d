"""The sentence on an objective comes from the figures by a rule, and says when they tell nothing."""

import re

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
    "people": "children",
    "group_name": "children in care",
    "comparator_name": "England",
    "headline_better": True,
    "headline_value": 3.0,
    "comparator_headline": 2.0,
    "group_value": 1.0,
    "comparator_group_value": 1.5,
    "gap": 2.0,
    "comparator_gap": 0.5,
    "rank": 136,
    "of": 152,
    "decimals": 1,
    "unit": "points",
    "value_unit": "",
    "wider_than_comparator": True,
    "doubtful_zero": False,
    "verdict": "masked",
}
NAMED = [Indicator(family="f", group="g")]
BEHIND = {"verdict": "behind-too", "headline_better": False}
FURTHER = "children in care are further behind: 2.0 points."
WORSE = "children in care do worse than they do there."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, f"Better than England on average – but {FURTHER}"),
        ({"wider_than_comparator": False}, f"Better than England on average – but {WORSE}"),
        ({"wider_than_comparator": None}, f"Better than England on average – but {WORSE}"),
        ({"gap": -1.0}, "Better than England on average – but children in care are less far ahead."),
        (BEHIND, f"Behind England on average – and {FURTHER}"),
        ({**BEHIND, "comparator_headline": 3.0}, f"The same as England on average – and {FURTHER}"),
        (
            {"verdict": "no-hidden-gap"},
            "Better than England on average – with no hidden gap for children in care.",
        ),
        (
            {"verdict": "cannot-tell"},
            "For children in care we cannot tell: not all figures are published.",
        ),
        (
            {"verdict": "cannot-tell", "doubtful_zero": True},
            "For children in care we cannot tell: a published 0% can mean that there are none here.",
        ),
    ],
)
def test_average_and_gap_are_said_in_one_sentence(changes, sentence):
    said = say_honestly(NAMED, [{**ROW, **changes}]).sentence
    assert said == sentence
    assert len(re.findall(r"[.!?](?=\s|$)", said)) == 1


def test_the_figures_stand_below_the_sentence_each_beside_england():
    figures = say_honestly(NAMED, [ROW]).figures
    assert [(one.name, one.here, one.beside) for one in figures] == [
        ("All children", "3.0", "England 2.0"),
        ("Children in care", "1.0", "England 1.5"),
        ("Gap, in points", "2.0", "England 0.5, 136th of 152"),
    ]
    unknown = say_honestly(NAMED, [{**ROW, "comparator_gap": None, "rank": None}]).figures
    assert unknown[-1].beside == "England not published"


def test_the_most_telling_row_is_said_and_never_a_mean():
    other = {**ROW, "group": "h", "order": 7, "group_name": "others"}
    both = [*NAMED, Indicator(family="f", group="h")]
    said = say_honestly(reversed(both), [other, ROW])
    assert "children in care" in said.sentence
    assert said.about == "A measure, 2025"


def test_no_figures_and_no_indicator_are_not_good():
    assert say_honestly(NAMED, []).verdict == "cannot-tell"
    assert "no figures by group" in say_honestly(NAMED, []).sentence
    assert say_honestly([], [ROW]).sentence == "For whom, we cannot tell: no indicator is agreed yet."
    assert say_honestly(NAMED, []).missing == (NAMED[0],)


def test_an_indicator_that_nobody_knows_is_named():
    assert say_indicator(NAMED[0]) == "f, g (no measure that is known here)"


def test_an_indicator_is_said_in_words():
    said = say_indicator(Indicator(family="level-3-by-19", group="care"))
    assert said.endswith(": young people in care")


def test_real_rows_are_found_in_the_order_of_the_indicators():
    rows = oneplan.find_hidden_gaps(built_in_evidence(), area="Kent").to_dicts()
    named = [Indicator(family="attainment-8", group=group) for group in ("care", "free-school-meals")]
    assert [row["group"] for row in rows_of(named, rows)] == ["care", "free-school-meals"]
