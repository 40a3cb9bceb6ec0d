"""To whom a worry goes, and how much of the place with it: the system proposes, and a person decides."""

from dataclasses import dataclass
from enum import StrEnum

from oneplan.errors import NotValid

FEW = 30
"""In a school year with fewer pupils, school and year could point at one child."""
LEAST_REASON = 20


class To(StrEnum):
    """Who is told; the value is how it is written down."""

    NOBODY = "nobody"
    LEAD = "county-lead"
    SCHOOL = "school"
    DESIGNATED_OFFICER = "designated-officer"
    NOW = "police-and-front-door"


SAID: dict[To, str] = {
    To.NOBODY: "Nobody: there is no worry in it",
    To.LEAD: "The county’s safeguarding lead, who reads it too and decides",
    To.SCHOOL: "The school’s safeguarding lead",
    To.DESIGNATED_OFFICER: "The local authority designated officer, and not the school",
    To.NOW: "The police (999) and the front door of children’s services, now",
}


class Place(StrEnum):
    """How much of the place is passed on."""

    SCHOOL_YEAR = "school-and-year"
    SCHOOL = "school"
    COUNTY = "county"


PLACES: dict[Place, str] = {
    Place.SCHOOL_YEAR: "The school and the year",
    Place.SCHOOL: "The school, without the year",
    Place.COUNTY: "The county alone",
}


@dataclass(frozen=True)
class Proposed:
    """The way that fits what a reader saw.

    Attributes
    ----------
    to
        Who is told first.
    place
        How much of the place may go with it without asking anybody; None where the county's lead decides.
    why
        The reason, in a sentence for the reader.
    """

    to: To
    place: Place | None
    why: str


def propose(*, about_adult: bool, danger_now: bool, pupils: int | None) -> Proposed:
    """The way for a worry, by the three things that a reader is asked.

    Parameters
    ----------
    about_adult
        Whether it is about an adult who works with children.
    danger_now
        Whether a child may be in danger at this moment.
    pupils
        How many pupils the school year has; None where nobody knows, which counts as few.

    Examples
    --------
    >>> propose(about_adult=False, danger_now=False, pupils=180).to
    <To.SCHOOL: 'school'>
    >>> propose(about_adult=True, danger_now=False, pupils=180).to
    <To.DESIGNATED_OFFICER: 'designated-officer'>
    >>> propose(about_adult=False, danger_now=False, pupils=12).place is None
    True
    """
    place = Place.SCHOOL_YEAR if pupils is not None and pupils >= FEW else None
    if danger_now:
        also = " Tell the designated officer as well, and not the school." if about_adult else ""
        return Proposed(To.NOW, place, f"A child may be in danger now: ring before anything else.{also}")
    if about_adult:
        return Proposed(
            To.DESIGNATED_OFFICER,
            place,
            "It is about an adult who works with children. Do not tell that adult’s school.",
        )
    return Proposed(To.SCHOOL, place, "The school’s safeguarding lead knows who needs help there.")


@dataclass(frozen=True)
class Decision:
    """What a reader decided.

    Attributes
    ----------
    to
        Who is told.
    place
        How much of the place goes with it.
    about_adult
        Whether it is about an adult who works with children.
    by_lead
        Whether the county's safeguarding lead decided.
    why
        The reason, as it is remembered.
    """

    to: To
    place: Place
    about_adult: bool = False
    by_lead: bool = False
    why: str = ""


def check_decision(decision: Decision, *, pupils: int | None) -> None:
    """Refuse a decision that could point at a child, or that tells those whom it is about.

    Parameters
    ----------
    pupils
        How many pupils the school year has; None where nobody knows, which counts as few.

    Raises
    ------
    NotValid
        With a sentence that says what to choose instead.
    """
    if decision.about_adult and decision.to is To.SCHOOL:
        raise NotValid(
            "It is about an adult who works with children. Choose the designated officer, not the school."
        )
    if decision.to in (To.NOBODY, To.LEAD) or (pupils is not None and pupils >= FEW):
        return
    if not decision.by_lead:
        raise NotValid(
            f"This school year has fewer than {FEW} pupils, or nobody knows how many. "
            "The county’s lead decides how much of the place is passed on."
        )
    if len(decision.why.strip()) < LEAST_REASON:
        raise NotValid(
            f"Say in {LEAST_REASON} letters or more why “{PLACES[decision.place].lower()}” is passed on."
        )
