"""The pages of single entries of the plan: activities, organisations, messages; the thread; their files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from oneplan.web.design.downloads import send_csv
from oneplan.web.plan import files
from oneplan.web.plan.pages.doing import list_done, make_activity_page, make_organisation_page
from oneplan.web.plan.pages.entries import make_entry_page
from oneplan.web.plan.pages.parts import make_theme_page
from oneplan.web.plan.pages.showing import show_indicator
from oneplan.web.plan.pages.threads import ENTRIES, address_of, make_breaks_page
from oneplan.web.plan.pages.young import make_young_page
from oneplan.web.plan.queries import Shelf
from oneplan.web.plan.views import carried_by, figures_for, find_or_404, shelf_or_404


def activity(request: HttpRequest, id_: str) -> HttpResponse:
    """What is done, by whom, by when, and what came of it?"""
    shelf = shelf_or_404()
    found = shelf.threads.index.activities.get(id_)
    if found is None:
        return _elsewhere(request, shelf, id_)
    today = timezone.localdate()
    page = make_activity_page(shelf, found, carried=carried_by(request), today=today)
    return render(request, "plan/activity.html", {"page": page, "today": today})


def organisation(request: HttpRequest, id_: str) -> HttpResponse:
    """What did an organisation promise?"""
    shelf = shelf_or_404()
    if shelf.threads.index.items.get(id_, ("", None))[0] != "organisations":
        return _elsewhere(request, shelf, id_)
    page = make_organisation_page(shelf, id_, carried=carried_by(request), today=timezone.localdate())
    return render(request, "plan/organisation.html", {"page": page})


def entry(request: HttpRequest, id_: str) -> HttpResponse:
    """What does an entry of the plan say, and what hangs on it?"""
    shelf = shelf_or_404()
    if shelf.threads.index.items.get(id_, ("", None))[0] not in ENTRIES:
        return _elsewhere(request, shelf, id_)
    page = make_entry_page(shelf, id_, carried=carried_by(request))
    return render(request, "plan/entry.html", {"page": page})


def breaks(request: HttpRequest) -> HttpResponse:
    """Where does the thread from what was heard to what was done break?"""
    page = make_breaks_page(shelf_or_404(), carried=carried_by(request))
    return render(request, "plan/breaks.html", {"page": page})


def young_people(request: HttpRequest) -> HttpResponse:
    """What is the plan, in a few words for young people?"""
    page = make_young_page(shelf_or_404(), carried=carried_by(request))
    return render(request, "plan/young.html", {"page": page})


def priority_csv(request: HttpRequest, id_: str) -> HttpResponse:
    """The indicators of a priority, as a file."""
    shelf = shelf_or_404()
    plan = shelf.plan
    found = find_or_404(plan.find_theme, id_)
    page = make_theme_page(shelf, found, figures=figures_for(request), carried="")
    shown = [
        show_indicator(one, shelf=shelf, carried="") for one in plan.indicators if found.id in one.serves
    ]
    return send_csv(files.indicators_csv(page, shown, plan=plan), name=f"{plan.id}-{found.id}")


def indicators_csv(request: HttpRequest) -> HttpResponse:
    """Every indicator of the plan with its baseline and its targets, as a file."""
    del request
    shelf = shelf_or_404()
    shown = [show_indicator(one, shelf=shelf, carried="") for one in shelf.plan.indicators]
    return send_csv(files.figures_csv(shown, plan=shelf.plan), name=f"{shelf.plan.id}-indicators")


def activities_csv(request: HttpRequest) -> HttpResponse:
    """Everything that is done, by whom and by when, as a file."""
    del request
    shelf = shelf_or_404()
    index = shelf.threads.index
    done = list_done(index, index.activities, carried="", today=timezone.localdate())
    return send_csv(files.activities_csv(done, plan=shelf.plan), name=f"{shelf.plan.id}-activities")


def _elsewhere(request: HttpRequest, shelf: Shelf, id_: str) -> HttpResponse:
    """An id that is written in other capitals, or whose page is of another kind, leads there."""
    wanted = id_.casefold()
    for known in shelf.threads.index.items:
        if known.casefold() == wanted:
            address = address_of(shelf.threads.index, known, carried=carried_by(request))
            if address and address.partition("?")[0] != request.path:
                return redirect(address, permanent=True)
    raise Http404
