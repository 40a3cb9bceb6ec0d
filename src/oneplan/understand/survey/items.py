"""What is counted of each question of a survey: which of its answers count, and how they are said."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from oneplan.listen.definition.conditions import mentioned_in
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Item:
    """One thing that is counted: of all pupils who were asked a question, those who gave certain answers.

    Attributes
    ----------
    id
        The question's id; of an answer to `several`, `question.code`, which is its column too.
    question
        The question's id.
    topic
        The topic's id.
    cases
        The codes that count. Of all that a question offers, those that are the higher half of a scale, a yes
        in any form, or the last answer where there is neither: never two things of one choice, since what is
        left of their base would be a third.
    versions
        The versions that hold it.
    is_ticked
        Whether it is an answer to `several`.
    follows
        The questions on whose answers it hangs whether it is asked; none where everybody is asked.
    """

    id: str
    question: str
    topic: str
    cases: tuple[str, ...]
    versions: tuple[str, ...]
    is_ticked: bool = False
    follows: tuple[str, ...] = ()


def list_characteristics(asked: Questionnaire) -> tuple[str, ...]:
    """The questions that say who a pupil is: those of the first topic with one choice, but the year.

    The year is known from the code. Other questions can be named beside these, such as who looks after
    somebody at home.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> list_characteristics(read_questionnaire(PACKAGED / "demonstration.yaml"))
    ('sex', 'ethnic-group', 'extra-help', 'disability')
    """
    first = next(iter(asked.topics))
    return tuple(
        one.id
        for one in asked.questions
        if one.topic == first and one.kind == "one" and not one.ask_if and not is_the_year(one)
    )


def list_items(asked: Questionnaire, *, characteristics: Collection[str] = ()) -> tuple[Item, ...]:
    """What is counted of a questionnaire, in its order; numbers and free text are not counted.

    Parameters
    ----------
    characteristics
        Questions that say who a pupil is, of which nothing is counted.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> items = {item.id: item for item in list_items(read_questionnaire(PACKAGED / "demonstration.yaml"))}
    >>> items["lonely"].cases, items["clubs"].cases, items["teeth"].cases
    (('often', 'always'), ('yes',), ('twice',))
    """
    return tuple(
        item
        for question in asked.questions
        if question.id not in characteristics and not is_the_year(question)
        for item in _items_of(asked, question)
    )


def say_question(asked: Questionnaire, item: Item, *, version: str = "") -> str:
    """The question in the words of a version, else of the first version that holds it.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> say_question(asked, next(item for item in list_items(asked) if item.id == "happy"))
    'Do you feel happy?'
    """
    wording = asked.by_id[item.question].asks
    return wording.in_version(version if version in item.versions else item.versions[0])


def say_cases(asked: Questionnaire, item: Item, *, version: str = "") -> str:
    """The answers that count, in words.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> say_cases(asked, next(item for item in list_items(asked) if item.id == "happy"))
    '“Often” or “Always”'
    """
    version = version if version in item.versions else item.versions[0]
    choices = {one.code: one.says for one in asked.choices_of(asked.by_id[item.question])}
    said = [f"“{choices[code].in_version(version)}”" for code in item.cases]
    return " or ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _items_of(asked: Questionnaire, question: Question) -> Iterator[Item]:
    codes = [choice.code for choice in asked.choices_of(question)]
    follows = (
        tuple(dict.fromkeys(id_ for id_, _ in mentioned_in(question.condition))) if question.condition else ()
    )
    if question.kind == "several":
        for code in codes:
            yield Item(
                f"{question.id}.{code}",
                question.id,
                question.topic,
                (code,),
                question.versions,
                is_ticked=True,
                follows=follows,
            )
    elif codes:
        yield Item(
            question.id,
            question.id,
            question.topic,
            _cases(question, codes),
            question.versions,
            follows=follows,
        )


def _cases(question: Question, codes: list[str]) -> tuple[str, ...]:
    if question.kind == "scale":
        return tuple(codes[-(len(codes) // 2) :])
    if YES in codes:
        return (YES,)
    if NO in codes:
        return tuple(code for code in codes if code != NO)
    return (codes[-1],)


def is_the_year(question: Question) -> bool:
    """Whether it asks for the school year, which is known from the code."""
    return question.id in {"year", "year-group"}
