"""Whether the parts of a plan hang together: each id once, and nothing names what is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from oneplan.plan.doing import VACANT
from oneplan.plan.parts import Item, Part, Wording

if TYPE_CHECKING:
    from oneplan.plan.frame import Plan

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


class Fault(ValueError):
    """What does not hang together: in which part, at which entry and field, and what to do."""

    def __init__(self, part: str, entry: str, *, field: str, says: str) -> None:
        super().__init__(f"{part}, {entry}, {field}: {says}")
        self.part, self.entry, self.field, self.says = part, entry, field, says


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


def check_hangs_together(plan: "Plan") -> None:
    """Refuse a plan whose parts do not fit, with one `Fault`."""
    for check in (
        _check_plan,
        _check_ids,
        _check_sources,
        _check_levels,
        _check_themes,
        _check_named,
        _check_boards,
        _check_lineage,
    ):
        check(plan)


def ids_of(plan: "Plan") -> dict[str, set[str]]:
    """The ids of each part, those of milestones apart; the vision stands for the plan itself."""
    ids = {part: {item.id for item in getattr(plan, part)} for part in TOGETHER}
    ids["milestones"] = {one.id for activity in plan.activities for one in activity.milestones}
    return {**ids, "plan": {VISION}}


def _check_plan(plan: "Plan") -> None:
    if plan.years_from > plan.years_to:
        raise Fault("plan", plan.id, field="years_to", says="a plan cannot end before it begins")
    if plan.follows == plan.id:
        raise Fault("plan", plan.id, field="follows", says="a plan cannot follow itself; name the one before")
    if plan.agreed and plan.agreed.meeting:
        known = {meeting.id for meeting in plan.meetings}
        _check_known("plan", plan.id, field="agreed.meeting", given=(plan.agreed.meeting,), known=known)


def _check_ids(plan: "Plan") -> None:
    together = [(part, item.id) for part in TOGETHER for item in getattr(plan, part)]
    together += [("activities", one.id) for activity in plan.activities for one in activity.milestones]
    _check_once([("plan", VISION), *together])
    spent = {id_.casefold() for id_ in plan.spent}
    for part, id_ in together:
        if id_.casefold() in spent:
            raise Fault(part, id_, field="id", says="this id was used before and is spent; give it a new one")
    for part in ("levels", "sources", "links", "lineage"):
        _check_once([(part, item.id) for item in getattr(plan, part)])
    for part in ("values", "targets", "forecasts"):
        seen: set[str] = set()
        for item in getattr(plan, part):
            if item.key in seen:
                says = "the same group and period stand there twice; keep one"
                raise Fault(part, item.key, field="of", says=says)
            seen.add(item.key)


def _check_once(named: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for part, id_ in named:
        if id_.casefold() in seen:
            raise Fault(part, id_, field="id", says="this id is used twice; give each item its own")
        seen.add(id_.casefold())


def _check_sources(plan: "Plan") -> None:
    known = {source.id for source in plan.sources}
    for part, entry, field, wording in _wordings(plan):
        if wording.source and wording.source not in known:
            raise Fault(
                part, entry, field=field, says=f"there is no source “{wording.source}”; add it to sources"
            )


def _wordings(plan: "Plan") -> Iterator[tuple[str, str, str, Wording]]:
    yield "plan", VISION, "source", plan.vision
    for part in ("levels", *TOGETHER):
        for item in getattr(plan, part):
            if isinstance(item, Item):
                yield part, item.id, "source", item
    for objective in plan.objectives:
        if objective.why:
            yield "objectives", objective.id, "why.claim.source", objective.why.claim
            yield "objectives", objective.id, "why.evidence.source", objective.why.evidence
            yield "objectives", objective.id, "why.question.source", objective.why.question


def _check_levels(plan: "Plan") -> None:
    """Each level stands under levels that are there, and none under itself, however far round."""
    above = {level.id: level.below for level in plan.levels}
    for level in plan.levels:
        _check_known("levels", level.id, field="below", given=level.below, known=above)
    says = "the levels go round in a circle; begin with one at the top"
    _check_no_circle("levels", above, field="below", says=says)


def _check_boards(plan: "Plan") -> None:
    above = {board.id: board.reports_to for board in plan.boards}
    says = "these boards report to each other in a circle; let one report to nobody"
    _check_no_circle("boards", above, field="reports_to", says=says)


def _check_no_circle(part: str, above: Mapping[str, Sequence[str]], *, field: str, says: str) -> None:
    settled: set[str] = set()
    while ready := [id_ for id_, under in above.items() if id_ not in settled and settled.issuperset(under)]:
        settled |= set(ready)
    if left := [id_ for id_ in above if id_ not in settled]:
        raise Fault(part, left[0], field=field, says=says)


def _check_themes(plan: "Plan") -> None:
    levels = {level.id: level for level in plan.levels}
    themes = {theme.id: theme for theme in plan.themes}
    for theme in plan.retired:
        _check_known("retired", theme.id, field="level", given=(theme.level,), known=levels)
    for theme in plan.themes:
        _check_known("themes", theme.id, field="level", given=(theme.level,), known=levels)
        level = levels[theme.level]
        if not level.below and theme.parent:
            says = f"a {level.name} stands at the top; leave the parent out"
            raise Fault("themes", theme.id, field="parent", says=says)
        if level.below:
            _check_known("themes", theme.id, field="parent", given=(theme.parent,), known=themes)
            if themes[theme.parent].level not in level.below:
                says = f"a {level.name} stands under {' or '.join(level.below)}, not under “{theme.parent}”"
                raise Fault("themes", theme.id, field="parent", says=says)


def _check_named(plan: "Plan") -> None:
    """What is named elsewhere in the plan is there."""
    for naming, known in list_namings(plan):
        for item in getattr(plan, naming.part):
            for id_ in unknown_in(item, naming.field, known=known):
                says = f"there is no “{id_}” in this plan"
                raise Fault(naming.part, name_of(item), field=naming.field, says=says)


def list_namings(plan: "Plan") -> Iterator[tuple[Naming, set[str]]]:
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


def _check_lineage(plan: "Plan") -> None:
    told: set[str] = set()
    for line in plan.lineage:
        told.update(line.was)
    for theme in plan.retired:
        if theme.id not in told:
            says = "nothing says what became of it; name it in lineage.toml, with the reason"
            raise Fault("retired", theme.id, field="id", says=says)
    retired = {theme.id for theme in plan.retired}
    after: dict[str, list[str]] = {id_: [] for id_ in retired}
    for line in plan.lineage:
        for id_ in line.was:
            after[id_] += [one for one in line.now if one in retired]
    says = "it lives on in itself, in a circle; name what it became"
    _check_no_circle("lineage", after, field="now", says=says)


def _check_known(part: str, entry: str, *, field: str, given: Iterable[str], known: Iterable[str]) -> None:
    for id_ in given:
        if id_ not in known:
            says = f"there is no “{id_}” in this plan" if id_ else "it is missing; name what it stands under"
            raise Fault(part, entry, field=field, says=says)
