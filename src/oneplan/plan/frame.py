"""A partnership's plan of any shape: its parts, and that they hang together."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from oneplan.errors import NotFound
from oneplan.plan.parts import (
    MOST_PARTS,
    Activity,
    EvidenceSource,
    Id,
    Item,
    Level,
    Link,
    Name,
    Objective,
    Part,
    Principle,
    Source,
    Theme,
    Wording,
)

Stage = Literal["draft", "consultation", "agreed", "in-force", "under-review", "superseded"]
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]
Kind = TypeVar("Kind", bound=Item)
VISION = "vision"
"""The id by which a link names a plan's vision."""


class Fault(ValueError):
    """What does not hang together: in which part, at which entry and field, and what to do."""

    def __init__(self, part: str, entry: str, *, field: str, says: str) -> None:
        super().__init__(f"{part}, {entry}, {field}: {says}")
        self.part, self.entry, self.field, self.says = part, entry, field, says


class Plan(Part):
    """A plan: what it wants, its themes at levels of its own, and what it rests on."""

    id: Id
    title: Name
    area: Name
    years_from: Year
    years_to: Year
    stage: Stage
    follows: Id | Literal[""] = ""
    """The plan that it is held beside: the one before it."""
    vision: Wording
    levels: Annotated[tuple[Level, ...], Field(max_length=12)]
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_PARTS)] = ()
    statements: Annotated[tuple[Item, ...], Field(max_length=MOST_PARTS)] = ()
    """What the plan says of itself: how it was made, who answers for it, when it is reviewed."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=MOST_PARTS)] = ()
    themes: Annotated[tuple[Theme, ...], Field(max_length=MOST_PARTS)] = ()
    principles: Annotated[tuple[Principle, ...], Field(max_length=MOST_PARTS)] = ()
    evidence: Annotated[tuple[EvidenceSource, ...], Field(max_length=MOST_PARTS)] = ()
    activities: Annotated[tuple[Activity, ...], Field(max_length=5000)] = ()
    links: Annotated[tuple[Link, ...], Field(max_length=MOST_PARTS)] = ()
    """What became of the items of the plan that it follows."""

    @property
    def years(self) -> str:
        """The years as people say them."""
        return f"{self.years_from} to {self.years_to}"

    @property
    def depth(self) -> int:
        """How many levels stand one under the other."""
        return max((_depth_of(level, self.levels) for level in self.levels), default=0)

    @property
    def lowest(self) -> Level:
        """The level under which nothing stands: a priority, where a plan has only one level or none."""
        named = [level for level in self.levels if level.below]
        priority = Level(id="priority", name="priority", plural="priorities")
        return max(named, key=lambda level: _depth_of(level, self.levels), default=priority)

    def at_level(self, level: str) -> tuple[Theme, ...]:
        """The themes of one level, in the plan's order."""
        return tuple(theme for theme in self.themes if theme.level == level)

    def under(self, parent: str) -> tuple[Theme, ...]:
        """The themes that stand directly under one; those at the top when none is named."""
        return tuple(theme for theme in self.themes if theme.parent == parent)

    def below(self, parent: str) -> tuple[Theme, ...]:
        """All themes under one, however deep, in the plan's order."""
        under = {parent}
        while more := {theme.id for theme in self.themes if theme.parent in under} - under:
            under |= more
        return tuple(theme for theme in self.themes if theme.parent in under)

    def find_theme(self, id_: str) -> Theme:
        """The theme with this id, whatever its capitals.

        Raises
        ------
        NotFound
            When there is none.
        """
        return _find(self.themes, id_)

    def find_objective(self, id_: str) -> Objective:
        """The objective with this id, whatever its capitals.

        Raises
        ------
        NotFound
            When there is none.
        """
        return _find(self.objectives, id_)

    def find_level(self, id_: str) -> Level:
        """The level with this id.

        Raises
        ------
        NotFound
            When there is none.
        """
        return _find(self.levels, id_)

    def cite(self, source: str) -> str:
        """Where quoted words stand, as a page says it."""
        return next((f"“{one.title}”, {one.publisher}" for one in self.sources if one.id == source), "")

    @model_validator(mode="after")
    def _hangs_together(self) -> "Plan":
        for check in (_check_plan, _check_ids, _check_sources, _check_levels, _check_themes, _check_named):
            check(self)
        return self


def _find(items: Iterable[Kind], id_: str) -> Kind:
    wanted = id_.casefold()
    for item in items:
        if item.id.casefold() == wanted:
            return item
    raise NotFound(f"The plan has nothing with the id “{id_[:60]}”.")


