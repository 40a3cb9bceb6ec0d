"""What a published figure is: the text, the value where there is one, and why where there is none."""

import math
import re
from dataclasses import dataclass

from oneplan.errors import NotValid

WHY_MISSING = {
    "-": "dash",
    "..": "not available",
    "": "blank",
    "c": "withheld by the publisher",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
    "k": "rounds to zero",
    "u": "unreliable",
    ":": "not available",
    "~": "rounds to zero",
}
"""What each publisher's symbol says. A dash merges several reasons, and the publisher does not say which."""

SYMBOLS = {reason: symbol for symbol, reason in reversed(WHY_MISSING.items())}
"""The commonest symbol for each reason."""

# Spreadsheets write 16.9 as 16.899999999999999: fifteen digits bring back what was typed.
_DIGITS = 15
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Figure:
    """One figure as it was published."""

    published: str
    value: float | None
    missing: str = ""


def read_figure(published: str | None) -> Figure:
    """Read one figure as published; nothing that is unknown becomes a zero.

    Raises
    ------
    NotValid
        When the text is neither a number nor a symbol that says why there is none.

    Examples
    --------
    >>> read_figure("16.899999999999999").value
    16.9
    >>> read_figure("-").missing
    'dash'
    """
    text = (published or "").strip()
    reason = WHY_MISSING.get(text.casefold())
    if reason is not None:
        return Figure(published=text, value=None, missing=reason)
    if not _NUMBER.match(text) or not math.isfinite(float(text)):
        raise NotValid(f"“{text[:40]}” is neither a number nor a symbol that says why there is none.")
    return Figure(published=text, value=tidy(float(text)))


def tidy(value: float) -> float:
    """The number that was typed, without the noise that a spreadsheet's binary fractions add.

    Examples
    --------
    >>> tidy(83.100000000000009)
    83.1
    """
    if value == 0 or not math.isfinite(value):
        return value
    return float(f"{value:.{_DIGITS}g}")


def decimals_of(published: str) -> int:
    """How many decimals a figure was published with, noise of spreadsheets aside; at most three.

    Examples
    --------
    >>> decimals_of("16.899999999999999"), decimals_of("59"), decimals_of("52.18")
    (1, 0, 2)
    """
    text = f"{tidy(float(published)):.3f}".rstrip("0")
    return len(text.partition(".")[2])
