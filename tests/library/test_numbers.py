"""What a published figure is: its text, its value where there is one, and why where there is none."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.errors import NotValid
from oneplan.words.number import WHY_MISSING, Figure, decimals_of, read_figure, tidy


@pytest.mark.parametrize(
    ("published", "value"),
    [
        ("16.899999999999999", 16.9),
        ("2.2000000000000002", 2.2),
        ("4.7980000000000002E-2", 0.04798),
        ("83.100000000000009", 83.1),
        ("60.6459330143541", 60.6459330143541),
        ("1.5e3", 1500.0),
        ("233.30000000000001", 233.3),
        ("-0.12", -0.12),
        ("+5", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        (" 59 ", 59.0),
        ("0", 0.0),
        ("100.02", 100.02),
    ],
)
def test_a_number_is_read_without_what_a_spreadsheet_added(published, value):
    assert read_figure(published) == Figure(published=published.strip(), value=value)


@pytest.mark.parametrize("symbol", sorted(WHY_MISSING))
def test_a_symbol_is_a_reason_and_never_a_zero(symbol):
    for written in (symbol, symbol.upper(), f" {symbol} "):
        figure = read_figure(written)
        assert figure.value is None
        assert figure.missing == WHY_MISSING[symbol] != ""


def test_no_text_at_all_is_a_blank():
    assert read_figure(None) == Figure(published="", value=None, missing="blank")


@pytest.mark.parametrize(
    "published",
    [
        *("abc", "1,234", "NaN", "nan", "inf", "-inf", "Infinity", "1_000", "0x10", "12%", "£5", "1 2", "--"),
        *("1.2.3", "1e", "e5", "+", ".", "٣", "½", "1e400", "-1e400", "5\n6", "true", "n/a", "None"),
    ],
)
def test_other_text_is_refused_by_name(published):
    with pytest.raises(NotValid, match=re.escape(f"“{published}”")):
        read_figure(published)


@given(thousandths=st.integers(-(10**11), 10**11), places=st.integers(0, 3))
def test_a_decimal_that_was_typed_survives_the_seventeen_digits_of_a_spreadsheet(thousandths, places):
    typed = f"{thousandths / 1000:.{places}f}"
    stored = f"{float(typed):.17g}"
    assert read_figure(stored).value == float(typed)
    scientific = f"{float(typed):.16E}"
    assert read_figure(scientific).value == float(typed)


@given(thousandths=st.integers(-(10**9), 10**9), places=st.integers(0, 3))
def test_decimals_are_counted_as_they_were_typed(thousandths, places):
    typed = f"{thousandths / 1000:.{places}f}"
    shortest = typed.rstrip("0").rstrip(".") if "." in typed else typed
    assert decimals_of(f"{float(typed):.17g}") == len(shortest.partition(".")[2])


@given(st.one_of(st.floats(-1e300, 1e300), st.sampled_from([math.nan, math.inf, -math.inf])))
def test_tidying_changes_nothing_before_the_fifteenth_digit(value):
    tidied = tidy(value)
    if math.isnan(value):
        assert math.isnan(tidied)
    else:
        assert tidied == pytest.approx(value, rel=1e-14, abs=0)


@given(st.floats(-1e300, 1e300))
def test_what_is_tidy_stays_as_it_is(value):
    assert tidy(tidy(value)) == tidy(value)


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_a_reason_or_a_sentence(text):
    refusal = refusal_of(lambda: read_figure(text))
    if refusal:
        assert refusal.endswith(".")
        return
    figure = read_figure(text)
    assert (figure.value is None) == (figure.missing != "")
    assert figure.value is None or math.isfinite(figure.value)
