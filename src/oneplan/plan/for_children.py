"""What a plan promises to one group of children, and what it heard from them: found by the group."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.definitions.groups import Focus, list_groups
from oneplan.plan.doing import Activity, Voice
from oneplan.plan.index import Index
from oneplan.plan.parts import Theme
from oneplan.plan.showing import PopulationIndicator, Target


@dataclass(frozen=True)
class ForChildren:
    """Everything in a plan that is for some groups of children, or from them."""

    themes: tuple[Theme, ...]
    """Focus groups that are themes, priorities for these children, and those with an indicator about them."""
    activities: tuple[Activity, ...]
    """Those for these children, and those without groups of their own that serve such a theme."""
    indicators: tuple[PopulationIndicator, ...]
    targets: tuple[Target, ...]
    voices: tuple[Voice, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the plan says nothing of these children: that has to be shown, too."""
        return not (self.themes or self.activities or self.indicators or self.voices)


def groups_of(focus: Focus) -> tuple[str, ...]:
    """The ids by which a plan can name a focus group: its own, and those of the groups behind figures.

    Examples
    --------
    >>> from oneplan.definitions.groups import list_focus
    >>> groups_of(next(one for one in list_focus() if one.id == "care"))
    ('care', 'care-leavers', 'unaccompanied')
    """
    known = (group.id for group in list_groups().values() if group.kind in focus.kinds)
    return tuple(dict.fromkeys((focus.id, *known)))


def find_for_children(index: Index, groups: Iterable[str]) -> ForChildren:
    """What a plan promises to these groups of children, and what it heard from them.

    Parameters
    ----------
    index
        The plan, with other plans whose activities serve it.
    groups
        Ids of groups; for a focus group, `groups_of` says which.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> [theme.id for theme in find_for_children(Index(plan), ["care"]).themes]
    ['GW-3', 'BW-3']
    """
    wanted, plan = set(groups), index.plan
    themes = tuple(theme for theme in plan.themes if wanted & _named_by(theme))
    served = {one for theme in themes for one in index.priorities_of[theme.id]}
    return ForChildren(
        themes=themes,
        activities=tuple(
            one
            for one in index.activities.values()
            if wanted & set(one.groups) or (not one.groups and served & set(index.near[one.id].priorities))
        ),
        indicators=tuple(one for one in plan.indicators if wanted & set(one.groups)),
        targets=tuple(one for one in plan.targets if one.group in wanted),
        voices=tuple(one for one in plan.voices if wanted & set(one.groups)),
    )


def _named_by(theme: Theme) -> set[str]:
    return {theme.id, *theme.groups, *(one.group for one in theme.indicators)}
