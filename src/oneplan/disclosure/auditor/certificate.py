"""What an audit found, as a certificate that may be shown: counts of cells, never which are small."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

_CLASSES = ((1, 1, "1"), (2, 2, "2"), (3, 4, "3 to 4"), (5, 9, "5 to 9"), (10, None, "10 or more"))


@dataclass(frozen=True)
class Attack:
    """One reader's assumption, and of how many withheld cells it tells the value."""

    assumes: str
    possible: bool
    exact: int
    complete: bool
    pictures: int
    solver: str


@dataclass(frozen=True)
class Sums:
    """What the certificate says of sums.

    Attributes
    ----------
    column
        What is added up.
    shown, withheld
        How many sums.
    exact
        Withheld sums that can be worked out.
    within_percent, within
        Withheld sums that a reader can tell to within so many percent; harmless where they are of many.
    narrowest_percent
        How far the best guess at any withheld sum may be off at least; None where that was not worked out.
    counts
        Withheld counts that follow from the sums and means, or keep fewer values beside them than they must.
    too_narrow
        Sums that the policy wants more open than they are, to a reader or to a contributor.
    contributors
        For how many contributors, who know their own part, it was proven as well.
    complete
        Whether all of this was worked out to its end.
    """

    column: str
    shown: int
    withheld: int
    exact: int
    within_percent: int
    within: int
    narrowest_percent: float | None
    counts: int
    too_narrow: int
    contributors: int
    complete: bool

    @property
    def safe(self) -> bool:
        """Whether nothing was found out that must stay hidden."""
        return self.complete and not (self.exact or self.counts or self.too_narrow)


@dataclass(frozen=True)
class Certificate:
    """What can be worked out from finished files.

    Attributes
    ----------
    linear
        Withheld cells that are sums and differences of shown ones; None where that was not worked out.
    differences
        Cells that this and an earlier release show with a small difference.
    classes
        Small groups that are shown to be all cases or none; looked for where the release has a rate.
    attacks
        A reader who knows that counts are not below 0, and one who knows that withheld counts are at least 1.
    values_kept
        How many withheld cells were shown to keep so many values; "at least", since the search stops when it
        knows enough.
    complete
        Whether every withheld cell was proven open or found out. Where not, nothing may be published.
    safe
        Complete, and no withheld cell can be found out.
    sums
        What was found of sums and means, where the files have any.
    working_file
        The name of the private file with the reasons; never part of a release.
    """

    files: Mapping[str, str]
    hierarchies: Mapping[str, str]
    policy: str
    shown: int
    withheld: int
    linear: int | None
    differences: int
    attacks: Mapping[str, Attack]
    values_kept: Mapping[str, int]
    least_values: int
    complete: bool
    safe: bool
    assumptions: tuple[str, ...]
    notes: tuple[str, ...] = ()
    working_file: str | None = None
    seconds: float = field(default=0.0, compare=False)
    classes: int = 0
    sums: Sums | None = None

    def to_json(self) -> str:
        """The certificate as text."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    def write(self, path: Path) -> None:
        """Write the certificate into a file."""
        path.write_text(self.to_json(), encoding="utf-8")


def count_widths(widths: list[int]) -> dict[str, int]:
    """How many cells keep so many values.

    Examples
    --------
    >>> count_widths([1, 2, 2, 7, 40])
    {'1': 1, '2': 2, '3 to 4': 0, '5 to 9': 1, '10 or more': 1}
    """
    return {
        name: sum(low <= width and (high is None or width <= high) for width in widths)
        for low, high, name in _CLASSES
    }
