"""The parts of a questionnaire: its questions, their answers and scales, and where each one comes from."""

from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import WAYS_OUT, Condition, read_condition
from oneplan.listen.definition.wording import EVERY, Audio, Id, IdOrNone, Part, Text, TextOrNone, Wording

Kind = Literal["one", "several", "scale", "number", "text"]
Sensitivity = Literal["ordinary", "personal", "special"]
Whole = Annotated[int, Field(strict=True, ge=0, le=100_000)]
MOST_CODES = 40
_read_once = lru_cache(maxsize=4096)(read_condition)


def _is_a_condition(text: str) -> str:
    try:
        _read_once(text)
    except NotValid as error:
        raise ValueError(str(error)) from error
    return text


class Choice(Part):
    """One answer that a pupil can choose."""

    code: Id
    """What is kept of it: the same in every version, language and wave."""
    says: Wording
    """What the pupil reads."""

    @model_validator(mode="after")
    def _leaves_the_ways_out(self) -> "Choice":
        if self.code in WAYS_OUT:
            raise ValueError(f"“{self.code}” is on every question already; take it out")
        return self


class Scale(Part):
    """Answers in their order, shared by the questions that name it."""

    name: Text
    """For those who read the file."""
    codes: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=MOST_CODES)]
    """From one end to the other."""


class Lineage(Part):
    """Whether a question was asked before, so that waves can be compared."""

    is_: Annotated[Literal["new", "same", "reworded"], Field(alias="is")] = "new"
    """Whether it can be compared: the same words, other words for the same thing, or not at all."""
    of: IdOrNone = ""
    """The id of the earlier question."""
    why: TextOrNone = ""
    """Why other words can still be compared."""

    @model_validator(mode="after")
    def _names_the_earlier_one(self) -> "Lineage":
        if self.is_ == "new" and self.of:
            raise ValueError("a new question has no earlier one; write same or reworded, or leave out `of`")
        if self.is_ != "new" and not self.of:
            raise ValueError(f"what is {self.is_} needs `of`, the id of the earlier question")
        if self.is_ == "reworded" and not self.why:
            raise ValueError("what is reworded needs `why`: say why it can still be compared")
        return self


class Question(Part):
    """One question, with the words of each version that holds it."""

    id: Id
    """Stays for ever; never used again for another question."""
    topic: Id
    """One of the topics of the questionnaire."""
    kind: Kind
    """One choice, several choices, a scale, a whole number, or free text."""
    asks: Wording
    """The question itself."""
    versions: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    """Which versions hold it."""
    hint: Wording | None = None
    """A line below the question."""
    options: Annotated[tuple[Choice, ...], Field(max_length=MOST_CODES)] = ()
    """The answers, for `one` and `several`."""
    scale: IdOrNone = ""
    """The id of a scale, for `scale`."""
    lowest: Whole | None = None
    """The smallest number that is taken, for `number`."""
    highest: Whole | None = None
    """The largest one."""
    ask_if: Annotated[str, AfterValidator(lambda text: _is_a_condition(text) if text else text)] = ""
    """Of whom it is asked, by earlier answers; of everybody where nothing stands."""
    sensitivity: Sensitivity = "ordinary"
    """`special` is asked only in waves whose checklist allows it."""
    outcomes: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    """The ids in the plan that it speaks to."""
    audio: Audio = Field(default_factory=dict)
    """The file in which it is read out."""
    lineage: Lineage = Lineage()
    """Which question of an earlier wave it is."""
    without: tuple[Literal["dont-know", "rather-not"], ...] = ()
    """The ways out that it does not have; the check will ask why."""

    @cached_property
    def condition(self) -> Condition | None:
        """`ask_if`, read."""
        return _read_once(self.ask_if) if self.ask_if else None

    @property
    def is_sensitive(self) -> bool:
        """Whether it touches what a pupil may not want to tell."""
        return self.sensitivity != "ordinary"

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Question":
        for field, is_given, kinds in (
            ("options", len(self.options) > 0, {"one", "several"}),
            ("scale", self.scale != "", {"scale"}),
            ("lowest", self.lowest is not None, {"number"}),
            ("highest", self.highest is not None, {"number"}),
        ):
            if is_given != (self.kind in kinds):
                needs = "needs" if self.kind in kinds else "has no use for"
                raise ValueError(f"the kind “{self.kind}” {needs} {field}")
        if len(self.options) == 1:
            raise ValueError("one option is no choice; give two or more in options")
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise ValueError("lowest is more than highest; turn them round")
        return self

    @model_validator(mode="after")
    def _speaks_to_its_versions_alone(self) -> "Question":
        if twice := [one for one in self.versions if self.versions.count(one) > 1]:
            raise ValueError(f"the version “{twice[0]}” is named twice")
        said = {*self.asks.says, *(self.hint.says if self.hint else ()), *self.audio} - {EVERY}
        if strange := sorted(said - set(self.versions)):
            raise ValueError(
                f"it has words for “{strange[0]}”, which is not in its versions; add it, or take them out"
            )
        return self
