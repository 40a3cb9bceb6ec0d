"""The parts that a plan is made of, each with the words it says and whose words they are."""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MOST_LETTERS = 2000
MOST_PARTS = 500


def _is_readable(text: str) -> str:
    """Refuses letters that cannot be seen: they could turn a sentence round, or hide one."""
    hidden = [
        letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    ]
    if hidden:
        raise ValueError(f"it holds a letter that cannot be seen (U+{ord(hidden[0]):04X}); take it out")
    return text


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*$", max_length=60)]
"""A stable id that people say, for example `SW-2`: letters and figures, with hyphens or dots between."""

Text = Annotated[str, Field(max_length=MOST_LETTERS), AfterValidator(_is_readable)]
Name = Annotated[str, Field(min_length=1, max_length=160), AfterValidator(_is_readable)]
Ids = Annotated[tuple[Id, ...], Field(max_length=MOST_PARTS)]


class Part(BaseModel):
    """A part of a plan: nothing unknown may stand in it, and it never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Wording(Part):
    """Words, and whose they are: the plan's own (quoted), invented (illustrative), or ours."""

    text: Text = ""
    quoted: bool = False
    """Whether `text` is the plan's own, word for word."""
    source: Id | Literal[""] = ""
    """Where quoted words stand: the id of one of the plan's sources."""
    illustrative: bool = False
    """Whether it was invented for a demonstration, and must be marked wherever it shows."""

    @model_validator(mode="after")
    def _says_whose_words(self) -> "Wording":
        if self.quoted and not (self.text and self.source):
            raise ValueError("quoted words need a text, and the source they stand in")
        if self.quoted and self.illustrative:
            raise ValueError("what is quoted is not illustrative; choose one")
        return self


class Item(Wording):
    """A part with an id and a short name in plain words."""

    id: Id
    name: Name


class Level(Item):
    """One level of the plan's themes, as the plan calls it: a pillar, an aim, a priority."""

    plural: Name
    below: Ids = ()
    """The levels that it stands under; none for a level at the top."""


class Source(Part):
    """Where the plan's own words were read."""

    id: Id
    title: Name
    publisher: Name


class Indicator(Part):
    """What will show whether it gets better, and for whom: a family of measures and a group of children."""

    family: Id
    group: Id
    illustrative: bool = False
    """Whether it was chosen for a demonstration, and not agreed."""


class Why(Part):
    """Why an objective is one: what is claimed, what speaks for it, and what nobody knows yet."""

    claim: Wording
    evidence: Wording
    question: Wording


class Objective(Item):
    """What the plan wants across all its themes."""

    question: Text = ""
    why: Why | None = None
    indicators: tuple[Indicator, ...] = ()


class Theme(Item):
    """A part of the plan at one of its levels: a pillar, a foundation, an aim, a focus group, a priority."""

    level: Id
    parent: Id | Literal[""] = ""
    question: Text = ""
    ages: Text = ""
    lead_group: Text = ""
    serves: Ids = ()
    """The objectives that it serves."""
    principles: Ids = ()
    indicators: tuple[Indicator, ...] = ()


class Principle(Item):
    """What the plan holds to in all it does, with the articles of the UN Convention that it names."""

    articles: tuple[Annotated[int, Field(ge=1, le=54, strict=True)], ...] = ()


class EvidenceSource(Item):
    """Where the plan's makers learned what children need."""

    heard: Annotated[int, Field(ge=1, le=100_000_000, strict=True)] | None = None
    """How many were heard, where the plan says so."""


class Activity(Item):
    """What somebody does for a theme."""

    serves: Ids
    lead: Text = ""


Became = Literal["carried-forward", "changed", "ended", "new", "cannot-tell"]


class Link(Part):
    """What became of items of the plan before: both sides by id, a word, and the reason for it."""

    id: Id
    was: Ids = ()
    now: Ids = ()
    became: Became
    reason: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS), AfterValidator(_is_readable)]
    illustrative: bool = False

    @model_validator(mode="after")
    def _has_the_sides_that_its_word_needs(self) -> "Link":
        needed = {
            "carried-forward": (True, True),
            "changed": (True, True),
            "ended": (True, False),
            "new": (False, True),
            "cannot-tell": (True, False),
        }[self.became]
        if (bool(self.was), bool(self.now)) != needed:
            sides = " and ".join(name for name, wanted in zip(("was", "now"), needed, strict=True) if wanted)
            raise ValueError(f"“{self.became}” needs {sides}, and nothing else")
        return self
