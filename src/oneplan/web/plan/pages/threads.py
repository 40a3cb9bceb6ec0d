"""How a thread is shown on a page: each step with links to what stands there, and each break said plainly."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from oneplan.plan.index import Index
from oneplan.plan.thread import STEPS, Step, Stop, Threads
from oneplan.web.plan.pages.wording import link_to
from oneplan.web.plan.queries import Shelf
from oneplan.words.saying import say_day, start_sentence

MOST_STOPS = 8
MOST_BREAKS = 300
ENTRIES = {
    "voices": "A message",
    "indicators": "What will show it",
    "measures": "What a service counts",
    "meetings": "A meeting",
    "decisions": "A decision",
    "boards": "A group that meets",
    "strategies": "Another strategy",
    "evidence": "Where we learned it",
    "principles": "What we hold to",
    "retired": "What was merged, split or ended",
}
"""The parts whose entries have a page of their own kind, and what such a page calls them."""
_ROOMS = {"activities": "activities", "organisations": "organisations", "objectives": "objectives"}
Besides = Mapping[str, Sequence[Stop]]
"""What stands at the steps of a thread besides the plan."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Stopped:
    """One thing on the thread, with its page where it has one."""

    href: str
    id: str
    name: str
    says: str


@dataclass(frozen=True)
class Stepped:
    """One step of the thread as a page shows it."""

    name: str
    is_here: bool
    """Whether the page is about what stands here."""
    stops: tuple[Stopped, ...]
    more: int
    missing: str
    besides: tuple[Stopped, ...]


@dataclass(frozen=True)
class Shown:
    """A thread as a page shows it."""

    steps: tuple[Stepped, ...]
    breaks: int


@dataclass(frozen=True)
class BrokenAt:
    """One step, and in how many places the threads break there."""

    name: str
    count: int
    why: str


@dataclass(frozen=True)
class BreaksPage:
    """Where the threads of a plan break."""

    title: str
    count: int
    kinds: tuple[BrokenAt, ...]
    shown: tuple[Stopped, ...]


def show_thread(threads: Threads, id_: str, *, carried: str, besides: Besides | None = None) -> Shown:
    """The thread through one entry, from what was heard to who was told, whichever end one comes from."""
    thread = threads.of(id_, besides=besides)
    steps = tuple(_step(one, id_, index=threads.index, carried=carried) for one in thread.steps)
    return Shown(steps, len(thread.breaks))


def make_breaks_page(shelf: Shelf, *, carried: str) -> BreaksPage:
    """Every break, counted by its step; those of priorities first."""
    index = shelf.threads.index
    counts = Counter(one.step.id for one in shelf.breaks)
    whys = {one.step.id: one.says for one in reversed(shelf.breaks)}
    return BreaksPage(
        title=shelf.plan.title,
        count=len(shelf.breaks),
        kinds=tuple(
            BrokenAt(kind.name, counts[kind.id], start_sentence(whys[kind.id]))
            for kind in STEPS
            if counts[kind.id]
        ),
        shown=tuple(
            Stopped(
                address_of(index, one.id, carried=carried),
                one.id,
                one.name,
                f"{one.step.name}: {one.says}",
            )
            for one in shelf.breaks[:MOST_BREAKS]
        ),
    )


def address_of(index: Index, id_: str, *, carried: str) -> str:
    """The page of an entry, or of what it is a part of; empty where it has none."""
    part, item = index.items.get(id_, ("", None))
    if part == "themes":
        theme: Any = item
        return link_to(theme, carried=carried).href
    if part in ("milestones", "updates"):
        activities = index.near[id_].activities if id_ in index.near else ()
        return f"/plan/activities/{activities[0]}/{carried}" if activities else ""
    room = _ROOMS.get(part) or ("entries" if part in ENTRIES else "")
    return f"/plan/{room}/{id_}/{carried}" if room else ""


def say_days_in(text: str) -> str:
    """Words with each day as people say it.

    Examples
    --------
    >>> say_days_in("done 2027-06-12")
    'done 12 June 2027'
    """
    return _DAY.sub(lambda found: say_day(date.fromisoformat(found[0])), text)


def _step(step: Step, about: str, *, index: Index, carried: str) -> Stepped:
    return Stepped(
        name=step.kind.name,
        is_here=any(stop.id == about for stop in step.stops),
        stops=tuple(_stops(step.stops[:MOST_STOPS], index=index, carried=carried)),
        more=max(len(step.stops) - MOST_STOPS, 0),
        missing=start_sentence(step.missing),
        besides=tuple(_stops(step.besides, index=index, carried=carried)),
    )


def _stops(stops: tuple[Stop, ...], *, index: Index, carried: str) -> Iterator[Stopped]:
    for stop in stops:
        href = address_of(index, stop.id, carried=carried) if stop.id else ""
        yield Stopped(href, stop.id, stop.name, say_days_in(stop.says))
