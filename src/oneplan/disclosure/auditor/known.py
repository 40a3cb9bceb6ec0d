"""What a reader knows of a count by the way it is shown: its ends, and what earlier releases told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oneplan.disclosure.auditor.reading import Codes


@dataclass(frozen=True)
class Known:
    """What a reader knows of a value by the way it is shown.

    Attributes
    ----------
    least
        A withheld count is at least this.
    most
        A withheld count is at most this; None where nothing is known.
    base
        Shown counts are rounded to this; nought is nought.
    floors
        Withheld cells that are known to be at least this, such as from an earlier release.
    ceilings
        Withheld cells that are known to be at most this.
    may_be_none
        Withheld cells that may hold no child all the same.
    """

    least: int = 1
    most: int | None = None
    base: int = 1
    floors: Mapping[Codes, int] = field(default_factory=dict)
    ceilings: Mapping[Codes, int] = field(default_factory=dict)
    may_be_none: frozenset[Codes] = frozenset()

    @property
    def is_more_than_least(self) -> bool:
        """Whether more is known of withheld counts than that each is at least so much."""
        more = (self.floors, self.ceilings, self.may_be_none)
        return self.base > 1 or self.most is not None or any(more)

    def find_floor(self, cell: Codes) -> int:
        """The lowest value that a withheld cell can have."""
        return max(self.floors.get(cell, 0), 0 if cell in self.may_be_none else self.least)

    def find_bounds(self, shown: int | None, *, least: int | None = None) -> tuple[int, float]:
        """The lowest and the highest count that could stand behind a shown value.

        Examples
        --------
        >>> Known(base=5).find_bounds(10)
        (8, 12)
        >>> Known(base=5, most=7).find_bounds(None)
        (1, 7)
        """
        if shown is None:
            return self.least if least is None else least, float("inf") if self.most is None else self.most
        if self.base == 1 or shown == 0:
            return shown, shown
        low = shown - self.base // 2
        return max(low, (self.most or 0) + 1), low + self.base - 1
