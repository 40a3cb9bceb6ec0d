"""For whom answers differ: the engine of the intersections on what a survey's release shows, all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from oneplan.cells.cells import ANY, Characteristic
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.understand.intersections.find import Asked, found_in
from oneplan.understand.intersections.findings import SafeFinding, Told
from oneplan.understand.intersections.safe import SafeCounts
from oneplan.understand.intersections.shortlist import MOST_GROUPS, MOST_IN_COMMON
from oneplan.understand.survey.folding import NO_GROUPS, YEAR
from oneplan.understand.survey.items import Item, say_cases, say_question
from oneplan.understand.survey.released import Figures, Released
from oneplan.words.saying import say_amount, say_value

_LEVEL = 0.05
_FIGURES = ("group", "outcome", "n", "share", "rest_share", "gap", "lower", "upper", "excess")


@dataclass(frozen=True)
class Differences:
    """For whom answers differ, by topic: what may be shown.

    Attributes
    ----------
    by_topic
        At most so many findings a topic as were asked for, the largest first.
    looked_at
        “N groups × M questions looked at”.
    """

    by_topic: Mapping[str, tuple[SafeFinding, ...]]
    looked_at: str


def find_differences(released: Released, *, most: int = 3) -> Differences:
    """Find the groups of pupils whose answers differ from everybody else's by more than chance explains.

    Each group is compared with all other pupils who were asked. How many groups and questions were looked at
    is allowed for. A questionnaire does not say which answer is the better one, so a finding says higher or
    lower, and never better or worse. It never says why.

    Parameters
    ----------
    most
        Findings a topic.
    """
    items = tuple(item for item in released.items if not item.follows)
    counts = _counts(released, items)
    if counts is None:
        return Differences({}, "0 groups × 0 questions looked at")
    found = found_in(counts, Asked((), _LEVEL, MOST_GROUPS, MOST_IN_COMMON, {}))
    topics = {item.id: item.topic for item in items}
    tests = dict(zip(found.questions["outcome"], found.questions["groups"], strict=True))
    listed: dict[str, list[SafeFinding]] = {}
    for row in found.frame.filter("across", "stated").iter_rows(named=True):
        told = _told(row, comparisons=int(tests[row["outcome"]]))
        if not NO_GROUPS & set(told.levels.values()):
            listed.setdefault(topics[told.outcome], []).append(_finding(released, told))
    return Differences({topic: _largest(of, most) for topic, of in listed.items()}, found.looked_at)


def _largest(findings: Sequence[SafeFinding], most: int) -> tuple[SafeFinding, ...]:
    """The largest of each question: who says yes and who says no are two sides of one difference."""
    ordered = sorted(findings, key=_surely, reverse=True)
    firsts: dict[str, SafeFinding] = {}
    for one in ordered:
        firsts.setdefault(one.told.outcome, one)
    return tuple(firsts.values())[:most]


def _told(row: Mapping[str, Any], *, comparisons: int) -> Told:
    levels = {name.removeprefix("is_"): of for name, of in row.items() if name.startswith("is_") and of}
    figures = {name: row[name] for name in _FIGURES}
    return Told(levels=levels, comparisons=comparisons, also=(), cautions=(), **figures)


def _surely(finding: SafeFinding) -> float:
    """How large the gap is at least, whichever way it goes."""
    return min(abs(finding.told.lower), abs(finding.told.upper))


def _finding(released: Released, told: Told) -> SafeFinding:
    item = next(one for one in released.items if one.id == told.outcome)
    who = say_pupils(released, told.levels)
    share, rest = (say_value(of * 100, decimals=0, unit="%") for of in (told.share, told.rest_share))
    lower, upper = sorted((abs(told.lower) * 100, abs(told.upper) * 100))
    gap = say_amount(told.gap * 100, decimals=1, unit="points")
    says = (
        f"{say_question(released.asked, item)} Of {who}, {share} said {say_cases(released.asked, item)}. "
        f"Of all other pupils, {rest} did. The gap is {gap}, "
        f"and likely to lie from {say_value(lower, decimals=1)} to {say_value(upper, decimals=1)}."
    )
    return SafeFinding(replace(told, group=who), says)


def say_pupils(released: Released, levels: Mapping[str, str]) -> str:
    """The pupils at a level of a characteristic, or at those of two, in words."""
    answers = [_say_answer(released, name, level=level) for name, level in levels.items() if name != YEAR]
    said = f"pupils who said {' and '.join(answers)}" if answers else "pupils"
    return f"{said} in {levels[YEAR].lower()}" if YEAR in levels else said


def _say_answer(released: Released, name: str, *, level: str) -> str:
    question = released.asked.by_id[name]
    return f"“{level}” to “{question.asks.in_version(question.versions[0])}”"


def _counts(released: Released, items: Sequence[Item]) -> SafeCounts | None:
    names = [YEAR, *released.characteristics]
    levels = {
        name: tuple(sorted({level for item in items for level in released.levels_of(item, name)}))
        for name in names
    }
    characteristics = tuple(Characteristic(name, levels[name]) for name in names if levels[name])
    if not characteristics or not items:
        return None
    groups = list(_groups(released, items, levels=levels))
    fixed = np.full((1 + len(groups), len(characteristics)), ANY, np.int16)
    figures = np.zeros((1 + len(groups), len(items), 2), np.int32)
    at = {one.name: place for place, one in enumerate(characteristics)}
    for column, item in enumerate(items):
        figures[0, column] = released.in_place(item, TOTAL) or (0, 0)
    for row, group in enumerate(groups, start=1):
        for name, level in group.items():
            fixed[row, at[name]] = levels[name].index(level)
        for column, item in enumerate(items):
            figures[row, column] = _shown(released, item, group) or (0, 0)
    return SafeCounts(
        characteristics,
        tuple(item.id for item in items),
        fixed,
        np.ascontiguousarray(figures[:, :, 0]),
        np.ascontiguousarray(figures[:, :, 1]),
    )


def _groups(
    released: Released, items: Sequence[Item], *, levels: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, str]]:
    """Every level alone, then every crossing that any table shows."""
    for name, of in levels.items():
        yield from ({name: level} for level in of)
    for pair in released.crossings:
        every = {both for item in items for both in released.levels_in_crossing(item, pair)}
        known = [set(levels[name]) for name in pair]
        yield from (
            dict(zip(pair, both, strict=True))
            for both in sorted(every)
            if both[0] in known[0] and both[1] in known[1]
        )


def _shown(released: Released, item: Item, group: Mapping[str, str]) -> Figures | None:
    names, levels = tuple(group), tuple(group.values())
    if len(names) == 1:
        return released.in_group(item, names[0], level=levels[0])
    return released.in_crossing(item, (names[0], names[1]), levels=(levels[0], levels[1]))
