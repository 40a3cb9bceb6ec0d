"""Chooses which of the words that a person passed for quoting a report shows, and says them there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from oneplan.listen.closing.closed import Closed
from oneplan.listen.closing.columns import NOT_ASKED
from oneplan.listen.closing.quoted import Quote
from oneplan.listen.definition.questions import Question
from oneplan.listen.safeguarding.quoting import LEAST_PUPILS
from oneplan.publish.survey.parts import Heading, Part, Quoted, Words

TITLE = "What pupils said, in their own words"
PASSED = (
    "A person has read each of these, and found that it tells of nobody. Whatever could lead to somebody was "
    "taken out. The spelling is theirs. Not all that was written stands here, and the order says nothing."
)
MOST_OF_ALL = 20
"""So many words to one question stand in the report on all schools; those of a school are in its own."""


@dataclass(frozen=True)
class Answered:
    """What pupils wrote in answer to one question.

    Attributes
    ----------
    question
        As it was asked.
    texts
        Their words, in an order drawn by lot when the wave was closed.
    """

    question: str
    texts: tuple[str, ...]


def choose_quotes(closed: Closed, quotes: Sequence[Quote], *, school: str = "") -> tuple[Answered, ...]:
    """The words that may stand in a report: of one school, or of all without saying which.

    A question stands there where 30 pupils or more were asked it, in that school or in all of them. No word
    has a year or a version.

    Parameters
    ----------
    closed
        The wave.
    quotes
        What a person passed for quoting.
    school
        The id of a school; all schools when left out.
    """
    frame = closed.frame.filter(school=school) if school else closed.frame
    mine = [one for one in quotes if one.school == school or not school]
    return tuple(
        Answered(_say_question(question, frame), found if school else found[:MOST_OF_ALL])
        for question in closed.asked.questions
        if question.kind == "text" and _count_asked(question, frame) >= LEAST_PUPILS
        if (found := tuple(one.text for one in mine if one.question == question.id))
    )


def say_quotes(answered: Sequence[Answered]) -> Iterator[Part]:
    """The part of a report that has what pupils wrote; nothing where nothing may be quoted."""
    if not answered:
        return
    yield Heading(TITLE)
    yield Words(PASSED)
    for one in answered:
        yield Heading(one.question, level=2)
        yield Quoted(one.texts)


def _count_asked(question: Question, frame: pl.DataFrame) -> int:
    """How many pupils the question was put before, by their version and their way."""
    return frame.filter(pl.col(f"{question.id}.why").ne_missing(NOT_ASKED)).height


def _say_question(question: Question, frame: pl.DataFrame) -> str:
    """The question in the words of the first version that these pupils had."""
    had = set(frame["version"].unique())
    version = next((one for one in question.versions if one in had), question.versions[0])
    return question.asks.in_version(version)