def _depth_of(level: Level, levels: tuple[Level, ...]) -> int:
    above = [one for one in levels if one.id in level.below]
    return 1 + max((_depth_of(one, levels) for one in above), default=0)


def _check_plan(plan: Plan) -> None:
    if plan.years_from > plan.years_to:
        raise Fault("plan", plan.id, field="years_to", says="a plan cannot end before it begins")
    if plan.follows == plan.id:
        raise Fault("plan", plan.id, field="follows", says="a plan cannot follow itself; name the one before")


def _check_ids(plan: Plan) -> None:
    parts = ("statements", "objectives", "themes", "principles", "evidence", "activities")
    together = [(part, item.id) for part in parts for item in getattr(plan, part)]
    _check_once([("plan", VISION), *together])
    for part in ("levels", "sources", "links"):
        _check_once([(part, item.id) for item in getattr(plan, part)])


def _check_once(named: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for part, id_ in named:
        if id_.casefold() in seen:
            raise Fault(part, id_, field="id", says="this id is used twice; give each item its own")
        seen.add(id_.casefold())


def _check_sources(plan: Plan) -> None:
    known = {source.id for source in plan.sources}
    for part, entry, field, wording in _wordings(plan):
        if wording.source and wording.source not in known:
            raise Fault(
                part, entry, field=field, says=f"there is no source “{wording.source}”; add it to sources"
            )


def _wordings(plan: Plan) -> Iterator[tuple[str, str, str, Wording]]:
    yield "plan", VISION, "source", plan.vision
    for part in ("levels", "statements", "objectives", "themes", "principles", "evidence", "activities"):
        for item in getattr(plan, part):
            yield part, item.id, "source", item
    for objective in plan.objectives:
        if objective.why:
            yield "objectives", objective.id, "why.claim.source", objective.why.claim
            yield "objectives", objective.id, "why.evidence.source", objective.why.evidence
            yield "objectives", objective.id, "why.question.source", objective.why.question


def _check_levels(plan: Plan) -> None:
    """Each level stands under levels that are there, and none under itself, however far round."""
    above = {level.id: set(level.below) for level in plan.levels}
    for level in plan.levels:
        _check_known("levels", level, field="below", given=level.below, known=above.keys())
    settled: set[str] = set()
    while ready := [id_ for id_, under in above.items() if id_ not in settled and under <= settled]:
        settled |= set(ready)
    if left := [id_ for id_ in above if id_ not in settled]:
        raise Fault(
            "levels",
            left[0],
            field="below",
            says="the levels go round in a circle; begin with one at the top",
        )


def _check_themes(plan: Plan) -> None:
    levels = {level.id: level for level in plan.levels}
    themes = {theme.id: theme for theme in plan.themes}
    for theme in plan.themes:
        _check_known("themes", theme, field="level", given=(theme.level,), known=levels)
        level = levels[theme.level]
        if not level.below and theme.parent:
            says = f"a {level.name} stands at the top; leave the parent out"
            raise Fault("themes", theme.id, field="parent", says=says)
        if level.below:
            _check_known("themes", theme, field="parent", given=(theme.parent,), known=themes)
            if themes[theme.parent].level not in level.below:
                says = f"a {level.name} stands under {' or '.join(level.below)}, not under “{theme.parent}”"
                raise Fault("themes", theme.id, field="parent", says=says)


def _check_named(plan: Plan) -> None:
    """What is named elsewhere in the plan is there."""
    objectives = {objective.id for objective in plan.objectives}
    principles = {principle.id for principle in plan.principles}
    themes = {theme.id for theme in plan.themes}
    for theme in plan.themes:
        _check_known("themes", theme, field="serves", given=theme.serves, known=objectives)
        _check_known("themes", theme, field="principles", given=theme.principles, known=principles)
    for activity in plan.activities:
        _check_known("activities", activity, field="serves", given=activity.serves, known=themes)
    statements = {one.id for one in plan.statements} | {one.id for one in plan.activities}
    known = {VISION, *objectives, *themes, *principles, *(one.id for one in plan.evidence), *statements}
    for link in plan.links:
        for id_ in link.now:
            if id_ not in known:
                raise Fault("links", link.id, field="now", says=f"there is no “{id_}” in this plan")


def _check_known(part: str, item: Item, *, field: str, given: Iterable[str], known: Iterable[str]) -> None:
    for id_ in given:
        if id_ not in known:
            says = f"there is no “{id_}” in this plan" if id_ else "it is missing; name what it stands under"
            raise Fault(part, item.id, field=field, says=says)
