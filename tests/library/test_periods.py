"""When a figure is for: every pattern of label, what it means, and what is no period."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.errors import NotValid
from oneplan.words.period import read_period

KINDS = (
    "Academic Year",
    "Financial Year",
    "Calendar Year",
    "Annual",
    "Annual (end of Sept)",
    "Annual - January",
)


def _days(text: str) -> tuple[dt.date, dt.date]:
    first, _, last = text.partition(" to ")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("label", "year_kind", "days", "kind", "status"),
    [
        ("2025", "Academic Year", "2024-09-01 to 2025-08-31", "academic", ""),
        ("2025", "Financial Year", "2024-04-01 to 2025-03-31", "financial", ""),
        ("2024", "Calendar Year", "2024-01-01 to 2024-12-31", "calendar", ""),
        ("2024", "Annual", "2024-01-01 to 2024-12-31", "calendar", ""),
        ("2023", "Annual (end of Sept)", "2023-09-30 to 2023-09-30", "September", ""),
        ("2023", "Annual - January", "2023-01-15 to 2023-01-15", "January", ""),
        ("2023/24", "Academic Year", "2023-09-01 to 2024-08-31", "academic", ""),
        ("2015/16", "Academic Year", "2015-09-01 to 2016-08-31", "academic", ""),
        ("2023-24", "Financial Year", "2023-04-01 to 2024-03-31", "financial", ""),
        ("2023-24", "Academic Year", "2023-09-01 to 2024-08-31", "academic", ""),
        ("2016-17 (OT)", "Financial Year", "2016-04-01 to 2017-03-31", "financial", "outturn"),
        ("2024-25 (OT)", "Financial Year", "2024-04-01 to 2025-03-31", "financial", "outturn"),
        ("2014-16", "Calendar Year", "2014-01-01 to 2016-12-31", "rolling calendar", ""),
        ("2020-22", "Calendar Year", "2020-01-01 to 2022-12-31", "rolling calendar", ""),
        ("2013/14-15/16", "Financial Year", "2013-04-01 to 2016-03-31", "rolling financial", ""),
        ("2019 (Rev)", "Academic Year", "2018-09-01 to 2019-08-31", "academic", "revised"),
        ("2019 (Final)", "Academic Year", "2018-09-01 to 2019-08-31", "academic", "final"),
        ("2025 (prov)", "Academic Year", "2024-09-01 to 2025-08-31", "academic", "provisional"),
        ("1999-00", "Financial Year", "1999-04-01 to 2000-03-31", "financial", ""),
        ("1999/00", "Academic Year", "1999-09-01 to 2000-08-31", "academic", ""),
        ("1998-00", "Calendar Year", "1998-01-01 to 2000-12-31", "rolling calendar", ""),
    ],
)
def test_each_label_is_read_to_its_first_and_last_day(label, year_kind, days, kind, status):
    period = read_period(label, year_kind=year_kind)
    assert (period.start, period.end) == _days(days)
    assert (period.kind, period.status) == (kind, status)
    assert period.label == label.partition(" (")[0]


def test_a_bare_academic_year_is_the_year_that_it_ends_in():
    assert read_period("2025") == read_period("2024/25") == read_period("2024-25")


def test_a_status_takes_no_part_in_whether_two_periods_are_the_same():
    assert read_period("2025 (prov)") == read_period("2025 (Final)") == read_period("2025")


@pytest.mark.parametrize("written", ["2025 (prov)", "2025(prov)", "2025 (PROV)", " 2025  (Prov) "])
def test_a_status_is_read_however_it_is_spaced_or_capitalised(written):
    assert read_period(written).status == "provisional"


def test_periods_sort_by_their_end_and_not_by_their_label():
    labels = ["2025", "2014-16", "2023/24", "2013/14-15/16", "2016"]
    read = sorted(read_period(label, year_kind="Financial Year") for label in labels)
    assert [period.end.year for period in read] == [2016, 2016, 2016, 2024, 2025]
    assert read[0].start < read[1].start < read[2].start


@pytest.mark.parametrize(
    "label",
    [
        "0",
        "",
        " ",
        "-",
        "25",
        "20255",
        "2023/2024",
        "2023-27",
        "2023-22",
        "2023/23",
        "2023 - 24",
        "13/14-15/16",
        "2013/15-15/16",
        "2013/14-15/17",
        "2013/14-14/15/16",
        "2025 (draft)",
        "2025 (prov) (Rev)",
        "Autumn 2025",
        "2025Q1",
        "2025-26-27",
        "(prov)",
        "0000",
        "0001",
        "9999",
        "٢٠٢٥",
    ],
)
@pytest.mark.parametrize("year_kind", ["Academic Year", "Calendar Year"])
def test_what_follows_no_pattern_is_no_period(label, year_kind):
    with pytest.raises(NotValid, match=re.escape(f"“{label}”")):
        read_period(label, year_kind=year_kind)


@pytest.mark.parametrize("year_kind", ["", "Lunar Year", "academic year"])
def test_an_unknown_kind_of_year_is_refused(year_kind):
    with pytest.raises(NotValid):
        read_period("2025", year_kind=year_kind)


@given(year=st.integers(1950, 2098), kind=st.sampled_from(KINDS), status=st.sampled_from(["", " (Rev)"]))
def test_a_year_is_read_to_at_most_a_year_that_ends_in_it(year, kind, status):
    period = read_period(f"{year}{status}", year_kind=kind)
    assert period.end.year == year
    days = (period.end - period.start).days + 1
    assert days in ((1,) if kind in ("Annual (end of Sept)", "Annual - January") else (365, 366))


@given(
    year=st.integers(1950, 2097),
    join=st.sampled_from("/-"),
    kind=st.sampled_from(["Academic Year", "Financial Year"]),
)
def test_two_years_in_a_row_are_one_school_or_financial_year(year, join, kind):
    period = read_period(f"{year}{join}{(year + 1) % 100:02}", year_kind=kind)
    assert (period.start.year, period.end.year) == (year, year + 1)
    assert period.end + dt.timedelta(days=1) == period.start.replace(year=year + 1)
    assert not period.kind.startswith("rolling")


@given(st.text(alphabet="0123456789/-() prevOTFinal", max_size=16), st.sampled_from(KINDS))
def test_any_label_is_a_period_or_a_sentence(label, kind):
    refusal = refusal_of(lambda: read_period(label, year_kind=kind))
    if refusal:
        assert refusal.endswith(".")
        return
    period = read_period(label, year_kind=kind)
    assert period.start <= period.end
