"""The pages of groups of children: what a browser asks, and what it gets."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound
from oneplan.web import wiring
from oneplan.web.design.downloads import send_csv
from oneplan.web.understand.forms import Asked
from oneplan.web.understand.groups.pages import make_page, measures_of
from oneplan.web.understand.groups.subjects import Subject, find_subject
from oneplan.web.understand.measures.newest import write_newest_csv
from oneplan.words.area import list_authorities

NO_STATISTICS = 503


def show_group(
    request: HttpRequest, subject: Subject, *, template: str, more: Mapping[str, Any]
) -> HttpResponse:
    """The page of one group, in a template that has more to say of it."""
    asked = _asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    page = make_page(
        evidence, subject, asked=asked, stages=wiring.stages(), compared=wiring.choices().compared
    )
    return render(request, template, {"page": page, "areas": list_authorities(), **more})


def group_csv(request: HttpRequest, id_: str) -> HttpResponse:
    """The newest figure of every measure about one group, as a file."""
    subject = _subject(id_)
    asked = _asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    compared = wiring.choices().compared
    text = write_newest_csv(evidence, measures_of(subject), area=asked.area, compared=compared)
    return send_csv(text, name=subject.id, area=asked.area)


def _subject(id_: str) -> Subject:
    try:
        return find_subject(id_)
    except NotFound as error:
        raise Http404 from error


def _asked_in(request: HttpRequest) -> Asked:
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    problems = (f"Area: {problem}",) if problem else ()
    return Asked(area=area, home=wiring.own_area().code, not_understood=problems)
