"""Holds a questionnaire beside the one of an earlier wave: what was kept, and what has drifted."""

from collections.abc import Iterator

from oneplan.listen.definition.finding import Finding
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Choice, Question


def find_drift(before: Questionnaire, after: Questionnaire) -> Iterator[Finding]:
    """Where two waves say that they can be compared, and cannot.

    Parameters
    ----------
    before, after
        The questionnaires of the earlier and of the later wave.
    """
    claimed: dict[str, str] = {}
    for question in after.questions:
        of = question.lineage.of
        if question.lineage.is_ == "new":
            if question.id in before.by_id:
                says = "It says that it is new, and the earlier wave has a question with this id."
                do = "Say in lineage whether it is the same or reworded, or give it another id."
                yield Finding("lineage", "", question.id, says, do)
            continue
        if of not in before.by_id:
            says = f"It says that it was {of}, which the earlier wave does not have."
            yield Finding("lineage", "", question.id, says, "Correct `of`, or write that it is new.")
            continue
        if of in claimed:
            says = f"It says that it was {of}, and so does {claimed[of]}."
            yield Finding("lineage", "", question.id, says, "Let one of them be new.")
        claimed[of] = question.id
        yield from _drifted(before, after, was=before.by_id[of], now=question)


def _drifted(
    before: Questionnaire, after: Questionnaire, *, was: Question, now: Question
) -> Iterator[Finding]:
    apart = "Put it back as it was, or write that the question is new."
    if was.kind != now.kind:
        says = f"It was of the kind “{was.kind}”, and is of the kind “{now.kind}”."
        yield Finding("drift", "", now.id, says, apart)
        return
    if (was.lowest, was.highest) != (now.lowest, now.highest):
        says = f"It took {was.lowest} to {was.highest}, and takes {now.lowest} to {now.highest}."
        yield Finding("drift", "", now.id, says, apart)
    yield from _drifted_answers(before.choices_of(was), after.choices_of(now), question=now.id, do=apart)
    if now.lineage.is_ == "same":
        for version in was.versions:
            if version in now.versions and was.asks.in_version(version) != now.asks.in_version(version):
                says = "It says that it is the same, and its words have changed."
                do = "Put the words back, or write that it is reworded, and why it can be compared."
                yield Finding("drift", version, now.id, says, do)


def _drifted_answers(
    was: tuple[Choice, ...], now: tuple[Choice, ...], *, question: str, do: str
) -> Iterator[Finding]:
    codes_then, codes_now = ([choice.code for choice in choices] for choices in (was, now))
    if codes_then != codes_now:
        says = f"Its answers were {', '.join(codes_then)}; they are {', '.join(codes_now)}."
        yield Finding("drift", "", question, says, do)
        return
    for then, today in zip(was, now, strict=True):
        if then.says.says != today.says.says:
            says = f"Its answer “{today.code}” has other words than before."
            yield Finding("drift", "", question, says, do)
