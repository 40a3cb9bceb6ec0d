"""A closed wave of a few questions that no pupil answered, released once for all tests that read it."""

from functools import cache

from oneplan.listen.closing.closed import Closed
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import Roll
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.understand.survey.released import Released
from oneplan.understand.survey.releasing import release_survey

KEPT = (
    "year-group",
    "sex",
    "ethnic-group",
    "extra-help",
    "home-safe",
    "happy",
    "worried",
    "bullied",
    "bullied-where",
    "bullied-told",
    "bullied-better",
    "school-safe",
    "vapes",
    "clubs",
    "change-one-thing",
)
PUPILS, SCHOOLS = 4000, 60
PARTNERS_OF = 3


@cache
def few_questions(*, again: bool = False) -> Questionnaire:
    """Some questions of the demonstration; asked again, each says that it is the same as before."""
    whole = read_questionnaire(PACKAGED / "demonstration.yaml").model_dump(mode="json", by_alias=True)
    kept = [one for one in whole["questions"] if one["id"] in KEPT]
    for one in kept:
        if again:
            one["lineage"] = {"is": "same", "of": one["id"]}
    return Questionnaire.model_validate({**whole, "questions": kept})


@cache
def roll() -> Roll:
    return make_roll(schools=SCHOOLS + 9)


@cache
def closed(*, seed: int = 2014, again: bool = False) -> Closed:
    return make_closed(
        pupils=PUPILS, schools=SCHOOLS, seed=seed, asked=few_questions(again=again), roll=roll()
    )


@cache
def released(*, seed: int = 2014, again: bool = False) -> Released:
    return release_survey(closed(seed=seed, again=again), roll())


def small_schools(version: str, *, many: int = PARTNERS_OF) -> tuple[str, ...]:
    """Schools of a version with fewer answers than a report of their own needs, the largest first."""
    counts = closed().frame.filter(version=version)["school"].value_counts(sort=True, name="pupils")
    return tuple(counts.filter(counts["pupils"] < 30)["school"].to_list()[:many])
