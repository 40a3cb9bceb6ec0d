"""The pages about children: what a browser asks, and what it gets."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.definitions.topics import all_topics
from oneplan.web import wiring
from oneplan.web.design.downloads import send_csv
from oneplan.web.understand.files import write_csv
from oneplan.web.understand.forms import LABELS, Asked, read_asked
from oneplan.web.understand.groups.subjects import list_subjects
from oneplan.web.understand.pages import choose, make_page
from oneplan.web.understand.queries import find_comparisons

NO_STATISTICS = 503


def children(request: HttpRequest) -> HttpResponse:
    """What there is to read about children here."""
    shown = {
        "asked": asked_in(request),
        "focus": [subject for subject in list_subjects().values() if subject.is_focus],
        "topics": all_topics().values(),
    }
    return render(request, "understand/children.html", shown)


def hidden_gaps(request: HttpRequest) -> HttpResponse:
    """For whom is it a different story?"""
    asked = asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return without_statistics(request)
    page = make_page(evidence, asked, stages=wiring.stages(), compared=wiring.choices().compared)
    return render(request, "understand/hidden_gaps.html", {"page": page})


def hidden_gaps_csv(request: HttpRequest) -> HttpResponse:
    """The comparisons of the page, all of them, as a file."""
    asked = asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return without_statistics(request)
    compared = wiring.choices().compared
    all_of_it = find_comparisons(evidence, area=asked.area.code, against=asked.against, compared=compared)
    text = write_csv(all_of_it, choose(all_of_it.rows, asked), area=asked.area)
    return send_csv(text, name="hidden-gaps", area=asked.area)


def asked_in(request: HttpRequest) -> Asked:
    """What this request asks for."""
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    asked = read_asked(request.GET, area=area, home=wiring.own_area(), stages=wiring.stages())
    problems = (f"{LABELS['area']}: {problem}",) if problem else ()
    return replace(asked, not_understood=(*problems, *asked.not_understood))


def without_statistics(request: HttpRequest) -> HttpResponse:
    """What is said before the first import, and what to type."""
    return render(request, "design/no_statistics.html", status=NO_STATISTICS)
