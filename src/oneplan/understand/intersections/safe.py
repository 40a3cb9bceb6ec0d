"""Findings that may be shown: the same functions on a table that the gate has made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oneplan.cells.cells import ANY, Characteristic
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotFound, NotValid
from oneplan.understand.intersections.find import Asked, found_in
from oneplan.understand.intersections.findings import SafeFinding, SafeFindings
from oneplan.understand.intersections.saying import say_finding
from oneplan.understand.intersections.shortlist import MOST_GROUPS, MOST_IN_COMMON

_UNKNOWN_HERE = ["hidden", "hidden_lower", "hidden_upper"]


@dataclass(frozen=True)
class SafeCounts:
    """The counts of each question that safe tables show; what they withhold is no child at all."""

    characteristics: tuple[Characteristic, ...]
    outcomes: tuple[str, ...]
    levels: NDArray[np.int16]
    n: NDArray[np.int32]
    cases: NDArray[np.int32]
    schools: None = None
    weights: None = None


def find_safe_gaps(
    table: SafeTable,
    *,
    question: str,
    cases: Sequence[str],
    answered: Sequence[str] = (),
    wide: Mapping[str, Collection[str]] | None = None,
    good: bool = False,
    level: float = 0.05,
    phrases: Mapping[str, str] | None = None,
) -> SafeFindings:
    """Find gaps in what a released table shows, so that nothing more than the table is told.

    A group is looked at where the table shows it with each of the answers that count; a group beside a
    withheld parent is left out, since nobody can see whether it adds to it. A table says nothing of schools,
    so each sentence says that it may look surer than it is.

    Parameters
    ----------
    table
        From the gate; one of its columns holds the answers.
    question
        That column.
    cases
        The answers in it that count as a case.
    answered
        The answers of those who are counted at all, for example without “No answer”; everybody where none is
        named.
    wide
        For a column whose codes lie inside each other, those that hold others: they are left out.
    good
        Whether everybody wants this outcome.
    level, phrases
        As in `oneplan.find_gaps`; the outcome is called by the name of the question.

    Returns
    -------
    SafeFindings
        What may be shown. It has no hidden part: what is withheld leaves the main effects open.

    Raises
    ------
    NotFound, NotValid
        When the table has no such column or answer, shows no total, or its codes lie inside each other.
    """
    counts = safe_counts(table, question=question, cases=cases, answered=answered, wide=wide)
    good_ones = (question,) if good else ()
    found = found_in(counts, Asked(good_ones, level, MOST_GROUPS, MOST_IN_COMMON, phrases or {}))
    rounded = (f"All counts are rounded to {table.base}.",) if table.base > 1 else ()
    told = tuple(replace(one, cautions=(*one.cautions, *rounded)) for one in found.told)
    return SafeFindings(
        found.frame.drop(_UNKNOWN_HERE),
        tuple(SafeFinding(one, say_finding(one, phrases=phrases or {})) for one in told),
        found.questions,
        found.looked_at,
        found.left_out,
    )


def safe_counts(
    table: SafeTable,
    *,
    question: str,
    cases: Sequence[str],
    answered: Sequence[str] = (),
    wide: Mapping[str, Collection[str]] | None = None,
) -> SafeCounts:
    """The counts of one question in a safe table, for any function that takes `Counts`."""
    if question not in table.dimensions:
        raise NotFound(f"The table has no column {question!r}; it has {', '.join(table.dimensions)}.")
    at = table.dimensions.index(question)
    answers = {codes[at] for codes in table.cells}
    missing = [each for each in (*cases, *answered) if each not in answers]
    if missing or not cases:
        raise NotFound(
            f"Name answers of {question!r} that count; the table has {', '.join(sorted(answers))}."
        )
    names = [name for name in table.dimensions if name != question]
    left_out = [set((wide or {}).get(name, ())) - {TOTAL} for name in names]
    every = {_without(codes, at) for codes in table.cells}
    groups = sorted(
        (one for one in every if not any(code in out for code, out in zip(one, left_out, strict=True))),
        key=_headline_first,
    )
    if not groups or set(groups[0]) != {TOTAL}:
        raise NotValid("The table shows no total of all children; release it with its totals.")
    characteristics = tuple(
        Characteristic(name, tuple(sorted({codes[place] for codes in groups} - {TOTAL})))
        for place, name in enumerate(names)
    )
    of = answered or (TOTAL,)
    shown = [_shown(table, group, at=at, cases=cases, of=of) for group in groups]
    made = SafeCounts(
        characteristics,
        (question,),
        _levels(groups, characteristics),
        np.array([[n] for n, _ in shown], dtype=np.int32),
        np.array([[some] for _, some in shown], dtype=np.int32),
    )
    _check(made)
    return made


def _without(codes: tuple[str, ...], at: int) -> tuple[str, ...]:
    return (*codes[:at], *codes[at + 1 :])


def _headline_first(group: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return sum(code != TOTAL for code in group), group


def _shown(
    table: SafeTable, group: tuple[str, ...], *, at: int, cases: Sequence[str], of: Sequence[str]
) -> tuple[int, int]:
    """Children of a group and cases among them; none where one of the figures is withheld."""
    figures = {code: table.find_value((*group[:at], code, *group[at:])) for code in (*of, *cases)}
    known = {code: figure for code, figure in figures.items() if figure is not None}
    if len(known) < len(figures):
        return 0, 0
    whole = sum(known[code] for code in of)
    # Rounded one by one, the parts of a whole can come out above it.
    return whole, min(sum(known[code] for code in cases), whole)


def _levels(
    groups: Sequence[tuple[str, ...]], characteristics: Sequence[Characteristic]
) -> NDArray[np.int16]:
    places = [{TOTAL: ANY} | {code: k for k, code in enumerate(each.levels)} for each in characteristics]
    return np.array(
        [[place[code] for place, code in zip(places, group, strict=True)] for group in groups], dtype=np.int16
    )


def _check(counts: SafeCounts) -> None:
    if counts.n[0, 0] == 0:
        raise NotValid("The table withholds the total of all children, so nothing can be compared with it.")
    single = (counts.levels != ANY).sum(axis=1) == 1
    for place, one in enumerate(counts.characteristics):
        mine = single & (counts.levels[:, place] != ANY)
        if counts.n[mine, 0].sum() > 1.2 * counts.n[0, 0]:
            raise NotValid(
                f"The codes of {one.name} lie inside each other, so children are counted more than once; "
                "release a table with one layer of them."
            )
