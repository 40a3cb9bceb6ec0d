"""The parts that a plan is made of, each with the words it says and whose words they are."""

import datetime as dt
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MOST_LETTERS = 2000
MOST_PARTS = 500


def _is_readable(text: str) -> str:
    """Refuses letters that cannot be seen: they could turn a sentence round, or hide one."""
    # Nearly every text is of this kind; letter by letter, a large plan takes twice as long to read.
    if text.isprintable():
        return text
    hidden = [
        letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    ]
    if hidden:
        raise ValueError(f"it holds a letter that cannot be seen (U+{ord(hidden[0]):04X}); take it out")
    return text


def _is_a_day(given: object) -> object:
    """Refuses numbers, which would be read as seconds, and times of day, which a plan has no use for."""
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    raise ValueError("write a day as year-month-day, for example 2027-09-01")


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*$", max_length=60)]
"""A stable id that people say, for example `SW-2`: letters and figures, with hyphens or dots between."""

Text = Annotated[str, Field(max_length=MOST_LETTERS), AfterValidator(_is_readable)]
Name = Annotated[str, Field(min_length=1, max_length=160), AfterValidator(_is_readable)]
Ids = Annotated[tuple[Id, ...], Field(max_length=MOST_PARTS)]
Day = Annotated[dt.date, BeforeValidator(_is_a_day)]
Number = Annotated[float, Field(allow_inf_nan=False, strict=True, ge=-1e12, le=1e12)]
Count = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]


class Part(BaseModel):
    """A part of a plan: nothing unknown may stand in it, and it never changes."""

    # Looked at again wherever it is taken in: a copy with other words could hold what no file may.
    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, revalidate_instances="always"
    )


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
    for_young_people: Text = ""
    """The same in a few words of its own, for the young people's version."""


class Level(Item):
    """One level of the plan's themes, as the plan calls it: a pillar, an aim, a priority."""

    plural: Name
    below: Ids = ()
    """The levels that it stands under; none for a level at the top."""
    is_priority: bool = False
    """Whether activities and indicators are promised at this level; where none says so, it is the lowest."""


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
    """Which group leads it: one of the plan's boards, or its name where the plan lists none."""
    sponsor: Text = ""
    """Who speaks for it on the board: one of the plan's roles, or a title where the plan lists none."""
    groups: Ids = ()
    """The groups of children that it is for, where it is not for all of them."""
    serves: Ids = ()
    """The objectives that it serves."""
    principles: Ids = ()
    """The principles that it is an example of."""
    evidence: Ids = ()
    """The sources of evidence that it rests on."""
    indicators: tuple[Indicator, ...] = ()


class Principle(Item):
    """What the plan holds to in all it does, with the articles of the UN Convention that it names."""

    articles: tuple[Annotated[int, Field(ge=1, le=54, strict=True)], ...] = ()


class EvidenceSource(Item):
    """Where the plan's makers learned what children need."""

    heard: Annotated[int, Field(ge=1, le=100_000_000, strict=True)] | None = None
    """How many were heard, where the plan says so."""


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


class Lineage(Part):
    """How priorities that are no longer there live on in others: merged, split, or ended, and why."""

    id: Id
    was: Annotated[Ids, Field(min_length=1)]
    """What is no longer a priority; each stands among the plan's retired ones."""
    now: Ids = ()
    """What they became; none where they ended."""
    on: Day | None = None
    decision: Id | Literal[""] = ""
    reason: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS), AfterValidator(_is_readable)]

    @property
    def word(self) -> str:
        """What happened: `ended`, `merged`, `split` or `changed`."""
        if not self.now:
            return "ended"
        if len(self.was) > 1:
            return "merged"
        return "split" if len(self.now) > 1 else "changed"
