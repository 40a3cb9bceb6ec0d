"""A partnership's plan of any shape: one whose parts hang together, and the ways from one to another."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError, model_validator

from oneplan.errors import NotFound, NotValid
from oneplan.plan.hanging import check_hangs_together
from oneplan.plan.parts import Item, Level, Objective, Theme
from oneplan.plan.shape import Shape

Kind = TypeVar("Kind", bound=Item)


class Plan(Shape):
    """A plan: what it wants, its themes at levels of its own, and what it rests on."""

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
