"""Takes a closed wave through the gate: each question by place and by who pupils are, and all its answers."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from oneplan.disclosure.policies import Policy, find_policy
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotFound, NotSafe, NotValid
from oneplan.listen.closing.closed import Closed
from oneplan.listen.response.roll import Roll
from oneplan.understand.survey.counting import (
    Counted,
    Truths,
    code_pupils,
    say_answers,
    who_said_so,
    who_was_asked,
)
from oneplan.understand.survey.folding import YEAR
from oneplan.understand.survey.gating import (
    ANSWER,
    REST,
    SAID,
    Column,
    Gated,
    Room,
    check_large,
    gate,
    known_cells,
    make_answers,
    make_column,
    write_pairs,
)
from oneplan.understand.survey.grouping import Crossings, find_crossings, gate_groups
from oneplan.understand.survey.items import Item, is_the_year, list_characteristics, list_items
from oneplan.understand.survey.places import Places, find_places
from oneplan.understand.survey.released import PLACES, WHOLE, Released

Progress = Callable[[int, int], None]
"""Told how many questions are done, and of how many."""
PLACE, VERSION = "place", "version"
_HANGS = "It is asked only after some answers to another question, and not all of those can be shown."


@dataclass(frozen=True, eq=False)
class _Desk:
    """What lies before us while one item after the other is worked on."""

    closed: Closed
    counted: Counted
    room: Room
    place: Column
    version: Column
    groups: dict[str, Column]
    crossings: Crossings | None

    @property
    def least(self) -> int:
        """The smallest count that may be shown."""
        return self.room.policy.withhold_to + 1


def release_survey(
    closed: Closed,
    roll: Roll,
    *,
    policy: Policy | None = None,
    partners: Sequence[Sequence[str]] = (),
    characteristics: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Released:
    """Take all that a report says of a closed wave through the gate.

    For each question it is counted who gave the answers that count, of all who were asked: who gave no answer
    is among the others, since in most schools they are too few to be shown. Each question has one table of
    places and years together, one for each characteristic, or for two where these are crossed, and one of all
    its answers. Tables of one question share the totals of its versions alone, crossings the first
    characteristic, tables of one place its number of pupils, and these are shown in all of them or the table
    does not go out: so none tells what another withholds.

    Parameters
    ----------
    closed
        A closed wave.
    roll
        The schools, with names and districts.
    policy
        The rules; `survey` when left out.
    partners
        Groups of school ids that want one report together.
    characteristics
        Questions that say who pupils are; those of the first topic when left out. The first one is crossed
        with those that come next.

    Raises
    ------
    NotValid
        When no version has answers enough, or schools cannot be counted together.
    NotFound
        When a characteristic is no question with one choice.

    Examples
    --------
    >>> from oneplan.listen.synthetic.closed import make_closed
    >>> from oneplan.listen.synthetic.roll import make_roll
    >>> roll = make_roll(schools=24)
    >>> closed = make_closed(pupils=900, schools=12, roll=roll)
    >>> released = release_survey(closed, roll, characteristics=["sex"])
    >>> released.is_synthetic, "happy" in {item.id for item in released.items}
    (True, True)
    """
    rules = policy or find_policy("survey")
    who = list_characteristics(closed.asked) if characteristics is None else tuple(characteristics)
    _check_characteristics(closed, who)
    places = find_places(closed.frame, roll.schools, policy=rules, partners=partners)
    if not places.units:
        raise NotValid(
            f"No version has {rules.least_area} answers from {rules.least_schools} schools, so nothing can "
            "be shown of this wave. Keep it, and ask more schools next time."
        )
    items = list_items(closed.asked, characteristics=who)
    tables: dict[str, dict[str, Gated]] = {}
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        desk = _sit_down(closed, places, who=who, policy=rules, folder=Path(folder))
        tables.update(_everybody(desk, who))
        for done, item in enumerate(items):
            if progress:
                progress(done, len(items))
            try:
                tables.update(_tables_of(desk, item, so_far=tables))
            except NotSafe as error:
                left_out[item.id] = str(error)
    took_part = dict(closed.frame["school"].value_counts().iter_rows())
    return Released(closed.asked, places, who, tables, left_out, took_part, closed.is_synthetic, rules)


def _check_characteristics(closed: Closed, names: Sequence[str]) -> None:
    for name in names:
        question = closed.asked.by_id.get(name)
        if question is None or question.kind not in ("one", "scale") or question.ask_if:
            raise NotFound(
                f"“{name[:60]}” is no question with one choice that everybody is asked. Name another one."
            )


def _sit_down(closed: Closed, places: Places, *, who: Sequence[str], policy: Policy, folder: Path) -> _Desk:
    least = policy.withhold_to + 1
    counted = code_pupils(closed, places, characteristics=who, least=least)
    room = Room(policy, folder, {PLACE: write_pairs(places.pairs, folder / "places.csv")})
    return _Desk(
        closed,
        counted,
        room,
        make_column(PLACE, counted.place, pairs=places.pairs),
        make_column(VERSION, counted.version),
        {name: make_column(name, levels) for name, levels in counted.groups.items()},
        find_crossings(counted.groups, versions=counted.version, room=room, least=least),
    )


def _tables_of(
    desk: _Desk, item: Item, *, so_far: dict[str, dict[str, Gated]]
) -> dict[str, dict[str, Gated]]:
    """The tables of an item, and of its question where they are not there yet."""
    asked = who_was_asked(desk.counted, item)
    said = who_said_so(desk.counted, item)[asked]
    check_large(said, least=desk.least)
    if item.follows:
        made = {item.id: {PLACES: _of_versions(desk, asked, said=said, hangs_on=_wholes(item, so_far))}}
    else:
        made = {item.id: _of_places(desk, asked, said=said)}
        made[item.id] |= gate_groups(desk.groups, desk.crossings, asked=asked, said=said, room=desk.room)
    if not item.is_ticked:
        made[item.id] |= dict(_of_answers(desk, item.question, asked=asked))
    return made


def _everybody(desk: _Desk, who: Sequence[str]) -> Iterator[tuple[str, dict[str, Gated]]]:
    """All answers to the questions that say who pupils are, and to those that only lead to others."""
    for question in desk.closed.asked.questions:
        asked = np.asarray(desk.counted.version.is_in(list(question.versions)).to_numpy())
        if asked.any() and (question.id in who or is_the_year(question)):
            yield question.id, dict(_of_answers(desk, question.id, asked=asked))


def _of_places(desk: _Desk, asked: Truths, *, said: Truths) -> dict[str, Gated]:
    """Places and years: in two tables where nothing of a year or a version is withheld, else in one."""
    place, year, answers = desk.place.of(asked), desk.groups[YEAR].of(asked), make_answers(said)
    large, there = _large(desk, asked, said=said), len(np.unique(desk.version.places[asked]))
    if len(large) > there:
        alone = gate([year, answers], [(YEAR, ANSWER)], room=desk.room)
        if alone.is_whole:
            must = (
                *known_cells(place, at=0, of=2),
                *((code, half) for code in large for half in (SAID, REST)),
            )
            return {
                PLACES: gate([place, answers], [(PLACE, ANSWER)], room=desk.room, must_show=must),
                YEAR: alone,
            }
    must = (
        *known_cells(place, at=0, of=3),
        *known_cells(year, at=1, of=3),
        *((code, TOTAL, half) for code in large for half in (SAID, REST)),
    )
    tables = [(PLACE, ANSWER), (YEAR, ANSWER)]
    return {PLACES: gate([place, year, answers], tables, room=desk.room, must_show=must)}


def _large(desk: _Desk, asked: Truths, *, said: Truths) -> list[str]:
    """All versions together, and those of which both answers are large enough to be shown."""
    version = desk.version.of(asked)
    codes = version.dimension.codes
    some = np.bincount(version.places[said], minlength=len(codes))
    rest = np.bincount(version.places[~said], minlength=len(codes))
    return [TOTAL, *(code for code, a, b in zip(codes, some, rest, strict=True) if min(a, b) >= desk.least)]


def _of_versions(desk: _Desk, asked: Truths, *, said: Truths, hangs_on: Sequence[Gated | None]) -> Gated:
    """What follows on other answers is told of whole versions alone, and only where those answers are out."""
    put = np.bincount(desk.version.places[asked], minlength=len(desk.version.dimension.codes))
    left = np.bincount(desk.version.places[~asked], minlength=len(put))
    few = (left[put > 0] > 0) & (left[put > 0] < desk.least)
    if few.any() or not all(one is not None and VERSION in one.table.dimensions for one in hangs_on):
        raise NotSafe(_HANGS)
    place = make_column(PLACE, desk.counted.version.filter(pl.Series(asked)))
    made = gate([place, make_answers(said)], [(PLACE, ANSWER)], room=replace(desk.room, hierarchies={}))
    if not made.is_whole:
        raise NotSafe(_HANGS)
    return made


def _wholes(item: Item, so_far: dict[str, dict[str, Gated]]) -> list[Gated | None]:
    return [so_far.get(question, {}).get(WHOLE) for question in item.follows]


def _of_answers(desk: _Desk, question: str, *, asked: Truths) -> Iterator[tuple[str, Gated]]:
    """All answers to a question, by version or else of everybody: shown whole, or not at all."""
    codes = say_answers(desk.counted, question).filter(pl.Series(asked))
    version, answers = desk.version.of(asked), make_column(ANSWER, codes)
    for columns, table in (([version, answers], (VERSION, ANSWER)), ([answers], (ANSWER,))):
        with suppress(NotSafe):
            made = gate(columns, [table], room=desk.room, is_rate=False)
            if made.is_whole:
                yield WHOLE, made
                return
