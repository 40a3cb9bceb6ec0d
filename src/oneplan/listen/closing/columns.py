"""Which columns the file of a closed wave has, and what may stand in each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import own_codes

ABOUT: Mapping[str, pl.DataType] = {
    "pupil": pl.Int32(),
    "school": pl.String(),
    "year": pl.Int32(),
    "version": pl.String(),
    "language": pl.String(),
}
"""What is known of a pupil besides the answers; `pupil` is a number drawn by lot."""
SYNTHETIC = "synthetic"
"""A column that stands only where the answers are made up; true in every row."""
NOT_ASKED: Final = "not-asked"
"""Stands where the way through, or the version, did not lead to the question."""
Holds = Literal["code", "number", "tick", "text", "why"]
TYPES: Mapping[Holds, pl.DataType] = {
    "code": pl.String(),
    "number": pl.Int32(),
    "tick": pl.Boolean(),
    "text": pl.String(),
    "why": pl.String(),
}


@dataclass(frozen=True)
class Column:
    """One column of answers.

    Attributes
    ----------
    name
        As it stands in the file.
    question
        The question that it belongs to.
    holds
        A `code` of `one` or `scale`; a `number`; a `tick` of one answer of `several`; a `text`; or `why`
        there is no number, tick or text: a way out, or `not-asked`.
    code
        For a tick, which answer was ticked.
    """

    name: str
    question: Question
    holds: Holds
    code: str = ""


def columns_of(asked: Questionnaire) -> tuple[Column, ...]:
    """The columns of a questionnaire's answers, in the order of its questions.

    Raises
    ------
    NotValid
        Where two columns would have one name: a question called `school`, or `a.why` beside a number `a`.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> columns = columns_of(read_questionnaire(PACKAGED / "demonstration.yaml"))
    >>> [column.name for column in columns if column.question.id == "fruit-and-vegetables"]
    ['fruit-and-vegetables', 'fruit-and-vegetables.why']
    """
    columns = tuple(column for question in asked.questions for column in _of_question(asked, question))
    taken = {*ABOUT, SYNTHETIC}
    for column in columns:
        if column.name in taken:
            raise NotValid(
                f"The question {column.question.id} would make a second column “{column.name}” in the file "
                "of answers. Give it another id before the wave is opened."
            )
        taken.add(column.name)
    return columns


def schema_of(asked: Questionnaire, *, synthetic: bool = False) -> pl.Schema:
    """The type of each column of a closed wave, in their order; made-up answers have one column more."""
    made_up = {SYNTHETIC: pl.Boolean()} if synthetic else {}
    answers = {column.name: TYPES[column.holds] for column in columns_of(asked)}
    return pl.Schema({**ABOUT, **made_up, **answers})


def _of_question(asked: Questionnaire, question: Question) -> Iterator[Column]:
    match question.kind:
        case "one" | "scale":
            yield Column(question.id, question, "code")
        case "several":
            for code in own_codes(asked, question):
                yield Column(f"{question.id}.{code}", question, "tick", code)
            yield Column(f"{question.id}.why", question, "why")
        case "number" | "text":
            yield Column(question.id, question, question.kind)
            yield Column(f"{question.id}.why", question, "why")
