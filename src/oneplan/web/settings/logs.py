"""Writes a log line without the people in it: no address, no name, no question, no secret of a link."""

import logging
import re
import traceback
from types import TracebackType

LONGEST = 500

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

LEFT_OUT = (
    (re.compile(r"[^\s@<>()\"'/,;]+(@|%40)[^\s@<>()\"'/,;]+"), "(an e-mail address)"),
    (re.compile(r"\?[^\s\"']*"), "?(left out)"),
    (re.compile(r"(?<![\w.])(\d{1,3}\.){3}\d{1,3}(?![\w.])(:\d+)?"), "(an address)"),
    (
        re.compile(r"(?<![\w:])(?=[\da-f:]*::|([\da-f]{1,4}:){4})[\da-f:]{3,}(%\w+)?", re.IGNORECASE),
        "(an address)",
    ),
    # Whatever could be a secret in an address, a seal, or a session: long, and of letters and digits.
    (re.compile(r"(?<![\w-])(?=[\w.:~-]*\d)[\w.:~-]{20,}"), "(a secret)"),
    (re.compile(r"(?<!\d)\d[\d \-]{7,}\d(?!\d)"), "(a number)"),
)


class WithoutPeople(logging.Formatter):
    """Says when, what and where in the program; leaves out whatever could tell of whom."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for the message, and one for each place in the program that an error passed."""
        said = leave_out_people(_message(record))
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {said}"
        return "\n".join([line, *_places(record.exc_info)]) if record.exc_info else line


def leave_out_people(text: str) -> str:
    """The text on one line, without addresses, questions, numbers and secrets.

    Examples
    --------
    >>> leave_out_people("Not Found: /a/?child=Ann from 10.0.0.1")
    'Not Found: /a/?(left out) from (an address)'
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST * 4])
    for pattern, instead in LEFT_OUT:
        plain = pattern.sub(instead, plain)
    return plain[:LONGEST]


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _places(caught: Caught | None) -> list[str]:
    """The kinds of error and where they passed: never what they say, which may repeat what somebody typed."""
    lines: list[str] = []
    error = caught[1] if caught else None
    while error is not None and len(lines) < LONGEST:
        lines.append(f"  {type(error).__module__}.{type(error).__name__}")
        lines += [
            f"    {step.filename}:{step.lineno} in {step.name}"
            for step in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines
