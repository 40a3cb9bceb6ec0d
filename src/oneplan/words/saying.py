"""How figures and days are said in words: one wording for pages, files and the terminal."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MILLION = 1_000_000
THOUSAND = 1_000


def say_value(value: float | None, *, decimals: int, unit: str = "") -> str:
    """A figure with its unit, or that it is not published.

    Examples
    --------
    >>> say_value(50.3, decimals=1), say_value(59.0, decimals=0, unit="%"), say_value(None, decimals=1)
    ('50.3', '59%', 'not published')
    """
    if value is None:
        return "not published"
    return f"{_rounded(value, decimals=decimals)}{unit}"


def _rounded(value: float, *, decimals: int) -> str:
    # As people round: 6.35 is 6.4, whatever binary fraction stands for it.
    text = str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
    # A small loss must not read as minus nothing.
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def say_pounds(value: float, *, short: bool = False) -> str:
    """A sum of money in whole pounds, or short in millions.

    Examples
    --------
    >>> say_pounds(1_234_567), say_pounds(-1_234_567, short=True)
    ('£1,234,567', '−£1.2 million')
    """
    sign = "−" if value < 0 else ""
    if short and abs(value) >= MILLION:
        return f"{sign}£{say_value(abs(value) / MILLION, decimals=1)} million"
    return f"{sign}£{group_thousands(say_value(abs(value), decimals=0))}"


def group_thousands(said: str) -> str:
    """A figure that was said already, with its thousands apart.

    Examples
    --------
    >>> group_thousands("23816.5%"), group_thousands("−1200")
    ('23,816.5%', '−1,200')
    """
    digits = len(said) - len(said.lstrip("−0123456789"))
    whole = said[:digits]
    return f"{'−' if whole.startswith('−') else ''}{int(whole.strip('−')):,}{said[digits:]}"


def say_amount(value: float, *, decimals: int, unit: str) -> str:
    """A size with the name of its unit, without its sign.

    Examples
    --------
    >>> say_amount(-19.0, decimals=1, unit="points")
    '19.0 points'
    """
    return f"{_rounded(abs(value), decimals=decimals)} {unit}"


def say_ordinal(number: int) -> str:
    """A place in an order.

    Examples
    --------
    >>> say_ordinal(1), say_ordinal(112), say_ordinal(143)
    ('1st', '112th', '143rd')
    """
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else last}"


def say_rank(rank: int | None, *, of: int | None) -> str:
    """A rank with the number that were ranked.

    Examples
    --------
    >>> say_rank(136, of=152), say_rank(None, of=None)
    ('136th of 152', 'not ranked')
    """
    return "not ranked" if rank is None or of is None else f"{say_ordinal(rank)} of {of}"


def say_wider_than(rank: int, *, of: int) -> str:
    """How many other authorities have a narrower gap.

    Examples
    --------
    >>> say_wider_than(136, of=152)
    'wider than in 135 of 151 other authorities'
    >>> say_wider_than(1, of=152)
    'wider than in none of 151 other authorities'
    """
    narrower, others = rank - 1, of - 1
    count = {0: f"none of {others}", others: f"all {others}"}.get(narrower, f"{narrower} of {others}")
    return f"wider than in {count} other authorities"


def say_day(day: date) -> str:
    """A day as people say it.

    Examples
    --------
    >>> say_day(date(2027, 3, 1))
    '1 March 2027'
    """
    return f"{day.day} {day:%B %Y}"


def say_part(part: int) -> str:
    """One part of several, in words.

    Examples
    --------
    >>> say_part(3), say_part(4), say_part(7)
    ('third', 'quarter', 'one in 7')
    """
    return {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}.get(part, f"one in {part}")


def start_sentence(text: str) -> str:
    """The text with a capital at its start, the rest as it is.

    Examples
    --------
    >>> start_sentence("children in care")
    'Children in care'
    """
    return text[:1].upper() + text[1:]
