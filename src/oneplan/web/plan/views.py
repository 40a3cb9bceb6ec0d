"""The pages of the plan: what a browser asks, and what it gets."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from oneplan.errors import NotFound, OneplanError
from oneplan.plan.frame import Plan
from oneplan.plan.parts import Objective, Theme
from oneplan.web import wiring
from oneplan.web.design.downloads import send_csv
from oneplan.web.plan import files
from oneplan.web.plan.consulting.queries import list_open
from oneplan.web.plan.models import Edition
from oneplan.web.plan.pages.agreed import make_plan_page
from oneplan.web.plan.pages.editions import make_editions_page
from oneplan.web.plan.pages.history import make_compare_page, make_history_page, make_shape_page
from oneplan.web.plan.pages.matrix import make_matrix
from oneplan.web.plan.pages.parts import make_objective_page, make_theme_page
from oneplan.web.plan.pages.priority import make_priority_page
from oneplan.web.plan.pages.threads import Besides
from oneplan.web.plan.printing import list_papers
from oneplan.web.plan.queries import (
    Figures,
    Shelf,
    find_figures,
    find_shelf,
    find_superseded,
    list_superseded,
)
from oneplan.web.plan.writing.queries import open_edition

CANNOT_BE_READ = 503
Found = TypeVar("Found", Objective, Theme)


def agreed(request: HttpRequest) -> HttpResponse:
    """What have we agreed?"""
    try:
        shelf = find_shelf()
    except OneplanError as error:
        return cannot_be_read(request, error)
    if not shelf.plans:
        return without_plan(request)
    page = make_plan_page(shelf, figures=figures_for(request), carried=carried_by(request))
    consultations = list_open(on=timezone.localdate())
    shown = {"page": page, "consultations": consultations, "papers": list_papers(shelf), **asked_in(request)}
    return render(request, "plan/plan.html", shown)


def objective(request: HttpRequest, id_: str) -> HttpResponse:
    """What does an objective ask of us, and what do figures say?"""
    shelf = shelf_or_404()
    found = find_or_404(shelf.plan.find_objective, id_)
    if found.id != id_:
        return redirect(f"/plan/objectives/{found.id}/{carried_by(request)}", permanent=True)
    page = make_objective_page(shelf, found, figures=figures_for(request), carried=carried_by(request))
    return render(request, "plan/objective.html", {"page": page, **asked_in(request)})


def pillar(request: HttpRequest, id_: str) -> HttpResponse:
    """What have we agreed for one stage of life?"""
    return show_theme(request, id_, template="plan/pillar.html", room="pillars")


def history(request: HttpRequest) -> HttpResponse:
    """Which plans were there before?"""
    try:
        plans = find_shelf().plans
    except OneplanError as error:
        return cannot_be_read(request, error)
    if not plans:
        return without_plan(request)
    page = make_history_page(plans, carried=carried_by(request), superseded=list_superseded())
    return render(request, "plan/history.html", {"page": page})


def compare(request: HttpRequest) -> HttpResponse:
    """What was carried forward, what changed, what ended, what is new?"""
    try:
        plans = find_shelf().plans
        before = plan_before(plans) if plans else None
        page = make_compare_page(before, plans[0]) if before else None
    except OneplanError as error:
        return cannot_be_read(request, error)
    if not plans:
        return without_plan(request)
    return render(request, "plan/compare.html", {"page": page})


def matrix_csv(request: HttpRequest) -> HttpResponse:
    """The matrix of objectives and pillars, as a file."""
    del request
    plan = shelf_or_404().plan
    matrix = make_matrix(plan, carried="")
    if matrix is None:
        raise Http404
    return send_csv(files.matrix_csv(matrix, plan=plan), name=f"{plan.id}-at-a-glance")


def history_csv(request: HttpRequest) -> HttpResponse:
    """The plans, as a file."""
    del request
    plans = shelf_or_404().plans
    return send_csv(files.history_csv(make_history_page(plans, carried=""), plan=plans[0]), name="plans")


def compare_csv(request: HttpRequest) -> HttpResponse:
    """What became of each item of the plan before, as a file."""
    del request
    return send_compared(files.compared_csv, name="compared")


def counts_csv(request: HttpRequest) -> HttpResponse:
    """How many items of the plan before were carried forward, changed or ended, as a file."""
    del request
    return send_compared(files.counts_csv, name="counts")


def send_compared(write: Callable[..., str], *, name: str) -> HttpResponse:
    """A file of the comparison of two plans."""
    plans = shelf_or_404().plans
    before = plan_before(plans)
    if before is None:
        raise Http404
    text = write(make_compare_page(before, plans[0]), plan=plans[0])
    return send_csv(text, name=f"{plans[0].id}-{name}")


def plan_before(plans: tuple[Plan, ...]) -> Plan | None:
    """The plan that the one in force is held beside; None where nobody has compared them."""
    before = [plan for plan in plans if plans[0].follows == plan.id]
    return before[0] if before and plans[0].links else None


def earlier(request: HttpRequest, id_: str) -> HttpResponse:
    """An earlier plan in its own shape."""
    plans = shelf_or_404().plans
    if id_ == plans[0].id:
        return redirect(f"/plan/{carried_by(request)}")
    plan = next((plan for plan in plans if plan.id == id_), None)
    if plan is None:
        raise Http404
    return render(request, "plan/earlier.html", {"page": make_shape_page(plan)})


def edition(request: HttpRequest, number: int) -> HttpResponse:
    """An edition of a plan that was in force once, in its own shape."""
    found = superseded_or_404(number)
    page = make_shape_page(open_edition(found))
    return render(request, "plan/earlier.html", {"page": page, "edition": found})


def compare_edition(request: HttpRequest, number: int) -> HttpResponse:
    """What was carried forward, changed, ended or new since an earlier edition?"""
    found, shelf = superseded_or_404(number), shelf_or_404()
    if found.plan != shelf.plan.id:
        raise Http404
    page = make_editions_page(open_edition(found), shelf.threads.index, carried=carried_by(request))
    return render(request, "plan/since.html", {"page": page, "edition": found})


def show_theme(
    request: HttpRequest,
    id_: str,
    *,
    template: str,
    room: str,
    besides: Mapping[str, Any] | None = None,
    on_thread: Besides | None = None,
    shelf: Shelf | None = None,
) -> HttpResponse:
    """The page of a theme, at its own address: what stands at the top of a plan is a pillar.

    Rooms above give what they have to show `besides`, on the page and `on_thread`, and the shelf for which
    they looked it up.
    """
    shelf, carried = shelf or shelf_or_404(), carried_by(request)
    found = find_or_404(shelf.plan.find_theme, id_)
    if ("priorities" if found.parent else "pillars") != room:
        raise Http404
    if found.id != id_:
        return redirect(f"/plan/{room}/{found.id}/{carried}", permanent=True)
    figures = figures_for(request)
    shown = {
        "page": make_theme_page(shelf, found, figures=figures, carried=carried, besides=on_thread),
        "gaps": link_to_gaps(request, found),
        **asked_in(request),
        **(besides or {}),
    }
    if room == "priorities":
        shown["more"] = make_priority_page(shelf, found, carried=carried, today=timezone.localdate())
    return render(request, template, shown)


def link_to_gaps(request: HttpRequest, theme: Theme) -> str:
    """All comparisons for a stage of life, where the theme is one."""
    if theme.id not in wiring.stages():
        return ""
    carried = carried_by(request)
    return f"/children/hidden-gaps/{carried}{'&' if carried else '?'}stage={theme.id}"


def asked_in(request: HttpRequest) -> Mapping[str, Any]:
    """For which authority figures are asked, and what is said when it is none."""
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    return {"area": area, "own": area == wiring.own_area(), "problem": problem}


def carried_by(request: HttpRequest) -> str:
    """The query string that keeps a reader's choice of area."""
    return wiring.carried(asked_in(request)["area"])


def figures_for(request: HttpRequest) -> Figures:
    """The figures of the authority asked for."""
    return find_figures(asked_in(request)["area"])


def shelf_or_404() -> Shelf:
    """The plans; where there are none, or none that can be read, the address leads nowhere."""
    try:
        shelf = find_shelf()
    except OneplanError as error:
        raise Http404 from error
    if not shelf.plans:
        raise Http404
    return shelf


def superseded_or_404(number: int) -> Edition:
    """An edition that was in force once."""
    found = find_superseded(number)
    if found is None:
        raise Http404
    return found


def find_or_404(find: Callable[[str], Found], id_: str) -> Found:
    """What a plan has under an id."""
    try:
        return find(id_)
    except NotFound as error:
        raise Http404 from error


def without_plan(request: HttpRequest) -> HttpResponse:
    """What is said while no plan is kept, and what will be here."""
    return render(request, "plan/none.html")


def cannot_be_read(request: HttpRequest, error: OneplanError) -> HttpResponse:
    """What is said when a plan's files cannot be taken as they stand."""
    return render(request, "plan/unreadable.html", {"problem": error}, status=CANNOT_BE_READ)
