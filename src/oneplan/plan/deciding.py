"""Where it is decided and what else it hangs on: meetings, decisions, other strategies, documents."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from oneplan.plan.parts import Day, Id, Ids, Item, Part, Text


def _leads_to_a_paper(address: str) -> str:
    """Refuses addresses that run something, or that leave the plan's own folder of papers."""
    lowered = address.lower()
    if lowered.startswith(("https://", "http://")):
        return address
    if ":" in lowered or lowered.startswith(("/", "\\")) or ".." in lowered:
        raise ValueError("write an address that begins with https://, or the name of a file beside the plan")
    return address


Address = Annotated[Text, AfterValidator(_leads_to_a_paper)]


class Meeting(Item):
    """When a board met."""

    board: Id | Literal[""] = ""
    on: Day


class Decision(Item):
    """What a meeting decided, and about what."""

    meeting: Id | Literal[""] = ""
    about: Ids = ()
    """Anything in the plan that has an id."""


class Strategy(Item):
    """Another strategy that the plan is linked to: health and wellbeing, safeguarding, early help."""

    owner: Text = ""
    """Whose it is."""
    years: Text = ""
    address: Address = ""
    about: Ids = ()
    """What in this plan is linked to it."""


class Document(Item):
    """A paper to read or to download."""

    kind: Text = ""
    on: Day | None = None
    address: Annotated[Address, Field(min_length=1)]
    about: Ids = ()


class Agreement(Part):
    """Who agreed the plan, when and where."""

    by: Annotated[Text, Field(min_length=1)]
    on: Day
    meeting: Id | Literal[""] = ""
