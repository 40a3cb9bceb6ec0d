"""How values are shown in what is audited, and how open a withheld one must stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oneplan.disclosure.auditor.classes import Split, may_be_none
from oneplan.disclosure.auditor.known import Known
from oneplan.disclosure.auditor.magnitudes import SumRule
from oneplan.disclosure.auditor.reading import Codes, Finished


@dataclass(frozen=True)
class Rule:
    """How values are shown, and how open a withheld one must stay.

    Attributes
    ----------
    policy
        Its name, for the certificate.
    least_values
        How many values each withheld cell must keep.
    wide
        Cells that must keep more values than that.
    base
        What shown counts are rounded to.
    withheld_most
        What a reader knows a withheld count to be at most; None where nothing is known.
    floors
        Withheld cells that a reader knows to be at least this, from an earlier release.
    ceilings
        Withheld cells that a reader knows to be at most this, from an earlier release that was rounded.
    small_difference
        A difference of 1 up to this between two releases is a small count of its own.
    split
        The dimension that splits groups into cases and others, where there is one.
    sums
        Where sums stand, and how open withheld ones must stay.
    """

    policy: str = ""
    least_values: int = 2
    wide: Mapping[Codes, int] = field(default_factory=dict)
    base: int = 1
    withheld_most: int | None = None
    floors: Mapping[Codes, int] = field(default_factory=dict)
    ceilings: Mapping[Codes, int] = field(default_factory=dict)
    small_difference: int = 4
    split: Split | None = None
    sums: SumRule = field(default_factory=SumRule)

    def knows(self, least: int, finished: Finished) -> Known:
        """What a reader knows of withheld counts who takes them to be at least so much."""
        halves = may_be_none(finished, self.split)
        return Known(least, self.withheld_most, self.base, self.floors, self.ceilings, halves)
