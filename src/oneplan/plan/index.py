"""Everything in a plan by its id, and which priorities and activities each thing is near, found once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from oneplan.plan.doing import Activity, Update
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import lives_on_in
from oneplan.plan.naming import TOGETHER
from oneplan.plan.parts import Part

Ids = dict[str, None]
"""Ids in order, each once."""


@dataclass(frozen=True)
class Near:
    """The priorities and the activities that something belongs to, by their ids."""

    priorities: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Index:
    """A plan, with what other plans do for it, ready to be looked up in any direction.

    Made in time that grows with the plan and no faster.
    """

    plan: Plan
    others: tuple[Plan, ...] = ()
    """Plans whose activities may serve this one too."""

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """The plan's own activities, and those of other plans that serve it."""
        own = {activity.id: activity for activity in self.plan.activities}
        for plan in self.others:
            for activity in plan.activities:
                serves = [id_ for one in activity.also_in if one.plan == self.plan.id for id_ in one.serves]
                if serves:
                    own.setdefault(activity.id, activity.model_copy(update={"serves": tuple(serves)}))
        return own

    @cached_property
    def updates(self) -> dict[str, list[Update]]:
        """What was reported of each activity, wherever it is written; of its milestones too."""
        found: dict[str, list[Update]] = {id_: [] for id_ in self.activities}
        of = {one.id: id_ for id_, activity in self.activities.items() for one in activity.milestones}
        for plan in (self.plan, *self.others):
            for update in plan.updates:
                about = of.get(update.about, update.about)
                if about in found:
                    found[about].append(update)
        return found

    @cached_property
    def items(self) -> dict[str, tuple[str, Part]]:
        """Every entry by its id, with the part of the plan that it stands in."""
        found: dict[str, tuple[str, Part]] = {}
        for plan in (*reversed(self.others), self.plan):
            for part in TOGETHER if plan is self.plan else ("organisations", "roles", "updates"):
                found |= {item.id: (part, item) for item in getattr(plan, part)}
        for activity in self.activities.values():
            found[activity.id] = ("activities", activity)
            found |= {one.id: ("milestones", one) for one in activity.milestones}
        return found

    @cached_property
    def priorities_of(self) -> dict[str, tuple[str, ...]]:
        """For each theme, those retired too, the priorities in force that it is, stands under or became."""
        themes = {theme.id: theme for theme in self.plan.themes}
        priorities = {theme.id for theme in self.plan.priorities}

        def climb(id_: str) -> tuple[str, ...]:
            while id_ and id_ not in priorities:
                id_ = themes[id_].parent
            return (id_,) if id_ else ()

        found = {id_: climb(id_) for id_ in themes}
        for id_, became in lives_on_in(self.plan).items():
            found[id_] = tuple(dict.fromkeys(one for theme in became for one in found[theme]))
        return found

    @cached_property
    def activities_of(self) -> dict[str, tuple[str, ...]]:
        """The activities of each priority."""
        found: dict[str, Ids] = {theme.id: {} for theme in self.plan.priorities}
        for activity in self.activities.values():
            for priority in self.priorities_for(activity.serves):
                found[priority][activity.id] = None
        return {id_: tuple(activities) for id_, activities in found.items()}

    def priorities_for(self, themes: Iterable[str]) -> tuple[str, ...]:
        """The priorities in force behind some ids; what is no theme here has none."""
        return tuple(dict.fromkeys(one for id_ in themes for one in self.priorities_of.get(id_, ())))

    @cached_property
    def near(self) -> dict[str, Near]:
        """What every entry belongs to."""
        found = {theme.id: self._of_priorities(self.priorities_of[theme.id]) for theme in self.plan.themes}
        found |= {theme.id: self._of_priorities(self.priorities_of[theme.id]) for theme in self.plan.retired}
        for id_, activity in self.activities.items():
            found[id_] = Near(self.priorities_for(activity.serves), (id_,))
            found |= {one.id: found[id_] for one in activity.milestones}
        for part, field in (("objectives", "serves"), ("principles", "principles"), ("evidence", "evidence")):
            found |= self._named_by(part, of=self.plan.priorities, field=field)
        for part in ("indicators", "measures", "voices"):
            found |= {one.id: join_near(found, one.serves) for one in getattr(self.plan, part)}
        found |= self._of_partners(found)
        found |= {one.id: join_near(found, (one.about,)) for one in self.plan.updates}
        for part in ("decisions", "strategies", "documents"):
            found |= {one.id: join_near(found, one.about) for one in getattr(self.plan, part)}
        return found | self._of_meetings(found)

    def around(self, id_: str) -> Near:
        """What an entry belongs to or, for a theme above priorities, all that stands under it."""
        near = self.near.get(id_, Near())
        if near.priorities or self.items[id_][0] != "themes":
            return near
        below = (theme.id for theme in self.plan.below(id_))
        return self._of_priorities([one for one in below if self.priorities_of[one] == (one,)])

    def _of_priorities(self, priorities: Sequence[str]) -> Near:
        activities = dict.fromkeys(id_ for one in priorities for id_ in self.activities_of[one])
        return Near(tuple(priorities), tuple(activities))

    def _named_by(self, part: str, *, of: Iterable[Part], field: str) -> dict[str, Near]:
        named: dict[str, list[str]] = {item.id: [] for item in getattr(self.plan, part)}
        for item in of:
            for id_ in getattr(item, field):
                named[id_].append(item.id)  # type: ignore[attr-defined]
        return {id_: self._of_priorities(priorities) for id_, priorities in named.items()}

    def _of_partners(self, found: Mapping[str, Near]) -> dict[str, Near]:
        """Organisations by what they lead or take part in, roles by what they own."""
        does: dict[str, list[str]] = {
            id_: [] for id_, (part, _) in self.items.items() if part in ("organisations", "roles")
        }
        for activity in self.activities.values():
            for id_ in dict.fromkeys((activity.lead, *activity.contributors, activity.owner)):
                if id_ in does:
                    does[id_].append(activity.id)
        return {id_: join_near(found, activities) for id_, activities in does.items()}

    def _of_meetings(self, found: Mapping[str, Near]) -> dict[str, Near]:
        decided: dict[str, list[str]] = {meeting.id: [] for meeting in self.plan.meetings}
        for decision in self.plan.decisions:
            if decision.meeting:
                decided[decision.meeting].append(decision.id)
        return {id_: join_near(found, decisions) for id_, decisions in decided.items()}


def join_near(found: Mapping[str, Near], ids: Iterable[str]) -> Near:
    """What several entries belong to together, each once."""
    known = [found[id_] for id_ in ids if id_ in found]
    return Near(
        tuple(dict.fromkeys(_flat(one.priorities for one in known))),
        tuple(dict.fromkeys(_flat(one.activities for one in known))),
    )


def _flat(several: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for ids in several:
        yield from ids
