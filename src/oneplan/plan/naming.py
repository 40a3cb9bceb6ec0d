"""Which fields of a plan's parts name entries of other parts, and which ids there are to name."""

from collections.abc import Iterator
from typing import NamedTuple

from oneplan.plan.doing import VACANT
from oneplan.plan.parts import Part
from oneplan.plan.shape import Shape

VISION = "vision"
"""The id by which a link names a plan's vision."""

TOGETHER = (
    "statements",
    "objectives",
    "themes",
    "retired",
    "principles",
    "evidence",
    "organisations",
    "roles",
    "boards",
    "activities",
    "indicators",
    "measures",
    "voices",
    "meetings",
    "decisions",
    "updates",
    "strategies",
    "documents",
)
"""The parts whose ids people say, each of which stands for one thing in the whole plan."""
_THEMES = ("themes", "retired")
_SERVED = ("objectives", *_THEMES)


class Naming(NamedTuple):
    """A field of a part that names entries of other parts."""

    part: str
    field: str
    names: tuple[str, ...]


NAMINGS = (
    Naming("themes", "serves", ("objectives",)),
    Naming("themes", "principles", ("principles",)),
    Naming("themes", "evidence", ("evidence",)),
    Naming("retired", "serves", ("objectives",)),
    Naming("retired", "principles", ("principles",)),
    Naming("retired", "evidence", ("evidence",)),
    Naming("roles", "organisation", ("organisations",)),
    Naming("roles", "board", ("boards",)),
    Naming("boards", "reports_to", ("boards",)),
    Naming("boards", "members", ("organisations",)),
    Naming("activities", "serves", _THEMES),
    Naming("activities", "contributors", ("organisations",)),
    Naming("activities", "owner", ("roles",)),
    Naming("indicators", "serves", _SERVED),
    Naming("measures", "organisation", ("organisations",)),
    Naming("measures", "serves", (*_THEMES, "activities")),
    Naming("values", "of", ("indicators", "measures")),
    Naming("targets", "of", ("indicators", "measures")),
    Naming("forecasts", "of", ("indicators", "measures")),
    Naming("voices", "evidence", ("evidence",)),
    Naming("voices", "serves", (*_SERVED, "activities")),
    Naming("meetings", "board", ("boards",)),
    Naming("decisions", "meeting", ("meetings",)),
    Naming("decisions", "about", (*TOGETHER, "milestones", "plan")),
    Naming("updates", "about", ("activities", "milestones")),
    Naming("updates", "by", ("organisations",)),
    Naming("strategies", "about", (*TOGETHER, "plan")),
    Naming("documents", "about", (*TOGETHER, "plan")),
    Naming("lineage", "was", ("retired",)),
    Naming("lineage", "now", _THEMES),
    Naming("lineage", "decision", ("decisions",)),
    Naming("links", "now", (*TOGETHER, "plan")),
)
OR_A_NAME = (
    Naming("themes", "lead_group", ("boards",)),
    Naming("themes", "sponsor", ("roles",)),
    Naming("activities", "lead", ("organisations",)),
)
"""Fields that hold an id where the plan lists such things, and any words where it lists none."""


def ids_of(plan: Shape) -> dict[str, set[str]]:
    """The ids of each part, those of milestones apart; the vision stands for the plan itself."""
    ids = {part: {item.id for item in getattr(plan, part)} for part in TOGETHER}
    ids["milestones"] = {one.id for activity in plan.activities for one in activity.milestones}
    return {**ids, "plan": {VISION}}


def list_namings(plan: Shape) -> Iterator[tuple[Naming, set[str]]]:
    """Each field that names entries of other parts, with all that it may name in this plan."""
    ids = ids_of(plan)
    for naming in NAMINGS:
        known = set().union(*(ids[part] for part in naming.names))
        yield naming, known | {VACANT} if naming.field == "owner" else known
    for naming in OR_A_NAME:
        if ids[naming.names[0]]:
            yield naming, ids[naming.names[0]]


def unknown_in(item: Part, field: str, *, known: set[str]) -> Iterator[str]:
    """What a field of an entry names that is not there."""
    given = getattr(item, field)
    named = given if isinstance(given, tuple) else (given,) if given else ()
    return (id_ for id_ in named if id_ not in known)


def name_of(item: Part) -> str:
    """What an entry is called: its id, or what tells it from the others."""
    return str(getattr(item, "id", None) or getattr(item, "key", ""))
