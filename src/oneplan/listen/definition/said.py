"""Finds words that are missing, too hard, or that every child must have and does not."""

from collections.abc import Iterator

from oneplan.listen.definition.around import NUMBERS_OF_HELP, list_missing
from oneplan.listen.definition.conditions import RATHER_NOT
from oneplan.listen.definition.finding import Finding
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.wording import Wording
from oneplan.words.reading import reading_age

HARDER = 4.0
"""How many years one question may lie above its version: in a short text, one long word counts as hard."""
_SHOWN = 5


def find_missing_words(asked: Questionnaire) -> Iterator[Finding]:
    """Where a version, or a language that is whole, has no words."""
    for version in asked.versions:
        for question, field, wording in _needed_by(asked, version):
            place = f"{field} of {question}" if question else field
            if not wording.in_version(version):
                do = f"Write it into {place}, for {version} or for all."
                yield Finding("wording", version, question, f"There are no words for {field}.", do)
            for code, language in asked.languages.items():
                if not language.sample and not wording.in_version(version, language=code):
                    says = f"There is no {code} translation of {field}."
                    do = f"Add {code} to the translations of {place}, or mark the language as a sample."
                    yield Finding("translation", version, question, says, do)


def find_missing_words_around(asked: Questionnaire) -> Iterator[Finding]:
    """Languages in which buttons, notices and pages would be English."""
    whole = [code for code, language in asked.languages.items() if not language.sample]
    for code in (asked.language, *whole):
        if missing := list_missing(code, own=asked.words):
            some = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
            says = (
                f"{len(missing):,} sentences around the questions have no words in {code}, and are English."
            )
            do = f"Write them into words, for {code}, under their names ({some})."
            yield Finding("words", "", "", says, do)


def find_hard_words(asked: Questionnaire) -> Iterator[Finding]:
    """Versions, and single questions, that ask for an older reader; measured in English alone."""
    if not asked.language.startswith("en"):
        return
    for version, its in asked.versions.items():
        limit = its.highest_reading_age
        age = reading_age_of(asked, version)
        if age > limit:
            says = f"It reads at the age of {age}; the limit is {limit:g}."
            yield Finding("reading-age", version, "", says, "Use shorter sentences and shorter words.")
        for question in asked.held_by(version):
            age = reading_age(_passage(question, version=version))
            if age > limit + HARDER:
                says = (
                    f"This question reads at the age of {age}; for one alone the limit is {limit + HARDER:g}."
                )
                do = "Say it in shorter sentences, or with shorter words."
                yield Finding("reading-age", version, question.id, says, do)
        if asked.safeguarding and (words := asked.safeguarding.in_version(version)):
            age = reading_age(words)
            if age > limit:
                says = f"The notice before free text reads at the age of {age}; the limit is {limit:g}."
                do = "Say in shorter words, in safeguarding, who reads it and who can help."
                yield Finding("reading-age", version, "", says, do)


def reading_age_of(asked: Questionnaire, version: str) -> float:
    """The age of somebody who reads the questions and hints of a version with ease; labels are left out."""
    return reading_age("\n\n".join(_passage(one, version=version) for one in asked.held_by(version)))


def find_closed_doors(asked: Questionnaire) -> Iterator[Finding]:
    """Questions that a child cannot leave, and free text without the words that keep a child safe."""
    for question in asked.questions:
        if RATHER_NOT in question.without and question.is_sensitive:
            says = "It is sensitive, and cannot be left with “I'd rather not say”."
            yield Finding("rather-not", "", question.id, says, "Take rather-not out of its `without`.")
        for way_out in question.without:
            if not (question.is_sensitive and way_out == RATHER_NOT):
                says = f"It does not have the answer “{way_out}”."
                yield Finding("ways-out", "", question.id, says, f"Take {way_out} out of its `without`.")
    for version in asked.versions:
        texts = [question for question in asked.held_by(version) if question.kind == "text"]
        notice = asked.safeguarding.in_version(version) if asked.safeguarding else ""
        missing = [number for number in NUMBERS_OF_HELP if number not in notice]
        for question in texts if missing else ():
            lacks = f"lacks {' and '.join(missing)}" if notice else "is not there"
            says = f"It takes free text, and the notice before it {lacks}."
            do = f"Write into safeguarding, for {version}, who reads it and who can help now."
            yield Finding("safeguarding", version, question.id, says, do)


def _passage(question: Question, *, version: str) -> str:
    words = [question.asks, *([question.hint] if question.hint else [])]
    return "\n\n".join(wording.in_version(version) for wording in words)


def _needed_by(asked: Questionnaire, version: str) -> Iterator[tuple[str, str, Wording]]:
    """Everything that is said in a version, with its question and field."""
    held = {question.id: question for question in asked.held_by(version)}
    scales = {question.scale for question in held.values()}
    takes_text = any(question.kind == "text" for question in held.values())
    for question, field, wording in asked.wordings():
        shared = not question
        is_scale = field.startswith("scales.")
        used = field.split(".")[1] in scales if is_scale else field != "safeguarding" or takes_text
        if question in held or (shared and used):
            yield question, field, wording
