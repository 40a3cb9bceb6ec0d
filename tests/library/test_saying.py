"""How figures are said in words: rounding as people round, signs, places in an order."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneplan.words.saying import (
    say_amount,
    say_ordinal,
    say_rank,
    say_value,
    say_wider_than,
    start_sentence,
)


def obvious_rounding(thousandths: int, decimals: int) -> str:
    """Half away from zero, in whole numbers only."""
    step = 10 ** (3 - decimals)
    whole, rest = divmod(abs(thousandths), step)
    whole += 2 * rest >= step
    sign = "−" if thousandths < 0 and whole else ""
    if not decimals:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**decimals}.{whole % 10**decimals:0{decimals}}"


@given(thousandths=st.integers(-(10**7), 10**7), decimals=st.integers(0, 3))
def test_a_figure_is_rounded_half_away_from_zero(thousandths, decimals):
    value = float(Fraction(thousandths, 1000))
    assert say_value(value, decimals=decimals) == obvious_rounding(thousandths, decimals)
    assert say_amount(value, decimals=decimals, unit="points") == (
        f"{obvious_rounding(abs(thousandths), decimals)} points"
    )


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "said"),
    [
        (50.3, 1, "", "50.3"),
        (6.35, 1, "", "6.4"),
        (0.5, 0, "%", "1%"),
        (-0.04, 1, "", "0.0"),
        (-0.0, 0, "%", "0%"),
        (-0.62, 2, "", "−0.62"),
        (None, 1, "%", "not published"),
        (1e-7, 1, "", "0.0"),
        (1258.0, 0, "", "1258"),
    ],
)
def test_figures_are_said_like_this(value, decimals, unit, said):
    assert say_value(value, decimals=decimals, unit=unit) == said


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.integers(0, 3))
def test_no_figure_is_ever_minus_nothing(value, decimals):
    said = say_value(value, decimals=decimals)
    assert not (said.startswith("−") and not said.strip("−0."))


@given(st.integers(0, 10_000))
def test_an_ordinal_ends_as_it_is_spoken(number):
    last_two, last = str(number).zfill(2)[-2:], str(number)[-1]
    ending = "th" if last_two in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")
    assert say_ordinal(number) == f"{number}{ending}"


def test_an_unknown_rank_is_not_ranked():
    assert say_rank(136, of=152) == "136th of 152"
    assert say_rank(None, of=152) == say_rank(3, of=None) == "not ranked"


@pytest.mark.parametrize(
    ("rank", "said"),
    [
        (1, "wider than in none of 151 other authorities"),
        (2, "wider than in 1 of 151 other authorities"),
        (136, "wider than in 135 of 151 other authorities"),
        (152, "wider than in all 151 other authorities"),
    ],
)
def test_a_rank_is_said_as_how_many_have_a_narrower_gap(rank, said):
    assert say_wider_than(rank, of=152) == said


@given(st.text(max_size=40))
def test_a_sentence_begins_with_a_capital_and_keeps_the_rest(text):
    assert start_sentence(text).endswith(text[1:])
    assert start_sentence(text).removesuffix(text[1:]) == text[:1].upper()
    assert start_sentence("children in care") == "Children in care"
