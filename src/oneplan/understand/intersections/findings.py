"""What was found, and what may be done with it: from raw counts it stays inside, a safe one may be shown."""

from dataclasses import dataclass

import polars as pl

NEVER_SAID = "It does not say why, and other things about these children may be the reason."
"""What stands below every list of findings."""


@dataclass(frozen=True)
class Told:
    """One finding in figures.

    Attributes
    ----------
    group, outcome
        Who, in words, and on which question.
    levels
        The level that the group fixes of each characteristic that it fixes.
    n, share
        Children of the group who answered, and the share of these with the outcome.
    rest_share
        The same of all other children.
    gap, lower, upper
        In shares, with its 95% interval; positive means worse for the group.
    excess
        Children more (or fewer, where the outcome is a good one) than if the group were like the rest.
    comparisons
        Groups looked at on this question.
    also
        Other questions on which the same group is found.
    cautions
        Sentences that a reader has to be told.
    """

    group: str
    outcome: str
    levels: dict[str, str]
    n: int
    share: float
    rest_share: float
    gap: float
    lower: float
    upper: float
    excess: float
    comparisons: int
    also: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A finding from raw counts: it stays inside."""

    told: Told
    sentence: str


@dataclass(frozen=True)
class SafeFinding:
    """A finding from a table that the gate has made: what it says can be worked out from what is shown."""

    told: Told
    sentence: str


@dataclass(frozen=True)
class Findings:
    """All that is found in raw counts: it stays inside.

    Attributes
    ----------
    frame
        One row a found gap whose group adds to each of its parents, in the order of the ranking.
    short_list
        At most twenty groups with their sentences; on one question no child is in two of them.
    questions
        One row an outcome: groups looked at, what was found, and what could have been found.
    looked_at
        “N groups × M questions looked at”.
    left_out
        Found gaps whose group adds nothing to a larger one.
    """

    frame: pl.DataFrame
    short_list: tuple[Finding, ...]
    questions: pl.DataFrame
    looked_at: str
    left_out: int


@dataclass(frozen=True)
class SafeFindings:
    """All that is found in tables that the gate has made; the fields are those of `Findings`."""

    frame: pl.DataFrame
    short_list: tuple[SafeFinding, ...]
    questions: pl.DataFrame
    looked_at: str
    left_out: int
