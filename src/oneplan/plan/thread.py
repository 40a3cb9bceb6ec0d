"""The thread through a plan, from either end: heard, promised, done by whom, shown, decided, told back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from oneplan.errors import NotFound
from oneplan.plan.frame import Plan
from oneplan.plan.honest import say_indicator
from oneplan.plan.index import Index, Near

NOT_KEPT = "not kept yet"
_OF_ACTIVITIES = {"activities", "milestones", "updates", "measures"}
"""What belongs to an activity first, and to a priority through it."""


@dataclass(frozen=True)
class Kind:
    """One step of the thread: what it asks, what is said where nothing answers, and where that is kept."""

    id: str
    name: str
    missing: str
    part: str


STEPS = (
    Kind("heard", "What was heard", "no message from children or families leads here", "voices"),
    Kind("priority", "What was promised", "no priority is behind it", "themes"),
    Kind("activity", "What is done", "no activity serves it", "activities"),
    Kind("organisation", "Who does it", "no organisation leads what is done", "organisations"),
    Kind("milestone", "By when", "nothing that is done has a milestone", "milestones"),
    Kind("indicator", "What will show it", "no indicator is agreed", "indicators"),
    Kind("meeting", "Where it was discussed", "no meeting decided about it", "meetings"),
    Kind("decision", "What was decided", "nothing was decided about it", "decisions"),
    Kind("changed", "What changed", "nobody has said what is different for children", "updates"),
    Kind("told", "Who was told", "nobody who was heard has been told what came of it", "voices"),
)


@dataclass(frozen=True)
class Stop:
    """One thing on the thread: its id, its name, and what is said of it here."""

    id: str
    name: str
    says: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a thread: what stands there, or why nothing does."""

    kind: Kind
    stops: tuple[Stop, ...]
    missing: str
    """Empty where something stands; else `not kept yet`, or what is missing."""
    besides: tuple[Stop, ...] = ()
    """What others heard or do there without the plan knowing each of them; it mends no break."""

    @property
    def is_break(self) -> bool:
        """Whether the thread breaks here."""
        return not self.stops


@dataclass(frozen=True)
class Thread:
    """The ten steps for one entry of a plan."""

    about: str
    steps: tuple[Step, ...]

    @property
    def breaks(self) -> tuple[Step, ...]:
        """The steps at which it breaks."""
        return tuple(step for step in self.steps if step.is_break)


@dataclass(frozen=True)
class Break:
    """A place where the thread of a priority, a message or an activity breaks."""

    id: str
    name: str
    step: Kind
    says: str


