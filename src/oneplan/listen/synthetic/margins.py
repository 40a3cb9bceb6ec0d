"""The published figures that a made-up survey is held to: who was asked, and what share said yes."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Margin:
    """One published share: a question, the year groups it is about, and where it was published."""

    outcome: str
    words: str
    good: bool
    years: tuple[str, ...]
    percent: float
    source: str


@cache
def read_margins() -> tuple[Margin, ...]:
    """Every published share.

    Examples
    --------
    >>> [margin.percent for margin in read_margins() if margin.outcome == "late_to_bed"]
    [10.0, 25.0]
    """
    text = files("oneplan.listen.synthetic").joinpath("margins.csv").read_text(encoding="utf-8")
    return tuple(
        Margin(
            outcome=row["outcome"],
            words=row["words"],
            good=row["good"] == "yes",
            years=tuple(row["years"].split("|")),
            percent=float(row["percent"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def margins_by_outcome() -> dict[str, tuple[Margin, ...]]:
    """The shares of each question, in the order of the questions."""
    together: dict[str, list[Margin]] = {}
    for margin in read_margins():
        together.setdefault(margin.outcome, []).append(margin)
    return {outcome: tuple(margins) for outcome, margins in together.items()}
