"""What became of one plan in the next: every item of both, once, with a word and a reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.errors import NotValid
from oneplan.plan.frame import Plan
from oneplan.plan.naming import VISION
from oneplan.plan.parts import Became

BECAME: dict[Became, str] = {
    "carried-forward": "Carried forward",
    "changed": "Changed",
    "ended": "Ended",
    "new": "New",
    "cannot-tell": "Cannot tell",
}


@dataclass(frozen=True)
class Compared:
    """One item as a comparison names it: what kind of item it is, its name, its words."""

    id: str
    kind: str
    name: str
    text: str
    quoted: bool


@dataclass(frozen=True)
class Step:
    """What some items were and became."""

    id: str
    was: tuple[Compared, ...]
    now: tuple[Compared, ...]
    became: Became
    reason: str
    illustrative: bool


def items_of(plan: Plan) -> dict[str, Compared]:
    """What of a plan is compared: all that it says itself, without what was invented for a demonstration."""
    vision = Compared(VISION, "vision", "The vision", plan.vision.text, plan.vision.quoted)
    found = [vision] if plan.vision.text and not plan.vision.illustrative else []
    for kind, items in (
        ("objective", plan.objectives),
        ("", plan.themes),
        ("principle", plan.principles),
        ("source of evidence", plan.evidence),
    ):
        for item in items:
            if not item.illustrative:
                said = kind or plan.find_level(getattr(item, "level", "")).name
                found.append(Compared(item.id, said, item.name, item.text, item.quoted))
    return {item.id: item for item in found}


def compare_plans(before: Plan, after: Plan) -> tuple[Step, ...]:
    """What became of each item of the plan before, and where each item of the plan after came from.

    Raises
    ------
    NotValid
        When an item is left out, or stands in two links: names the item and what to do.
    """
    old, new = items_of(before), items_of(after)
    _check_once(old, [id_ for link in after.links for id_ in link.was], side="was", plan=after)
    _check_once(new, [id_ for link in after.links for id_ in link.now], side="now", plan=after)
    return tuple(
        Step(
            id=link.id,
            was=tuple(old[id_] for id_ in link.was),
            now=tuple(new[id_] for id_ in link.now),
            became=link.became,
            reason=link.reason,
            illustrative=link.illustrative,
        )
        for link in after.links
    )


def _check_once(items: Iterable[str], named: list[str], *, side: str, plan: Plan) -> None:
    counted = Counter(named)
    place = f"{plan.id}/links.toml, {side}"
    for id_ in items:
        if not counted[id_]:
            raise NotValid(f"{place}: “{id_}” is left out. Say what became of it, or that it is new.")
        if counted[id_] > 1:
            raise NotValid(f"{place}: “{id_}” stands in {counted[id_]} links. Let it stand in one.")
    for id_ in counted:
        if id_ not in items:
            raise NotValid(f"{place}: there is no “{id_}” to compare. Correct the id, or take it out.")
