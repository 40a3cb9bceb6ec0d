"""What a school wrote that it will do about what it heard, as rows of a page and of a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from oneplan.words.saying import say_day

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
    way
        How far it is: `to-do`, `doing`, `done` or `will-not`.
    """

    heard: str
    does: str
    who: str
    due: date
    state: str
    why: str = ""
    way: str = "to-do"


def to_rows(doings: Sequence[Doing]) -> tuple[tuple[str, ...], ...]:
    """A row for each, below `HEADS`.

    Examples
    --------
    >>> to_rows([Doing("Are you lonely?", "A bench", "Head of year", date(2027, 3, 1), "done", "It helps.")])
    (('Are you lonely?', 'A bench', 'Head of year', '1 March 2027 (done: It helps.)'),)
    """
    return tuple((one.heard, one.does, one.who, f"{say_day(one.due)} ({_say_state(one)})") for one in doings)


def _say_state(one: Doing) -> str:
    return f"{one.state}: {one.why}" if one.why else one.state
