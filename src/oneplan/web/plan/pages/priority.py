"""What the page of a priority shows beside its figures: heard, done, shown by what, and where from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from oneplan.plan.doing import Voice
from oneplan.plan.frame import Plan
from oneplan.plan.index import Index
from oneplan.plan.lineage import came_from
from oneplan.plan.parts import Lineage, Theme
from oneplan.plan.thread import Thread
from oneplan.web.plan.pages.doing import Done, link_entry, link_groups, list_done
from oneplan.web.plan.pages.showing import Indicated, show_indicator
from oneplan.web.plan.pages.threads import Shown, show_thread
from oneplan.web.plan.pages.wording import Link, Words, listed, show_words
from oneplan.web.plan.queries import Shelf
from oneplan.words.saying import say_day

ANSWERS = {"we-did": "We did", "we-will": "We will", "we-will-not": "We will not"}
MOST_HEARD, MOST_DONE = 12, 60
"""More than these stand on pages of their own and in the file."""
HAPPENED = {
    "merged": "were merged into",
    "split": "was split into",
    "changed": "became",
    "ended": "ended",
}


@dataclass(frozen=True)
class Heard:
    """One message: what was said, by whom, and what came of it."""

    link: Link
    words: Words
    who: str
    count: int | None
    where: str
    on: date | None
    answer: str
    because: str
    told: str


@dataclass(frozen=True)
class Became:
    """How priorities became others: which, when and why."""

    was: tuple[Link, ...]
    happened: str
    now: tuple[Link, ...]
    on: date | None
    reason: str


@dataclass(frozen=True)
class Paper:
    """A document, or another strategy, with its address where it can be followed."""

    name: str
    about: str
    href: str


@dataclass(frozen=True)
class PriorityPage:
    """What the template shows beside the page that every theme has."""

    in_short: str
    """The same for young people, where it is written."""
    groups: tuple[Link, ...]
    led_by: tuple[tuple[str, str], ...]
    heard: tuple[Heard, ...]
    more_heard: int
    keeps_voices: bool
    rests_on: tuple[Link, ...]
    done: tuple[Done, ...]
    more_done: int
    keeps_activities: bool
    shown_by: tuple[Indicated, ...]
    going: tuple[str, ...]
    """Why nobody can tell yet how it goes, each in a sentence."""
    strategies: tuple[Paper, ...]
    documents: tuple[Paper, ...]
    history: tuple[Became, ...]
    thread: Shown


def make_priority_page(shelf: Shelf, theme: Theme, *, carried: str, today: date) -> PriorityPage:
    """Make what stands on the page of a priority, all of it from the thread that runs through it."""
    plan, index = shelf.plan, shelf.threads.index
    thread = shelf.threads.of(theme.id)
    voices = ids_on(thread, "heard")
    activities = ids_on(thread, "activity")
    indicators: list[Any] = [index.items[id_][1] for id_ in ids_on(thread, "indicator")]
    shown_by = tuple(show_indicator(one, shelf=shelf, carried=carried) for one in indicators)
    return PriorityPage(
        in_short=theme.for_young_people,
        groups=link_groups(theme.groups, carried=carried),
        led_by=_say_leaders(index, theme),
        heard=tuple(show_heard(index, id_, carried=carried) for id_ in voices[:MOST_HEARD]),
        more_heard=max(len(voices) - MOST_HEARD, 0),
        keeps_voices=bool(plan.voices),
        rests_on=tuple(link_entry(index, one, carried=carried) for one in theme.evidence),
        done=list_done(index, activities[:MOST_DONE], carried=carried, today=today),
        more_done=max(len(activities) - MOST_DONE, 0),
        keeps_activities=bool(index.activities),
        shown_by=shown_by,
        going=_say_going(shown_by, reports=sum(len(index.updates[one]) for one in activities)),
        strategies=link_strategies(plan, theme.id),
        documents=link_documents(plan, theme.id),
        history=tuple(show_lineage(index, one, carried=carried) for one in came_from(plan, theme.id)),
        thread=show_thread(shelf.threads, theme.id, carried=carried),
    )


def ids_on(thread: Thread, step: str) -> tuple[str, ...]:
    """What stands at one step of a thread and has an id."""
    (found,) = (one for one in thread.steps if one.kind.id == step)
    return tuple(stop.id for stop in found.stops if stop.id)


def show_heard(index: Index, id_: str, *, carried: str) -> Heard:
    """One message as a page shows it."""
    found: Any = index.items[id_][1]
    voice: Voice = found
    source = link_entry(index, voice.evidence, carried=carried).name if voice.evidence else ""
    return Heard(
        link=Link(f"/plan/entries/{voice.id}/{carried}", voice.id, voice.name),
        words=show_words(voice, plan=index.plan),
        who=voice.who,
        count=voice.heard,
        where=source,
        on=voice.on,
        answer=ANSWERS.get(voice.answer, ""),
        because=voice.because,
        told=_say_told(voice),
    )


def show_lineage(index: Index, line: Lineage, *, carried: str) -> Became:
    """How some priorities became others, as a page shows it."""
    return Became(
        was=tuple(link_entry(index, one, carried=carried) for one in line.was),
        happened=HAPPENED[line.word],
        now=tuple(link_entry(index, one, carried=carried) for one in line.now),
        on=line.on,
        reason=line.reason,
    )


def link_strategies(plan: Plan, about: str) -> tuple[Paper, ...]:
    """The other strategies that are linked to something in the plan."""
    return tuple(
        Paper(one.name, listed([part for part in (one.owner, one.years) if part]), _open(one.address))
        for one in plan.strategies
        if about in one.about
    )


def link_documents(plan: Plan, about: str = "") -> tuple[Paper, ...]:
    """The documents about something in the plan; all of them where nothing is named."""
    found = (one for one in plan.documents if not about or about in one.about)
    return tuple(Paper(one.name, one.kind, _open(one.address)) for one in found)


def _open(address: str) -> str:
    """An address that leads out; a file beside the plan is not given out from here."""
    return address if address.startswith(("https://", "http://")) else ""


def _say_leaders(index: Index, theme: Theme) -> tuple[tuple[str, str], ...]:
    named = (("Led by", theme.lead_group), ("Speaks for it on the board", theme.sponsor))
    return tuple((what, link_entry(index, who, carried="").name) for what, who in named if who)


def _say_told(voice: Voice) -> str:
    if not voice.told_back:
        return ""
    how = f", {voice.told_how[:1].lower()}{voice.told_how[1:]}" if voice.told_how else ""
    return f"They were told on {say_day(voice.told_back)}{how}."


def _say_going(shown_by: Iterable[Indicated], *, reports: int) -> tuple[str, ...]:
    indicators = tuple(shown_by)
    said = []
    if all(one.lacks_baseline for one in indicators):
        said.append("No baseline is agreed.")
    if all(one.lacks_target for one in indicators):
        said.append("No target is agreed.")
    if not reports:
        said.append("Nobody has reported.")
    return tuple(said)
