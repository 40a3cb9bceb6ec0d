"""The page of one group of children: what is known of them, what they said, and what was promised to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from oneplan.plan.for_children import find_for_children
from oneplan.plan.frame import Plan
from oneplan.web import wiring
from oneplan.web.plan.pages.doing import Done, list_done
from oneplan.web.plan.pages.priority import Heard, show_heard
from oneplan.web.plan.pages.showing import Indicated, say_group, show_indicator
from oneplan.web.plan.pages.wording import Link, Words, link_to, show_words
from oneplan.web.plan.queries import Shelf, find_shelf_or_none
from oneplan.web.understand.gate.queries import list_out
from oneplan.web.understand.groups.subjects import Subject, find_address, list_subjects
from oneplan.web.understand.groups.views import show_group

MOST_HEARD, MOST_DONE, MOST_INDICATORS = 10, 20, 6


@dataclass(frozen=True)
class NamedIn:
    """Another plan of the partnership that gives its attention to these children, in its own words."""

    plan: Link
    words: Words


@dataclass(frozen=True)
class Promised:
    """What the plan in force says of a group of children; everything is empty where it says nothing."""

    title: str
    themes: tuple[Link, ...]
    illustrative: bool
    done: tuple[Done, ...]
    more_done: int
    shown_by: tuple[Indicated, ...]
    heard: tuple[Heard, ...]
    more_heard: int
    keeps_voices: bool
    keeps_activities: bool
    named_in: tuple[NamedIn, ...]


def groups(request: HttpRequest) -> HttpResponse:
    """Which groups of children is something known about?"""
    subjects = list_subjects().values()
    shelf = find_shelf_or_none()
    shown = {
        "focus": [subject for subject in subjects if subject.is_focus],
        "others": [subject for subject in subjects if not subject.is_focus],
        "named": list(_named_by(shelf).values()),
    }
    return render(request, "understand/groups.html", shown)


def group(request: HttpRequest, id_: str) -> HttpResponse:
    """Everything known about one group of children, what they said, and what was promised to them."""
    shelf = find_shelf_or_none()
    subject = list_subjects().get(id_) or _named_by(shelf).get(id_)
    if subject is None:
        raise Http404
    area, _ = wiring.chosen_area(request.GET.get("area", ""))
    carried, today = wiring.carried(area), timezone.localdate()
    promised = make_promised(shelf, subject, carried=carried, today=today) if shelf else None
    more = {"promised": promised, "counted": list_out(to_partners=False).exists()}
    return show_group(request, subject, template="publish/group.html", more=more)


def make_promised(shelf: Shelf, subject: Subject, *, carried: str, today: date) -> Promised:
    """What the plan in force promises to a group of children, and what it heard from them."""
    index, wanted = shelf.threads.index, (subject.id, *subject.groups)
    found = find_for_children(index, wanted)
    return Promised(
        title=shelf.plan.title,
        themes=tuple(link_to(one, carried=carried) for one in found.themes),
        illustrative=any(one.illustrative for one in found.themes),
        done=list_done(index, (one.id for one in found.activities[:MOST_DONE]), carried=carried, today=today),
        more_done=max(len(found.activities) - MOST_DONE, 0),
        shown_by=tuple(
            show_indicator(one, shelf=shelf, carried=carried) for one in found.indicators[:MOST_INDICATORS]
        ),
        heard=tuple(show_heard(index, one.id, carried=carried) for one in found.voices[:MOST_HEARD]),
        more_heard=max(len(found.voices) - MOST_HEARD, 0),
        keeps_voices=bool(shelf.plan.voices),
        keeps_activities=bool(index.activities),
        named_in=tuple(_named_in(shelf.plans[1:], wanted, carried=carried)),
    )


def _named_in(plans: Iterable[Plan], wanted: tuple[str, ...], *, carried: str) -> Iterable[NamedIn]:
    for plan in plans:
        for theme in plan.themes:
            if theme.id in wanted or set(theme.groups) & set(wanted):
                link = Link(f"/plan/{plan.id}/{carried}", plan.id, f"{plan.title}, {plan.years}")
                yield NamedIn(link, show_words(theme, plan=plan))


def _named_by(shelf: Shelf | None) -> dict[str, Subject]:
    """The groups that only the plan in force names, which no figure is about."""
    if shelf is None:
        return {}
    plan = shelf.plan
    ids = dict.fromkeys(
        id_
        for part in (plan.themes, plan.activities, plan.indicators, plan.voices)
        for one in part
        for id_ in one.groups
    )
    names = {theme.id: theme.name for theme in plan.themes}
    return {
        id_: Subject(id_, names.get(id_, say_group(id_)), ())
        for id_ in ids
        if find_address(id_) == f"/children/groups/{id_}/" and id_ not in list_subjects()
    }
