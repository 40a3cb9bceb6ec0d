"""What an analyst declares about records: which answers are cases, and which are no answers at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

NOT_RECORDED = "Not recorded"
"""The level of children for whom a characteristic was skipped; they are never dropped."""

Answer = str | int | float | bool
Counts = Literal["cases", "skipped", "prefer not to say", "not answered", "mean"]


@dataclass(frozen=True)
class Missing:
    """How the records write that there is no answer, beside an empty field, which always means skipped.

    Words are compared without regard to capitals and to spaces around them.
    """

    prefer_not: tuple[Answer, ...] = ("Prefer not to say",)
    """Asked, and the child would rather not say: a group of its own in a characteristic."""
    not_asked: tuple[Answer, ...] = ("Not asked",)
    """Never put to this child: outside the outcome's universe."""


@dataclass(frozen=True)
class Outcome:
    """One thing that is counted for each child who was asked.

    Attributes
    ----------
    name
        How the outcome is called in the result, and its column where `column` is empty.
    cases
        The answers that count as a case; every other answer counts as none. Not needed where the column
        holds only true and false, or 0 and 1.
    column
        The column of the answers.
    counts
        `cases`: the answers in `cases`, among the children who answered. `skipped`, `prefer not to say`,
        `not answered` (both of these): how often no answer was given, among the children who were asked.
        `mean`: the answers are numbers, and their mean is wanted.
    asked_of
        Who was asked, where the answers do not say it themselves: a column and its values, such as
        `{"year_group": ["Year 8", "Year 10"]}`.

    Examples
    --------
    >>> often_sad = Outcome("often sad", cases=("Often", "Always"), column="q12")
    >>> no_answer = Outcome("did not say how sad", column="q12", counts="not answered")
    """

    name: str
    cases: Sequence[Answer] | None = None
    column: str = ""
    counts: Counts = "cases"
    asked_of: Mapping[str, Sequence[Answer]] | None = None

    @property
    def reads(self) -> str:
        """The column that the answers stand in."""
        return self.column or self.name


def folded(value: object) -> object:
    """A value as it is compared with what was declared: words without capitals and outer spaces.

    Examples
    --------
    >>> folded("  Not Asked "), folded(3)
    ('not asked', 3)
    """
    return value.strip().casefold() if isinstance(value, str) else value


def all_folded(values: Iterable[object]) -> set[object]:
    """Several values, each as it is compared."""
    return {folded(value) for value in values}
