"""The papers of the plan as files: the whole plan, one priority, the young people's version."""

from django.http import Http404, HttpRequest, HttpResponse

from oneplan.web.plan.papers import PLAN, YOUNG
from oneplan.web.plan.printing import print_paper
from oneplan.web.plan.queries import Shelf
from oneplan.web.plan.views import find_or_404, shelf_or_404


def plan_pdf(request: HttpRequest) -> HttpResponse:
    """The whole plan, to print."""
    del request
    return _send(shelf_or_404(), PLAN)


def young_pdf(request: HttpRequest) -> HttpResponse:
    """The young people's version, to print."""
    del request
    return _send(shelf_or_404(), YOUNG)


def priority_pdf(request: HttpRequest, id_: str) -> HttpResponse:
    """One priority, to print."""
    del request
    shelf = shelf_or_404()
    found = find_or_404(shelf.plan.find_theme, id_)
    if not found.parent:
        raise Http404
    return _send(shelf, found.id)


def _send(shelf: Shelf, what: str) -> HttpResponse:
    name = f"{shelf.plan.id}.pdf" if what == PLAN else f"{shelf.plan.id}-{what}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(print_paper(shelf, what), content_type="application/pdf", headers=headers)