@dataclass(frozen=True, eq=False)
class Threads:
    """All threads of a plan: made once, then each is found in time that grows with what is on it.

    Parameters
    ----------
    index
        The plan, with the plans that share activities with it.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> thread = Threads(Index(plan)).of("SW-2")
    >>> [stop.id for stop in thread.steps[1].stops]
    ['SW-2']
    >>> thread.steps[0].missing
    'not kept yet'
    """

    index: Index

    def of(self, id_: str, *, besides: Mapping[str, Sequence[Stop]] | None = None) -> Thread:
        """The thread through one entry of the plan, whatever it is.

        Parameters
        ----------
        besides
            By the id of a step, what stands there besides the plan: such as how many schools do something
            about what their pupils said.

        Raises
        ------
        NotFound
            When the plan has nothing with this id.
        """
        if id_ not in self.index.items:
            raise NotFound(f"The plan has nothing with the id “{id_[:60]}”.")
        near = self.index.around(id_)
        found = {kind.id: self._stops(kind.id, near, about=id_) for kind in STEPS}
        also = {step: tuple(stops) for step, stops in (besides or {}).items()}
        steps = (
            Step(kind, found[kind.id], self._missing(kind, found), also.get(kind.id, ())) for kind in STEPS
        )
        return Thread(id_, tuple(steps))

    def list_breaks(self) -> tuple[Break, ...]:
        """Every break of every priority, then messages and activities that lead nowhere."""
        found = [
            Break(theme.id, theme.name, step.kind, step.missing)
            for theme in self.plan.priorities
            for step in self.of(theme.id).breaks
        ]
        return (*found, *self._loose_messages(), *self._loose_activities())

    def _loose_messages(self) -> Iterator[Break]:
        promised, told = (next(kind for kind in STEPS if kind.id == id_) for id_ in ("priority", "told"))
        for voice in self.plan.voices:
            if not voice.serves and voice.answer != "we-will-not":
                yield Break(voice.id, voice.name, promised, "the message leads to no priority")
            if voice.answer and not voice.told_back:
                yield Break(voice.id, voice.name, told, "it is answered, and they have not been told")

    def _loose_activities(self) -> Iterator[Break]:
        (promised,) = (kind for kind in STEPS if kind.id == "priority")
        for id_, activity in self.index.activities.items():
            if not self.index.near[id_].priorities:
                yield Break(id_, activity.name, promised, "the activity serves no priority")

    @property
    def plan(self) -> Plan:
        """The plan that the threads run through."""
        return self.index.plan

    def _missing(self, kind: Kind, found: dict[str, tuple[Stop, ...]]) -> str:
        if found[kind.id]:
            return ""
        return kind.missing if self._kept[kind.part] else NOT_KEPT

    @cached_property
    def _kept(self) -> dict[str, bool]:
        """Whether the plan keeps anything of a kind at all."""
        activities = self.index.activities.values()
        kept = {kind.part: bool(getattr(self.plan, kind.part, ())) for kind in STEPS}
        kept["activities"] = bool(activities)
        kept["organisations"] = kept["organisations"] or any(one.lead for one in activities)
        kept["milestones"] = any(one.milestones for one in activities)
        kept["indicators"] = kept["indicators"] or any(theme.indicators for theme in self.plan.themes)
        kept["updates"] = any(self.index.updates.values())
        return kept

    def _stops(self, kind: str, near: Near, *, about: str) -> tuple[Stop, ...]:
        find: Callable[[Near], Iterable[Stop]] = getattr(self, f"_{kind}")
        part, item = self.index.items[about]
        itself = {"voices": "heard", "indicators": "indicator", "decisions": "decision"}
        if itself.get(part) == kind:
            return (_stop(item),)
        if part == "voices" and kind == "told":
            return tuple(_told(item))
        if part == "meetings" and kind == "meeting":
            return (_stop(item),)
        return tuple(dict.fromkeys(find(near)))

    def _heard(self, near: Near) -> Iterator[Stop]:
        yield from (_stop(voice, says=voice.who) for voice in self._voices(near))

    def _priority(self, near: Near) -> Iterator[Stop]:
        yield from (self._named(id_) for id_ in near.priorities)

    def _activity(self, near: Near) -> Iterator[Stop]:
        yield from (self._named(id_) for id_ in near.activities)

    def _organisation(self, near: Near) -> Iterator[Stop]:
        for activity in map(self.index.activities.__getitem__, near.activities):
            if activity.lead:
                known = activity.lead in self.index.items
                yield self._named(activity.lead) if known else Stop("", activity.lead)
            yield from (self._named(id_) for id_ in activity.contributors)

    def _milestone(self, near: Near) -> Iterator[Stop]:
        for activity in map(self.index.activities.__getitem__, near.activities):
            for one in activity.milestones:
                says = f"done {one.done}" if one.done else f"due {one.due}" if one.due else ""
                yield Stop(one.id, one.name, says)

    def _indicator(self, near: Near) -> Iterator[Stop]:
        for id_ in near.priorities:
            yield from map(_stop, self._served["indicators"].get(id_, ()))
            theme: Any = self.index.items[id_][1]
            yield from (Stop("", say_indicator(one)) for one in theme.indicators)

    def _meeting(self, near: Near) -> Iterator[Stop]:
        for decision in self._decided(near):
            if decision.meeting:
                meeting: Any = self.index.items[decision.meeting][1]
                yield _stop(meeting, says=str(meeting.on))

    def _decision(self, near: Near) -> Iterator[Stop]:
        yield from map(_stop, self._decided(near))

    def _changed(self, near: Near) -> Iterator[Stop]:
        for id_ in near.activities:
            for update in self.index.updates[id_]:
                if update.changed:
                    yield Stop(update.id, update.changed, f"{update.on}")

    def _told(self, near: Near) -> Iterator[Stop]:
        for voice in self._voices(near):
            yield from _told(voice)

    def _voices(self, near: Near) -> Iterator[Any]:
        yield from self._attached("voices", near)

    def _decided(self, near: Near) -> Iterator[Any]:
        yield from self._attached("decisions", near)

    def _attached(self, part: str, near: Near) -> Iterator[Any]:
        """The entries of a part that name a priority, or one of these activities."""
        seen = dict.fromkeys(
            one.id for id_ in (*near.priorities, *near.activities) for one in self._served[part].get(id_, ())
        )
        yield from (self.index.items[id_][1] for id_ in seen)

    @cached_property
    def _served(self) -> dict[str, dict[str, list[Any]]]:
        """For each priority and activity the entries that name it; what names a retired one is its heirs'."""
        found: dict[str, dict[str, list[Any]]] = {}
        for part, field in (("voices", "serves"), ("decisions", "about"), ("indicators", "serves")):
            found[part] = {}
            for item in getattr(self.plan, part):
                for id_ in self._served_by(getattr(item, field)):
                    found[part].setdefault(id_, []).append(item)
        return found

    def _served_by(self, named: Iterable[str]) -> Iterator[str]:
        """The priorities and activities behind what is named: each itself, all else by what it belongs to."""
        for id_ in named:
            part, _ = self.index.items.get(id_, ("", None))
            near = self.index.near.get(id_, Near())
            yield from near.activities if part in _OF_ACTIVITIES else near.priorities

    def _named(self, id_: str) -> Stop:
        return _stop(self.index.items[id_][1])


def _stop(item: Any, *, says: str = "") -> Stop:  # noqa: ANN401 - any entry with an id and a name
    return Stop(item.id, getattr(item, "name", item.id), says)


def _told(voice: Any) -> Iterator[Stop]:  # noqa: ANN401 - a voice from the index
    if voice.told_back:
        said = f"{voice.told_back}, {voice.told_how}" if voice.told_how else str(voice.told_back)
        yield Stop(voice.id, voice.name, said)
