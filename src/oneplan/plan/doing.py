"""Who does what by when: organisations, roles, boards, activities with milestones, and what is reported."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from oneplan.plan.parts import Count, Day, Id, Ids, Item, Part, Text

VACANT = "vacant"
"""What stands for an owner where there is none, so that everyone can see it."""

Sector = Literal[
    "", "council", "district", "health", "police", "probation", "education", "careers", "voluntary", "other"
]


class Organisation(Item):
    """A partner. It needs no account: it can lead an activity and report by spreadsheet."""

    sector: Sector = ""


class Term(Part):
    """From when until when somebody holds a role."""

    person: Text
    begins: Day | None = None
    ends: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Term":
        _check_order(self.begins, self.ends, says="a term cannot end before it begins")
        return self

    def holds(self, on: dt.date) -> bool:
        """Whether the term covers a day."""
        return (self.begins or on) <= on <= (self.ends or on)


class Role(Item):
    """A role that people hold for a term: chair of a board, director of a service, owner of an activity."""

    organisation: Id | Literal[""] = ""
    board: Id | Literal[""] = ""
    terms: tuple[Term, ...] = ()

    def is_vacant(self, on: dt.date) -> bool:
        """Whether the plan names people for this role and none holds it on a day."""
        return bool(self.terms) and not any(term.holds(on) for term in self.terms)


class Board(Item):
    """A group of people that meets: a board, a pillar group, a locality board, a panel of young people."""

    kind: Text = ""
    reports_to: Ids = ()
    """The boards that it reports to."""
    members: Ids = ()
    """The organisations that sit on it."""
    meets_every: Annotated[int, Field(ge=1, le=3660, strict=True)] | None = None
    """Its rhythm, in days."""


class Milestone(Part):
    """A step of an activity that is either done or not."""

    id: Id
    name: Annotated[Text, Field(min_length=1)]
    due: Day | None = None
    done: Day | None = None
    evidence: Text = ""
    """What shows that it is done."""


class Elsewhere(Part):
    """Another plan that the same activity serves, and what in it."""

    plan: Id
    serves: Annotated[Ids, Field(min_length=1)]


class Activity(Item):
    """What somebody does for a theme; it is written and reported once, however many plans it serves."""

    serves: Ids
    """The themes of this plan that it is for."""
    also_in: tuple[Elsewhere, ...] = ()
    """What it serves in other plans."""
    how: Text = ""
    lead: Text = ""
    """Who leads: one of the plan's organisations, or a name where the plan lists none."""
    contributors: Ids = ()
    """The organisations that take part."""
    owner: Id | Literal[""] = ""
    """The role that answers for it, or `vacant`."""
    start: Day | None = None
    due: Day | None = None
    resources: Text = ""
    """Money, people or time, and where they come from."""
    groups: Ids = ()
    """The groups of children that it is for, where it is not for all of them."""
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Activity":
        _check_order(self.start, self.due, says="it cannot be due before it starts")
        return self


Rating = Literal["", "on-track", "at-risk", "late", "done", "stopped"]


class Update(Part):
    """What an organisation reports of an activity or a milestone, in its own words."""

    id: Id
    about: Id
    """The activity or milestone."""
    on: Day
    by: Id | Literal[""] = ""
    """The organisation that reports."""
    text: Text = ""
    rating: Rating = ""
    """How it rates itself; what the dates say is worked out beside it."""
    changed: Text = ""
    """What is different for children because of it."""


class Measure(Item):
    """What a service counts of its own work: how much, how well, and whether anyone is better off."""

    organisation: Id | Literal[""] = ""
    serves: Ids = ()
    """The themes or activities that it is about."""
    asks: Literal["", "how-much", "how-well", "better-off"] = ""
    unit: Text = ""


class Voice(Item):
    """A message from children, families or practitioners, what came of it, and whether they were told."""

    evidence: Id | Literal[""] = ""
    """Where it was heard: one of the plan's sources of evidence."""
    who: Text = ""
    heard: Count | None = None
    """How many said it, where that is known."""
    on: Day | None = None
    groups: Ids = ()
    """The groups of children that it comes from or is about."""
    serves: Ids = ()
    """What it led to: objectives, themes or activities."""
    answer: Literal["", "we-did", "we-will", "we-will-not"] = ""
    because: Text = ""
    answered: Day | None = None
    told_back: Day | None = None
    told_how: Text = ""

    @model_validator(mode="after")
    def _says_why_not(self) -> "Voice":
        if self.answer == "we-will-not" and not self.because:
            raise ValueError("“we will not” needs its reason in because")
        return self


def _check_order(first: dt.date | None, last: dt.date | None, *, says: str) -> None:
    if first and last and last < first:
        raise ValueError(says)
