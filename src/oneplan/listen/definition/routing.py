"""Finds questions that nobody can come to, ways that break off, and conditions that look at nothing."""

from collections.abc import Iterator

from oneplan.listen.definition.conditions import mentioned_in
from oneplan.listen.definition.finding import Finding
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import MOST_WAYS, Ways, codes_known


def find_wrong_conditions(asked: Questionnaire) -> Iterator[Finding]:
    """Conditions on a question that comes later or is not there, or on an answer that it does not have."""
    for version in asked.versions:
        before: dict[str, Question] = {}
        for question in asked.held_by(version):
            for id_, code in mentioned_in(question.condition) if question.condition else ():
                wrong = _wrong_with(asked, before.get(id_), id_, code=code, version=version)
                if wrong:
                    yield Finding("routing", version, question.id, *wrong)
            before[question.id] = question


def _wrong_with(
    asked: Questionnaire, earlier: Question | None, id_: str, *, code: str, version: str
) -> tuple[str, str] | None:
    if earlier is None and id_ not in asked.by_id:
        return f"Its ask_if looks at {id_}, which is no question.", "Correct the id."
    if earlier is None and version not in asked.by_id[id_].versions:
        do = f"Add {version} to the versions of {id_}, or take this question out of {version}."
        return f"Its ask_if looks at {id_}, which {version} does not hold.", do
    if earlier is None:
        return f"Its ask_if looks at {id_}, which does not come before it.", f"Move it behind {id_}."
    if code and code not in codes_known(asked, earlier):
        do = "Correct the code." if earlier.kind != "text" else f"Write `{id_} answered`."
        return f"Its ask_if looks for “{code}”, which is no answer to {id_}.", do
    return None


def find_lost_ways(asked: Questionnaire, version: str, *, ways: Ways | None) -> Iterator[Finding]:
    """What following every way through a version has shown."""
    if ways is None:
        says = f"Its conditions make more than {MOST_WAYS:,} ways, too many to follow."
        yield Finding("tangled", version, "", says, "Let fewer questions hang on answers to several choices.")
        return
    if not asked.held_by(version):
        yield Finding("unreachable", version, "", "It holds no questions.", "Name it in their versions.")
    for question in asked.held_by(version):
        if question.id not in ways.reached:
            says = f"No answers lead to it: ask_if is `{question.ask_if}`."
            yield Finding("unreachable", version, question.id, says, "Correct ask_if, or take it out.")
    if ways.breaks_off:
        says = "Some pupils are asked nothing after this, though others are."
        do = f"End {version} with a question that is asked of everybody."
        yield Finding("dead-end", version, ways.breaks_off, says, do)
    most = asked.versions[version].most_minutes
    if ways.minutes > most:
        says = f"The longest way takes about {ways.minutes:.0f} minutes; the limit is {most}."
        yield Finding(
            "minutes", version, "", says, "Take questions out, or ask some of them of fewer pupils."
        )
