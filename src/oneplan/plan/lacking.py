"""What is asked of a plan, and how one thing that it lacks is said."""

from dataclasses import dataclass
from typing import NamedTuple

from oneplan.plan.parts import Item

CRITERIA = {
    "vision": "The plan has a vision.",
    "evidence": "Each priority names the evidence that it rests on.",
    "heard": "Each priority answers something that children, families or practitioners said.",
    "indicator": "Each priority has one to five indicators.",
    "baseline": "Each indicator has a figure from which it starts.",
    "breakdown": "Each indicator is looked at for a group of children apart, not for all alone.",
    "target": "Each indicator has a target.",
    "activity": "Each priority has an activity.",
    "lead": "Each activity has a lead organisation.",
    "owner": "Each activity has an owner, and somebody holds that role.",
    "due": "Each activity has a day by which it is due.",
    "resources": "Each activity says what it will take.",
    "clear": "Each activity says what will be done, so that one can tell when it is.",
    "answered": "Each message is answered, or declined with a reason, and those who said it are told.",
    "matrix": "Each objective is served in each pillar.",
    "principle": "Each principle is served by a priority.",
}
"""What is asked of a plan, in the order in which it is told."""


@dataclass(frozen=True)
class Lack:
    """One thing that a plan lacks."""

    criterion: str
    id: str
    """Where: the id of a priority, an indicator, an activity, a message, an objective."""
    name: str
    says: str
    do: str
    illustrative: bool = False
    """Whether what lacks it was invented for a demonstration."""


class Of(NamedTuple):
    """The thing that is asked."""

    id: str
    name: str
    illustrative: bool


def of_item(item: Item) -> Of:
    """An entry of the plan, as one asks something of it."""
    return Of(item.id, item.name, item.illustrative)


Asked = tuple[str, Lack | None]
"""A criterion that was asked of one thing, and what that lacks where it lacks anything."""


def ask(criterion: str, met: object, *, of: Of, says: str, do: str) -> Asked:
    """Hold one thing against one criterion."""
    return criterion, None if met else Lack(criterion, of.id, of.name, says, do, of.illustrative)
