"""Describes a closed wave of the survey as records that an analyst may search for hidden gaps."""

from oneplan.cells.description import DescribedCharacteristic, DescribedOutcome, Description
from oneplan.listen.closing.closed import Closed
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.understand.survey.folding import NOT_ASKED
from oneplan.understand.survey.items import Item, list_characteristics, list_items, say_cases, say_question

LONGEST_TITLE = 160
WAYS_OUT = {DONT_KNOW: "I don’t know", RATHER_NOT: "I’d rather not say"}


def describe_closed(closed: Closed, *, title: str) -> Description:
    """What the columns of a closed wave are: who a pupil is, and what is counted of each question.

    Free texts and numbers are not described, so no search looks at them. “I'd rather not say” is a group of
    its own in a characteristic, and no answer in an outcome.

    Examples
    --------
    >>> from oneplan.listen.synthetic.closed import make_closed
    >>> described = describe_closed(make_closed(pupils=400, schools=25), title="Made up")
    >>> [one.column for one in described.characteristic]
    ['year', 'sex', 'ethnic-group', 'extra-help', 'disability']
    >>> described.phrases["sex=girl"], described.phrases["lonely"]
    ('“A girl” to “Are you a girl or a boy?”', 'answer “Often” or “Always” to “Do you feel lonely?”')
    """
    asked = closed.asked
    named = list_characteristics(asked)
    return Description(
        title=title[:LONGEST_TITLE],
        said="A closed wave of the survey: what pupils said, with no name, address or time beside it.",
        synthetic=closed.is_synthetic,
        school="school",
        identifier="pupil",
        prefer_not=(RATHER_NOT,),
        not_asked=(NOT_ASKED,),
        characteristic=(
            DescribedCharacteristic(column="year", words=_say_years(asked)),
            *(DescribedCharacteristic(column=name, words=_say_levels(asked, name)) for name in named),
        ),
        outcome=tuple(_outcome(asked, item) for item in list_items(asked, characteristics=named)),
    )


def _outcome(asked: Questionnaire, item: Item) -> DescribedOutcome:
    return DescribedOutcome(
        name=item.id,
        cases=None if item.is_ticked else item.cases,
        words=f"answer {say_cases(asked, item)} to “{say_question(asked, item)}”",
        asked_of={"version": item.versions},
    )


def _say_years(asked: Questionnaire) -> dict[str, str]:
    years = sorted({year for version in asked.versions.values() for year in version.years})
    return {str(year): f"in year {year}" for year in years}


def _say_levels(asked: Questionnaire, name: str) -> dict[str, str]:
    question = asked.by_id[name]
    version = question.versions[0]
    words = {one.code: one.says.in_version(version) or one.code for one in asked.choices_of(question)}
    asks = question.asks.in_version(version)
    said = {code: f"“{says}” to “{asks}”" for code, says in (words | WAYS_OUT).items()}
    return said | {NOT_ASKED: f"who were not asked “{asks}”"}
