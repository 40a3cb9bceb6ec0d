"""Turns what pupils said into the rows of a closed wave: their last answers, on the way that these lead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Literal

import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.closing.columns import NOT_ASKED, Column, columns_of, schema_of
from oneplan.listen.collection.store import Given, Sheet
from oneplan.listen.collection.way import codes_of, find_way, route_of
from oneplan.listen.definition.conditions import WAYS_OUT
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import codes_known
from oneplan.listen.waves.wave import Wave

AT_ONCE: Final = 1000
"""How many pupils a part has."""
Said = Given | Literal["not-asked"] | None
"""An answer; or that the question was not asked; or nothing: left blank, or never reached."""


def make_frames(sheets: Iterable[Sheet], *, asked: Questionnaire, wave: Wave) -> Iterator[pl.DataFrame]:
    """One row a pupil who answered anything, numbered in the order in which they come, a part at a time.

    Parameters
    ----------
    sheets
        What every pupil said, in an order drawn by lot.
    asked
        The questionnaire of the wave.
    wave
        In which versions “special” questions were asked, and whether all is made up.

    Raises
    ------
    NotValid
        Where an answer is none that the questionnaire knows; nothing is left out silently.
    """
    schema = schema_of(asked, synthetic=wave.demonstration)
    rows = enumerate(_rows(sheets, asked=asked, wave=wave), start=1)
    while part := [[number, *row] for number, row in islice(rows, AT_ONCE)]:
        yield pl.DataFrame(part, schema=schema, orient="row")


def _rows(sheets: Iterable[Sheet], *, asked: Questionnaire, wave: Wave) -> Iterator[list[object]]:
    columns = columns_of(asked)
    routes = {version: route_of(asked, wave, version=version) for version in asked.versions}
    known = {question.id: codes_known(asked, question) for question in asked.questions}
    made_up = [True] if wave.demonstration else []
    for sheet in sheets:
        if sheet.group.version not in routes:
            raise NotValid(f"There are answers to a version “{sheet.group.version}”, which is not asked.")
        said = _said(sheet, routes[sheet.group.version], known=known)
        if any(given is not None and given != NOT_ASKED and codes_of(given) for given in said.values()):
            about = [sheet.group.school, sheet.group.year, sheet.group.version, sheet.language, *made_up]
            yield [*about, *(_cell(column, said.get(column.question.id, NOT_ASKED)) for column in columns)]


def _said(sheet: Sheet, route: Sequence[Question], *, known: Mapping[str, frozenset[str]]) -> dict[str, Said]:
    """What was said to each question of the version; a pupil who went away never reached the later ones."""
    places = frozenset(find_way(route, sheet.answers))
    answered = [place for place in places if route[place].id in sheet.answers]
    reached = len(route) if sheet.state == "done" else max(answered, default=-1) + 1
    said: dict[str, Said] = {}
    for place, question in enumerate(route):
        on_the_way = place in places
        said[question.id] = NOT_ASKED if place < reached and not on_the_way else None
        if on_the_way and question.id in sheet.answers:
            said[question.id] = _checked(question, sheet.answers[question.id], known=known[question.id])
    return said


def _checked(question: Question, given: Given, *, known: frozenset[str]) -> Given:
    codes = codes_of(given)
    if "text" in given or "number" in given:
        is_known = question.kind == ("text" if "text" in given else "number")
        is_known = is_known and ("text" in given or codes <= known)
    else:
        is_known = codes <= (WAYS_OUT & known if question.kind in ("number", "text") else known)
        is_known = is_known and (len(codes) <= 1 or (question.kind == "several" and not codes & WAYS_OUT))
    if not is_known:
        raise NotValid(
            f"An answer to the question {question.id} is none that it has. Put back the questionnaire with "
            "which the wave was opened; nothing was removed."
        )
    return given


def _cell(column: Column, said: Said) -> object:
    """What stands in one column, by what was said to its question."""
    if said is None or isinstance(said, str):
        return said if column.holds in ("code", "why") else None
    codes = codes_of(said)
    way_out = next(iter(codes & WAYS_OUT), None)
    match column.holds:
        case "code":
            return next(iter(codes), None)
        case "why":
            return way_out
        case "number":
            return said.get("number")
        case "text":
            return said.get("text") or None
        case "tick":
            return column.code in codes if codes and not way_out else None
