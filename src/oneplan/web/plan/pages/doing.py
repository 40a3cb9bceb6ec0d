"""Who does what by when: an activity as a list shows it, its own page, and what an organisation promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oneplan.plan.doing import VACANT, Activity, Update
from oneplan.plan.index import Index
from oneplan.web.plan.pages.showing import say_group
from oneplan.web.plan.pages.threads import Shown, address_of, show_thread
from oneplan.web.plan.pages.wording import Link, Words, show_words
from oneplan.web.plan.queries import Shelf
from oneplan.web.understand.groups.subjects import find_address

MOST_UPDATES = 20
NOBODY, NOT_NAMED = "nobody yet", "not said yet"
SECTORS = {
    "council": "Council",
    "district": "District council",
    "health": "Health",
    "police": "Police",
    "probation": "Probation",
    "education": "Nurseries, schools and colleges",
    "careers": "Careers service",
    "voluntary": "Voluntary sector",
    "other": "Partner",
}
RATINGS = {
    "on-track": "on track",
    "at-risk": "at risk",
    "late": "late",
    "done": "done",
    "stopped": "stopped",
}


@dataclass(frozen=True)
class Done:
    """One activity as a list shows it."""

    link: Link
    illustrative: bool
    lead: Link
    contributors: tuple[str, ...]
    owner: str
    due: date | None
    steps: str
    """How many of its milestones are done, in words."""
    next: str
    """The next milestone; empty where all are done or there is none."""
    next_due: date | None
    plan: str
    """The plan that it is written in, where that is another one."""


@dataclass(frozen=True)
class Reported:
    """What was reported of an activity."""

    on: date
    by: str
    text: str
    rating: str
    changed: str


@dataclass(frozen=True)
class Milestoned:
    """One milestone."""

    id: str
    name: str
    due: date | None
    done: date | None
    evidence: str


@dataclass(frozen=True)
class ActivityPage:
    """Everything that the template shows."""

    line: Done
    words: Words
    how: str
    start: date | None
    resources: str
    groups: tuple[Link, ...]
    serves: tuple[Link, ...]
    also_in: tuple[str, ...]
    milestones: tuple[Milestoned, ...]
    measures: tuple[Link, ...]
    updates: tuple[Reported, ...]
    more_updates: int
    thread: Shown


@dataclass(frozen=True)
class OrganisationPage:
    """Everything that the template shows."""

    id: str
    said: str
    """Its name within a sentence."""
    sector: str
    words: Words
    leads: tuple[Done, ...]
    takes_part: tuple[Done, ...]
    vacant: int
    """How many of those that it leads nobody answers for."""
    silent: int
    """Of how many of those nothing has been reported."""
    boards: tuple[Link, ...]
    measures: tuple[Link, ...]
    thread: Shown


def list_done(index: Index, ids: Iterable[str], *, carried: str, today: date) -> tuple[Done, ...]:
    """Some activities as a list shows them."""
    elsewhere = _written_elsewhere(index)
    return tuple(
        _make_done(index, index.activities[id_], elsewhere=elsewhere, carried=carried, today=today)
        for id_ in ids
    )


def _make_done(
    index: Index, activity: Activity, *, elsewhere: Mapping[str, str], carried: str, today: date
) -> Done:
    ahead = [one for one in activity.milestones if not one.done]
    first = min(ahead, key=lambda one: one.due or date.max, default=None)
    count, of = len(activity.milestones) - len(ahead), len(activity.milestones)
    return Done(
        link=Link(f"/plan/activities/{activity.id}/{carried}", activity.id, activity.name, activity.text),
        illustrative=activity.illustrative,
        lead=_partner(index, activity.lead, carried=carried) if activity.lead else Link("", "", NOBODY),
        contributors=tuple(_named(index, one) for one in activity.contributors),
        owner=say_owner(index, activity.owner, today=today),
        due=activity.due,
        steps=f"{count} of {of} done" if of else "no milestone yet",
        next=first.name if first else "",
        next_due=first.due if first else None,
        plan=elsewhere.get(activity.id, ""),
    )


def make_activity_page(shelf: Shelf, activity: Activity, *, carried: str, today: date) -> ActivityPage:
    """Make the page of one activity."""
    index = shelf.threads.index
    updates = sorted(index.updates.get(activity.id, ()), key=lambda one: one.on, reverse=True)
    return ActivityPage(
        line=list_done(index, (activity.id,), carried=carried, today=today)[0],
        words=show_words(activity, plan=shelf.plan),
        how=activity.how,
        start=activity.start,
        resources=activity.resources,
        groups=link_groups(activity.groups, carried=carried),
        serves=tuple(link_entry(index, one, carried=carried) for one in activity.serves),
        also_in=_say_elsewhere(shelf, activity),
        milestones=tuple(
            Milestoned(one.id, one.name, one.due, one.done, one.evidence) for one in activity.milestones
        ),
        measures=_link_all(
            index, (one.id for one in shelf.plan.measures if activity.id in one.serves), carried=carried
        ),
        updates=tuple(_report(index, one) for one in updates[:MOST_UPDATES]),
        more_updates=max(len(updates) - MOST_UPDATES, 0),
        thread=show_thread(shelf.threads, activity.id, carried=carried),
    )


def make_organisation_page(shelf: Shelf, id_: str, *, carried: str, today: date) -> OrganisationPage:
    """Make the page of what one organisation promised."""
    index = shelf.threads.index
    found: Any = index.items[id_][1]
    leads = [one for one in index.activities.values() if one.lead == id_]
    joins = [one for one in index.activities.values() if id_ in one.contributors and one.lead != id_]
    plan = shelf.plan
    return OrganisationPage(
        id=id_,
        said=f"the {found.name[4:]}" if found.name.startswith("The ") else found.name,
        sector=SECTORS.get(found.sector, "Partner"),
        words=show_words(found, plan=plan),
        leads=list_done(index, (one.id for one in leads), carried=carried, today=today),
        takes_part=list_done(index, (one.id for one in joins), carried=carried, today=today),
        vacant=sum(not _has_owner(index, one, today=today) for one in leads),
        silent=sum(not index.updates[one.id] for one in leads),
        boards=_link_all(index, (one.id for one in plan.boards if id_ in one.members), carried=carried),
        measures=_link_all(
            index, (one.id for one in plan.measures if one.organisation == id_), carried=carried
        ),
        thread=show_thread(shelf.threads, id_, carried=carried),
    )


def say_owner(index: Index, owner: str, *, today: date) -> str:
    """Who answers for something: a post and never a person, or that there is nobody."""
    if not owner:
        return NOT_NAMED
    if owner == VACANT or owner not in index.items:
        return NOBODY
    role: Any = index.items[owner][1]
    return f"{role.name}: nobody at the moment" if role.is_vacant(today) else str(role.name)


def link_entry(index: Index, id_: str, *, carried: str) -> Link:
    """A link to the page of anything that the plan has, by its name."""
    item: Any = index.items[id_][1] if id_ in index.items else None
    name = getattr(item, "name", id_)
    return Link(address_of(index, id_, carried=carried), id_, name)


def link_groups(groups: Iterable[str], *, carried: str) -> tuple[Link, ...]:
    """Links to the pages of groups of children."""
    addresses = ((one, find_address(one)) for one in groups)
    return tuple(
        Link(f"{address}{carried}" if address else "", one, say_group(one)) for one, address in addresses
    )


def _link_all(index: Index, ids: Iterable[str], *, carried: str) -> tuple[Link, ...]:
    return tuple(link_entry(index, one, carried=carried) for one in ids)


def _partner(index: Index, lead: str, *, carried: str) -> Link:
    return link_entry(index, lead, carried=carried) if lead in index.items else Link("", "", lead)


def _named(index: Index, id_: str) -> str:
    return link_entry(index, id_, carried="").name


def _has_owner(index: Index, activity: Activity, *, today: date) -> bool:
    if activity.owner in ("", VACANT) or activity.owner not in index.items:
        return False
    role: Any = index.items[activity.owner][1]
    return not role.is_vacant(today)


def _written_elsewhere(index: Index) -> dict[str, str]:
    """The activities of other plans, each with the title of its plan."""
    own = {one.id for one in index.plan.activities}
    return {one.id: plan.title for plan in index.others for one in plan.activities if one.id not in own}


def _say_elsewhere(shelf: Shelf, activity: Activity) -> tuple[str, ...]:
    """The other plans that it serves, by their titles where they are kept here."""
    titles = {plan.id: plan.title for plan in shelf.plans}
    return tuple(
        f"{titles.get(one.plan, one.plan)}: {', '.join(one.serves)}"
        for one in activity.also_in
        if one.plan != shelf.plan.id
    )


def _report(index: Index, update: Update) -> Reported:
    by = _named(index, update.by) if update.by else ""
    return Reported(update.on, by, update.text, RATINGS.get(update.rating, ""), update.changed)
