"""A finding in words: what was seen, how sure it is, out of how many comparisons; never why."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oneplan.cells.cells import ANY, Characteristic
from oneplan.words.saying import say_amount, say_value, start_sentence

if TYPE_CHECKING:
    from oneplan.understand.intersections.findings import Told

Phrases = Mapping[str, str]
"""Words for outcomes by their name (`lonely`: “are often lonely”) and for levels (`sex=girl`: “girls”)."""


def name_group(characteristics: Sequence[Characteristic], levels: Sequence[int], *, phrases: Phrases) -> str:
    """The children whom a cell holds, in words.

    Examples
    --------
    >>> sex, year = Characteristic("sex", ("boy", "girl")), Characteristic("year", ("7", "8"))
    >>> name_group([sex, year], [1, 0], phrases={"sex=girl": "girls", "year=7": "in year 7"})
    'girls, in year 7'
    >>> name_group([sex, year], [1, 0], phrases={})
    'sex: girl, year: 7'
    """
    fixed = [
        (one, one.levels[level]) for one, level in zip(characteristics, levels, strict=True) if level != ANY
    ]
    said = [phrases.get(f"{one.name}={level}", f"{one.name}: {level}") for one, level in fixed]
    return ", ".join(said) or "all children"


def say_finding(told: "Told", *, phrases: Phrases) -> str:
    """A finding as a few short sentences.

    It says how large the gap is and how sure, beside whom, and how many comparisons were made. It never says
    that belonging to the group is the reason.
    """
    outcome = phrases.get(told.outcome, f"have “{told.outcome}”")
    more, away = ("more", "higher") if told.share > told.rest_share else ("fewer", "lower")
    sentences = [
        f"{start_sentence(told.group)}: {_per_cent(told.share)} {outcome}.",
        f"Of all other children, it is {_per_cent(told.rest_share)}.",
        f"That is a gap of {_points(told.gap)}. It is likely to lie from {_limits(told.lower, told.upper)}.",
        f"Of these {told.n:,} children, it is about {abs(told.excess):,.0f} {more} than if both were alike.",
        f"This is {away} than chance would explain given {told.comparisons:,} comparisons.",
    ]
    if told.also:
        others = "one other question" if len(told.also) == 1 else f"{len(told.also):,} other questions"
        sentences.append(f"The group is found on {others} too.")
    return " ".join([*sentences, *told.cautions])


def say_looked_at(*, groups: int, questions: int) -> str:
    """How much was looked at, to stand beside every finding.

    Examples
    --------
    >>> say_looked_at(groups=12420, questions=300)
    '12,420 groups × 300 questions looked at'
    """
    of = "group" if groups == 1 else "groups"
    return f"{groups:,} {of} × {questions:,} question{'' if questions == 1 else 's'} looked at"


def cautions_for(*, schools: int | None, few: int, strict: bool, answered: float) -> tuple[str, ...]:
    """What a reader has to be told beside a finding.

    Examples
    --------
    >>> cautions_for(schools=12, few=20, strict=True, answered=0.95)
    ('These children are in only 12 schools, so be careful.',)
    """
    said = []
    if schools is None:
        said.append("Nobody knows which schools these children are in, so it may look surer than it is.")
    elif schools < few:
        said.append(f"These children are in only {schools} schools, so be careful.")
    if not strict:
        said.append("A stricter test, which holds however groups overlap, does not find it.")
    if answered < 0.8:
        said.append("More than one in five of them gave no answer.")
    return tuple(said)


def _per_cent(share: float) -> str:
    return say_value(share * 100, decimals=1, unit="%")


def _points(gap: float) -> str:
    return say_amount(gap * 100, decimals=1, unit="points")


def _limits(lower: float, upper: float) -> str:
    return f"{say_value(lower * 100, decimals=1)} to {say_value(upper * 100, decimals=1)} points"
