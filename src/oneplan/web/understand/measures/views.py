"""The pages of measures: what a browser asks, and what it gets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.definitions.families import families_by_id, list_families
from oneplan.web import wiring
from oneplan.web.design.downloads import send_csv
from oneplan.web.understand.measures.asked import AskedMeasure, read_measure
from oneplan.web.understand.measures.files import TABLES, write_csv
from oneplan.web.understand.measures.index import first_measure, make_index, read_topic
from oneplan.web.understand.measures.newest import write_newest_csv
from oneplan.web.understand.measures.pages import make_page
from oneplan.words.area import list_authorities

NO_STATISTICS = 503
LISTS = ("2025", "2021")
"""The lists of statistical neighbours that a file can be asked with."""


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


def measures_csv(request: HttpRequest) -> HttpResponse:
    """The list of measures with their newest figures, as a file."""
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    area, _ = wiring.chosen_area(request.GET.get("area", ""))
    topic, _ = read_topic(request.GET.get("topic", ""))
    named = [first_measure(family) for family in list_families() if topic in ("", family.topic)]
    text = write_newest_csv(evidence, named, area=area, compared=wiring.choices().compared)
    return send_csv(text, name=f"measures-{topic}" if topic else "measures", area=area)


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
    table, neighbours = request.GET.get("table", "figures"), request.GET.get("neighbours", "")
    if table not in TABLES or neighbours not in ("", *LISTS):
        raise Http404
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    compared = wiring.choices().compared
    text = write_csv(evidence, asked, table=table, compared=compared, neighbours=neighbours)
    return send_csv(text, name=f"{asked.family.id}-{table}", area=asked.area)


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
