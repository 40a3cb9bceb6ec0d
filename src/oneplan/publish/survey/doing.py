"""What a school wrote that it will do about what it heard, as rows of a page and of a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEADS = ("What we heard", "What we will do", "Who", "By when")


@dataclass(frozen=True)
class Doing:
    """One thing that a school said it will do.

    Attributes
    ----------
    heard
        The question and the answers that it is about.
    does, who
        What will be done, and by which post.
    due
        The day.
    state
        How far it is, in words.
    why
        What came of it, or why it will not be done.
    """

    heard: str
    does: str
    who: str
    due: date
    state: str
    why: str = ""


def to_rows(doings: Sequence[Doing]) -> tuple[tuple[str, ...], ...]:
    """A row for each, below `HEADS`.

    Examples
    --------
    >>> to_rows([Doing("Are you lonely?", "A bench", "Head of year", date(2027, 3, 1), "done", "It helps.")])
    (('Are you lonely?', 'A bench', 'Head of year', '1 March 2027 (done: It helps.)'),)
    """
    return tuple((one.heard, one.does, one.who, f"{_say_day(one.due)} ({_say_state(one)})") for one in doings)


def _say_state(one: Doing) -> str:
    return f"{one.state}: {one.why}" if one.why else one.state


def _say_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
