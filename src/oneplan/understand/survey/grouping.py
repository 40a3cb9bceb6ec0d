"""Takes a question by who pupils are through the gate: a table for each characteristic, or two crossed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotSafe
from oneplan.understand.survey.crossing import (
    CROSS,
    LEFT,
    MOST_CROSSINGS,
    OTHERS,
    cross_levels,
    join_rare,
    level_of,
    pairs_of_levels,
)
from oneplan.understand.survey.folding import NO_GROUPS, YEAR
from oneplan.understand.survey.gating import (
    ANSWER,
    REST,
    SAID,
    Cell,
    Column,
    Gated,
    Room,
    gate,
    known_cells,
    make_answers,
    make_column,
    write_pairs,
)

_TOLD, _ALONE = 1e9, 2e9
"""More than any count, for what a report tells of two characteristics, and of one alone."""
Truths = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Crossings:
    """What the first characteristic is crossed with.

    Attributes
    ----------
    first
        The column of the first characteristic, with its rare levels joined.
    others
        By name, the columns of the others, with the codes of `cross_levels`.
    room
        Where the gate works, with the hierarchies of these columns.
    """

    first: Column
    others: Mapping[str, Column]
    room: Room


def find_crossings(
    groups: Mapping[str, pl.Series], *, versions: pl.Series, room: Room, least: int
) -> Crossings | None:
    """The crossings of characteristics that tell of no small group; nothing where there are none."""
    names = [name for name in groups if name != YEAR]
    if not names:
        return None
    first = join_rare(groups[names[0]])
    codes = {
        other: crossed
        for other in names[1 : 1 + MOST_CROSSINGS]
        if (crossed := cross_levels(first, groups[other], versions=versions, least=least)) is not None
    }
    pairs = {other: pairs_of_levels(crossed) for other, crossed in codes.items()}
    files = {
        other: write_pairs(of, room.folder / f"crossed-{number}.csv")
        for number, (other, of) in enumerate(pairs.items())
    }
    return Crossings(
        make_column(names[0], first),
        {other: make_column(other, crossed, pairs=pairs[other]) for other, crossed in codes.items()},
        replace(room, hierarchies=files),
    )


def gate_groups(
    groups: Mapping[str, Column], crossings: Crossings | None, *, asked: Truths, said: Truths, room: Room
) -> Iterator[tuple[str, Gated]]:
    """The tables of a question by who pupils are: each characteristic alone, or crossed with the first one.

    All crossings share the first characteristic. They go out where every answer by its levels is out: then
    nothing that one of them withholds has to do with what another one withholds, since any answers that fit
    the one fit with any that fit the other. What cannot be crossed has a table of its own, so that a crossing
    takes nothing away.

    Parameters
    ----------
    asked
        (pupils) who was asked.
    said
        (pupils who were asked) who gave an answer that counts.
    """
    first: Column | None = None
    for name in groups:
        if name == YEAR:
            continue
        other = crossings.others[name].of(asked) if crossings and name in crossings.others else None
        if crossings and first and other and len(other.used) > 1:
            with suppress(NotSafe):
                crossed = _cross(first, other, said=said, room=crossings.room)
                yield f"{first.dimension.name}{CROSS}{name}", crossed
                continue
        # One characteristic of which nothing can be shown takes nothing from the others.
        with suppress(NotSafe):
            alone = _gate_alone(groups[name].of(asked), said, room=room)
            yield name, alone
            if crossings and name == crossings.first.dimension.name:
                first = _if_known(crossings.first.of(asked), alone)


def _gate_alone(column: Column, said: Truths, *, room: Room) -> Gated:
    must = [*known_cells(column, at=0, of=2), (TOTAL, SAID), (TOTAL, REST)]
    return gate([column, make_answers(said)], [(column.dimension.name, ANSWER)], room=room, must_show=must)


def _if_known(first: Column, alone: Gated) -> Column | None:
    """The first characteristic where several of its levels were asked, and what each of them said is out."""
    used = first.used
    halves = [
        alone.table.find_value((level, half)) for level in used for half in (SAID, REST) if level != OTHERS
    ]
    return None if len(used) == 1 or None in halves else first


def _cross(first: Column, other: Column, *, said: Truths, room: Room) -> Gated:
    bases, withheld = _sort_bases(first, other)
    answers = make_answers(said)
    halves = known_cells(answers, at=1, of=2)
    names = (first.dimension.name, other.dimension.name)
    known = np.flatnonzero(np.bincount(2 * first.places + said)).tolist()
    return gate(
        [first, other, answers],
        [(*names, ANSWER)],
        room=room,
        must_show=[
            *((*base, TOTAL) for base in bases),
            *((TOTAL, *half) for half in halves),
            *((first.dimension.codes[at // 2], TOTAL, SAID if at % 2 else REST) for at in known),
        ],
        withhold=[(*base, half) for base in withheld for half in (TOTAL, SAID, REST)],
        worth=_worth_of(first, other, said=said),
    )


def _sort_bases(first: Column, other: Column) -> tuple[list[Cell], list[Cell]]:
    """The groups whose number of pupils is shown with every question, and those of which nothing ever is."""
    every: dict[Cell, None] = {}
    withheld: dict[Cell, None] = {}
    many = len(other.dimension.codes)
    for number in np.flatnonzero(np.bincount(first.places * many + other.places)).tolist():
        level, code = first.dimension.codes[number // many], other.dimension.codes[number % many]
        for upper in other.dimension.all_above(code):
            every |= {(level, upper): None, (TOTAL, upper): None}
            if code.endswith(LEFT) and upper != TOTAL:
                withheld[level, upper] = None
    return [cell for cell in every if cell not in withheld], list(withheld)


def _worth_of(first: Column, other: Column, *, said: Truths) -> dict[Cell, float]:
    """What a report tells goes out before what it does not: of one characteristic, then of two."""
    found: dict[Cell, float] = {}
    many = len(other.dimension.codes)
    for half, who in ((SAID, said), (REST, ~said)):
        counts = np.bincount(first.places[who] * many + other.places[who])
        for number in np.flatnonzero(counts).tolist():
            level, code = first.dimension.codes[number // many], other.dimension.codes[number % many]
            pupils, alone = float(counts[number]), (TOTAL, level_of(code), half)
            found[alone] = found.get(alone, _ALONE) + pupils
            if level != OTHERS and not code.endswith(LEFT) and level_of(code) not in NO_GROUPS:
                found[level, code, half] = _TOLD + pupils
    return found
