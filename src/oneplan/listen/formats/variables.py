"""Says of every column of an export what it is called, what it asks, and what its values mean."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from oneplan.errors import NotFound
from oneplan.listen.closing.columns import ABOUT, NOT_ASKED, SYNTHETIC, Column, columns_of
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.wording import EVERY, Wording

MISSING: Mapping[str, int] = {NOT_ASKED: -7, DONT_KNOW: -8, RATHER_NOT: -9}
"""The numbers that stand for no answer; left blank, and never reached, is empty."""
_ABOUT = {
    "pupil": "A number drawn by lot",
    "school": "School",
    "year": "School year",
    "version": "Version of the questionnaire",
    "language": "Language in which it was answered",
    SYNTHETIC: "Made up: no child gave these answers",
}


@dataclass(frozen=True)
class Variable:
    """One column of an export for statistics programs.

    Attributes
    ----------
    name
        The name of the column in the closed wave.
    label
        What was asked, or what it is.
    column
        The column of answers; nothing for what is known of a pupil besides the answers.
    values
        For coded answers, the number of each code and what it says; missing ones are in `MISSING`.
    """

    name: str
    label: str
    column: Column | None = None
    values: Mapping[str, tuple[int, str]] | None = None


def variables_of(
    asked: Questionnaire, *, names: Collection[str], texts: Collection[str] = ()
) -> list[Variable]:
    """The variables of a closed wave, without free texts that were not asked for by name.

    Parameters
    ----------
    asked
        The questionnaire.
    names
        The columns that the wave has.
    texts
        The questions whose free texts are wanted.

    Raises
    ------
    NotFound
        When one of these takes no free text.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> found = variables_of(asked, names=["pupil", "home-safe", "best-thing"])
    >>> [(one.name, one.label) for one in found]
    [('pupil', 'A number drawn by lot'), ('home-safe', 'Do you feel safe at home?')]
    """
    known = [question.id for question in asked.questions if question.kind == "text"]
    for text in texts:
        if text not in known:
            there = ", ".join(known) or "none"
            raise NotFound(f"The question “{text}” takes no free text. Those that do: {there}.")
    about = [Variable(name, _ABOUT[name]) for name in (*ABOUT, SYNTHETIC) if name in names]
    answers = [
        _of_column(asked, column)
        for column in columns_of(asked)
        if column.name in names and (column.holds != "text" or column.question.id in texts)
    ]
    return [*about, *answers]


def words_of(wording: Wording) -> str:
    """Words in one line: those of all versions, else of the first."""
    said = wording.says.get(EVERY) or next(iter(wording.says.values()))
    return " ".join(said.split())


def missing_labels(asked: Questionnaire) -> dict[int, str]:
    """What the numbers of `MISSING` say."""
    return {
        MISSING[NOT_ASKED]: "Not asked",
        MISSING[DONT_KNOW]: words_of(asked.dont_know),
        MISSING[RATHER_NOT]: words_of(asked.rather_not),
    }


def _of_column(asked: Questionnaire, column: Column) -> Variable:
    question = column.question
    label = words_of(question.asks)
    choices = asked.choices_of(question)
    if column.holds == "tick":
        choice = next(choice for choice in choices if choice.code == column.code)
        values = {"false": (0, "Not chosen"), "true": (1, "Chosen")}
        return Variable(column.name, f"{words_of(choice.says)} ({label})", column, values)
    if column.holds == "code":
        values = {
            choice.code: (place, words_of(choice.says)) for place, choice in enumerate(choices, start=1)
        }
        return Variable(column.name, label, column, values)
    if column.holds == "why":
        return Variable(column.name, f"Why there is no answer ({label})", column, {})
    return Variable(column.name, label, column)
