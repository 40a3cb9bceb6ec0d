"""The pages of measures: what a browser asks, and what it gets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.definitions.families import families_by_id
from oneplan.web import wiring
from oneplan.web.understand.measures.asked import AskedMeasure, read_measure
from oneplan.web.understand.measures.files import TABLES, write_csv
from oneplan.web.understand.measures.index import make_index, read_topic
from oneplan.web.understand.measures.pages import make_page
from oneplan.words.area import list_authorities

NO_STATISTICS = 503


def measures(request: HttpRequest) -> HttpResponse:
    """What is published about children here?"""
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    topic, unknown = read_topic(request.GET.get("topic", ""))
    page = make_index(
        evidence, area=area, topic=topic, carried=wiring.carried(area), compared=wiring.choices().compared
    )
    problems = [text for text in (problem, unknown) if text]
    return render(
        request,
        "understand/measures.html",
        {"page": page, "area": area, "problems": problems, "areas": list_authorities()},
    )


def measure(request: HttpRequest, family: str) -> HttpResponse:
    """One measure over time, by group, with its gap and rank."""
    asked = _asked_in(request, family)
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    page = make_page(evidence, asked, compared=wiring.choices().compared)
    return render(request, "understand/measure.html", {"page": page, "areas": list_authorities()})


def measure_csv(request: HttpRequest, family: str) -> HttpResponse:
    """One of the page's tables as a file."""
    asked = _asked_in(request, family)
    table = request.GET.get("table", TABLES[0])
    if table not in TABLES:
        raise Http404
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    text = write_csv(evidence, asked, table=table, compared=wiring.choices().compared)
    place = asked.area.name.lower().replace(",", "").replace(" ", "-")
    name = f"{asked.family.id}-{table}-{place}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked_in(request: HttpRequest, family: str) -> AskedMeasure:
    defined = families_by_id().get(family)
    if defined is None:
        raise Http404
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    return read_measure(
        defined,
        area=area,
        home=wiring.own_area(),
        group=request.GET.get("group", ""),
        problem=problem,
    )
