"""A whole questionnaire: its versions, languages, scales and questions, and that they fit together."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from oneplan.listen.definition.around import find_wrong_words
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questions import Choice, Question, Scale
from oneplan.listen.definition.wording import EVERY, Id, IdOrNone, Language, Part, Text, TextOrNone, Wording

SECONDARY_READING_AGE = 11
"""From year 7 on: what the public pages are held to as well."""
MOST_QUESTIONS = 1000
_READING_AGES = {4: 8.0, 5: 9.0, 6: 10.0}


class Fault(ValueError):
    """Two parts that do not fit together: says which question, and which of its fields."""

    def __init__(self, question: str, field: str, says: str) -> None:
        super().__init__(says)
        self.question, self.field, self.says = question, field, says


class Version(Part):
    """The questionnaire as pupils of some years see it."""

    name: Text
    """For those who hand it out."""
    years: Annotated[tuple[Annotated[int, Field(strict=True, ge=1, le=14)], ...], Field(min_length=1)]
    """The school years that it is for; 12 to 14 after year 11."""
    reading_age: Annotated[int, Field(strict=True, ge=6, le=18)] | None = None
    """A lower reading age than the years ask for, for an easy-read version."""
    words_a_minute: Annotated[int, Field(strict=True, ge=20, le=400)] = 120
    """How fast these pupils read, for the estimate of minutes: an assumption."""
    most_minutes: Annotated[int, Field(strict=True, ge=1, le=240)] = 40
    """How long the longest way through may take."""

    @property
    def highest_reading_age(self) -> float:
        """What its words are held to: the age for the youngest year, or less where the file says so."""
        youngest = min(self.years)
        by_year = _READING_AGES.get(youngest, 8.0 if youngest < 4 else float(SECONDARY_READING_AGE))
        return min(by_year, float(self.reading_age)) if self.reading_age else by_year


class LanguageOf(Part):
    """A language that pupils can choose."""

    name: Text
    """As its readers write it."""
    direction: Literal["left-to-right", "right-to-left"] = "left-to-right"
    title: TextOrNone = ""
    """The title of the questionnaire in it; the wave's own title where nothing stands."""
    sample: bool = False
    """Whether only some questions are translated, to try it out: not meant for pupils yet."""


class Questionnaire(Part):
    """Everything that a survey asks, in the order in which it is asked."""

    id: Id
    """What it is called in files and addresses."""
    title: Text
    """What it is called by people."""
    wave: Text
    """The wave that it was written for, such as 2027."""
    note: TextOrNone = ""
    """What whoever reads the file must know first."""
    language: Language = "en"
    """The language that `says` is written in."""
    languages: Annotated[Mapping[Language, LanguageOf], Field(max_length=50)] = Field(default_factory=dict)
    """The languages that it is translated into."""
    plan: IdOrNone = ""
    """The plan whose ids stand in `outcomes`."""
    versions: Annotated[Mapping[Id, Version], Field(min_length=1, max_length=20)]
    """The versions by their ids, such as `primary`; `all` is no id."""
    topics: Annotated[Mapping[Id, Text], Field(min_length=1, max_length=100)]
    """What the questions are about, with a name for people."""
    scales: Annotated[Mapping[Id, Scale], Field(max_length=200)] = Field(default_factory=dict)
    """The scales by their ids, for questions to share."""
    dont_know: Wording = Wording.model_validate("I don't know")
    """Stands on every question."""
    rather_not: Wording = Wording.model_validate("I'd rather not say")
    """Stands on every question."""
    safeguarding: Wording | None = None
    """What is said before every free text: who reads it, what may follow, who can help now."""
    words: Annotated[
        Mapping[Language, Annotated[Mapping[str, Text], Field(max_length=200)]], Field(max_length=50)
    ] = Field(default_factory=dict)
    """Words around the questions of its own, by language and name: another button, or a whole language."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]
    """In the order in which they are asked."""

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by their ids."""
        return {question.id: question for question in self.questions}

    def held_by(self, version: str) -> tuple[Question, ...]:
        """The questions of a version, in the order in which they are asked."""
        return tuple(question for question in self.questions if version in question.versions)

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        """The answers that a pupil can choose, without the ways out; none for numbers and free text."""
        return self.scales[question.scale].codes if question.scale else question.options

    def ways_out_of(self, question: Question) -> Mapping[str, Wording]:
        """The ways out that a question has."""
        both = {DONT_KNOW: self.dont_know, RATHER_NOT: self.rather_not}
        return {code: words for code, words in both.items() if code not in question.without}

    @model_validator(mode="after")
    def _fits_together(self) -> "Questionnaire":
        faults = (
            *self._names_twice(),
            *self._unknown_names(),
            *self._words_for_nobody(),
            *self._wrong_words(),
        )
        for fault in faults:
            raise fault
        return self

    def _names_twice(self) -> Iterator[Fault]:
        if EVERY in self.versions:
            raise Fault("", "versions", f"“{EVERY}” stands for all versions; choose another name")
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                yield Fault(question.id, "id", "two questions have this id; give one of them another")
            seen.add(question.id)
            yield from _codes_twice(question.options, question=question.id, field="options")
        for id_, scale in self.scales.items():
            yield from _codes_twice(scale.codes, question="", field=f"scales.{id_}")

    def _unknown_names(self) -> Iterator[Fault]:
        for question in self.questions:
            for field, names, known in (
                ("topic", (question.topic,), self.topics),
                ("scale", (question.scale,) if question.scale else (), self.scales),
                ("versions", question.versions, self.versions),
            ):
                for name in names:
                    if name not in known:
                        there = ", ".join(known) or "none"
                        says = f"there is no “{name}” in this questionnaire; there are: {there}"
                        yield Fault(question.id, field, says)

    def _words_for_nobody(self) -> Iterator[Fault]:
        """Words in a version or language that the questionnaire does not have were mistyped."""
        for question, field, wording in self.wordings():
            for language, said in (("", wording.says), *wording.translations.items()):
                if language and language not in self.languages:
                    yield Fault(question, field, f"“{language}” is not in languages; add it there")
                for version in said:
                    if version != EVERY and version not in self.versions:
                        yield Fault(question, field, f"there is no version “{version}”; correct it")

    def _wrong_words(self) -> Iterator[Fault]:
        """Words around the questions that no page could show."""
        for language in self.words:
            if language != self.language and language not in self.languages:
                yield Fault("", f"words.{language}", f"“{language}” is not in languages; add it there")
        yield from (Fault("", field, says) for field, says in find_wrong_words(self.words))

    def wordings(self) -> Iterator[tuple[str, str, Wording]]:
        """Everything that is said to pupils, with its question (nothing for what all share) and its field."""
        yield "", "dont_know", self.dont_know
        yield "", "rather_not", self.rather_not
        if self.safeguarding:
            yield "", "safeguarding", self.safeguarding
        for id_, scale in self.scales.items():
            yield from (("", f"scales.{id_}.{choice.code}", choice.says) for choice in scale.codes)
        for question in self.questions:
            yield question.id, "asks", question.asks
            if question.hint:
                yield question.id, "hint", question.hint
            for choice in question.options:
                yield question.id, f"options.{choice.code}", choice.says


def _codes_twice(choices: tuple[Choice, ...], *, question: str, field: str) -> Iterator[Fault]:
    codes = [choice.code for choice in choices]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault(question, field, f"the code “{code}” stands there twice; give one of them another")
