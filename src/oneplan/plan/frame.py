"""A partnership's plan of any shape: its parts, and the ways from one to another."""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from oneplan.errors import NotFound, NotValid
from oneplan.plan.deciding import Agreement, Decision, Document, Meeting, Strategy
from oneplan.plan.doing import Activity, Board, Measure, Organisation, Role, Update, Voice
from oneplan.plan.hanging import VISION, check_hangs_together
from oneplan.plan.parts import (
    MOST_PARTS,
    EvidenceSource,
    Id,
    Item,
    Level,
    Lineage,
    Link,
    Name,
    Objective,
    Part,
    Principle,
    Source,
    Theme,
    Wording,
)
from oneplan.plan.showing import Forecast, PopulationIndicator, Target, Value

__all__ = ["VISION", "Plan", "Stage"]

Stage = Literal["draft", "consultation", "agreed", "in-force", "under-review", "superseded"]
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]
Kind = TypeVar("Kind", bound=Item)
MOST_ENTRIES = 20_000
"""More updates or values than this belong to several plans."""


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
    agreed: Agreement | None = None
    spent: Annotated[tuple[Id, ...], Field(max_length=MOST_ENTRIES)] = ()
    """Ids that were used once for something that is gone. They stay spent, so that an old paper never
    leads to something else."""
    vision: Wording
    levels: Annotated[tuple[Level, ...], Field(max_length=12)]
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_PARTS)] = ()
    statements: Annotated[tuple[Item, ...], Field(max_length=MOST_PARTS)] = ()
    """What the plan says of itself: how it was made, who answers for it, when it is reviewed."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=MOST_PARTS)] = ()
    themes: Annotated[tuple[Theme, ...], Field(max_length=MOST_PARTS)] = ()
    principles: Annotated[tuple[Principle, ...], Field(max_length=MOST_PARTS)] = ()
    evidence: Annotated[tuple[EvidenceSource, ...], Field(max_length=MOST_PARTS)] = ()
    organisations: Annotated[tuple[Organisation, ...], Field(max_length=MOST_PARTS)] = ()
    roles: Annotated[tuple[Role, ...], Field(max_length=MOST_PARTS)] = ()
    boards: Annotated[tuple[Board, ...], Field(max_length=MOST_PARTS)] = ()
    activities: Annotated[tuple[Activity, ...], Field(max_length=5000)] = ()
    indicators: Annotated[tuple[PopulationIndicator, ...], Field(max_length=MOST_PARTS)] = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=5000)] = ()
    values: Annotated[tuple[Value, ...], Field(max_length=MOST_ENTRIES)] = ()
    targets: Annotated[tuple[Target, ...], Field(max_length=5000)] = ()
    forecasts: Annotated[tuple[Forecast, ...], Field(max_length=5000)] = ()
    voices: Annotated[tuple[Voice, ...], Field(max_length=5000)] = ()
    meetings: Annotated[tuple[Meeting, ...], Field(max_length=5000)] = ()
    decisions: Annotated[tuple[Decision, ...], Field(max_length=5000)] = ()
    updates: Annotated[tuple[Update, ...], Field(max_length=MOST_ENTRIES)] = ()
    strategies: Annotated[tuple[Strategy, ...], Field(max_length=MOST_PARTS)] = ()
    documents: Annotated[tuple[Document, ...], Field(max_length=MOST_PARTS)] = ()
    retired: Annotated[tuple[Theme, ...], Field(max_length=MOST_PARTS)] = ()
    """Priorities that were merged, split or ended: their words and their ids are kept."""
    lineage: Annotated[tuple[Lineage, ...], Field(max_length=MOST_PARTS)] = ()
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
        """The level at which things are promised: the one that says so, else that under which nothing stands.

        A plan that has only one level or none calls it a priority.
        """
        for level in self.levels:
            if level.is_priority:
                return level
        named = [level for level in self.levels if level.below]
        priority = Level(id="priority", name="priority", plural="priorities")
        return max(named, key=lambda level: _depth_of(level, self.levels), default=priority)

    @property
    def priorities(self) -> tuple[Theme, ...]:
        """What the plan promises something for: the themes at its levels of priorities.

        These are the levels that say so; else the lowest; else, in a plan without levels below others, all.
        """
        named = {level.id for level in self.levels if level.is_priority}
        named = named or {self.lowest.id if self.depth > 1 else level.id for level in self.levels}
        return tuple(theme for theme in self.themes if theme.level in named)

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

    def changed(self, **parts: object) -> "Plan":
        """The plan with other parts in the place of some of its own.

        Raises
        ------
        NotValid
            When they do not hang together; the plan itself stays as it is.
        """
        given = {name: getattr(self, name) for name in type(self).model_fields}
        try:
            return Plan.model_validate({**given, **parts})
        except ValidationError as error:
            first = error.errors()[0]
            fault = first.get("ctx", {}).get("error")
            raise NotValid(f"{self.id}: {fault or first['msg']}.") from error

    @model_validator(mode="after")
    def _hangs_together(self) -> "Plan":
        check_hangs_together(self)
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
