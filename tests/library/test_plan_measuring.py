"""Next year is measured the same way: new figures stand beside the old, which never change."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from builders import built_in_evidence
from oneplan.plan.adopting import add_gap
from oneplan.plan.measuring import measure_again
from oneplan.plan.shelf import read_plans
from oneplan.understand.hidden import hidden_gaps

GLD = {"family": "good-level-of-development", "group": "free-school-meals"}


@pytest.fixture(scope="module")
def found():
    return hidden_gaps(built_in_evidence(), area="Kent")


@pytest.fixture(scope="module")
def plan(found):
    (before,) = read_plans(["one-plan-2024-30"])
    return add_gap(before, found, **GLD, serves="SW-2", taken=dt.date(2026, 11, 22))


def a_year_later(found, **changes):
    """The same findings as a later edition would give them."""
    columns = {name: pl.lit(value).alias(name) for name, value in changes.items()}
    edition = replace(found.edition, key="2027-04-later")
    return replace(found, frame=found.frame.with_columns(**columns), edition=edition)


def test_a_new_period_stands_beside_the_old_one_and_is_no_baseline(plan, found):
    measured = measure_again(plan, a_year_later(found, period="2026", group_value=52.5))
    assert measured.plan.values[: len(plan.values)] == plan.values
    (here,) = [one for one in measured.added if (one.group, one.area) == ("free-school-meals", "")]
    assert (here.period, here.value, here.edition, here.baseline) == ("2026", 52.5, "2027-04-later", False)
    assert measured.revised == measured.not_measured == ()
    again = measure_again(measured.plan, a_year_later(found, period="2026", group_value=52.5))
    assert again.plan == measured.plan


def test_a_revised_figure_is_listed_and_the_one_that_was_agreed_on_stays(plan, found):
    measured = measure_again(plan, a_year_later(found, group_value=50.9))
    assert measured.plan == plan
    (revised,) = measured.revised
    assert (revised.key, revised.taken, revised.published) == ("SW-2.i1 free-school-meals 2025", 50.7, 50.9)
    assert revised.edition == "2027-04-later"


@pytest.mark.parametrize(
    "changes", [{"reference": "all"}, {"group_measure": "Another"}, {"reference_measure": "Another"}]
)
def test_what_is_measured_in_another_way_is_not_mixed_in(plan, found, changes):
    measured = measure_again(plan, a_year_later(found, period="2026", **changes))
    assert measured.plan == plan
    assert measured.not_measured == (("SW-2.i1", "the publisher measures it in another way now"),)


def test_what_is_not_published_any_more_says_so(plan, found):
    gone = replace(found, frame=found.frame.clear())
    assert measure_again(plan, gone).not_measured == (
        ("SW-2.i1", "no figures for this group are published any more"),
    )
