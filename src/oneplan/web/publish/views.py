"""The home page, the statements, and the pages for what is not there."""

from threading import Thread

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import get_resolver

from oneplan.sources.evidence import Evidence
from oneplan.web import wiring
from oneplan.web.design.downloads import send_csv
from oneplan.web.publish import working
from oneplan.web.publish.objectives import make_objectives
from oneplan.web.publish.pages import make_page
from oneplan.web.publish.survey.publishing.queries import list_out
from oneplan.web.understand.measures.queries import find_newest
from oneplan.web.understand.queries import find_comparisons
from oneplan.words.area import Area, list_authorities

NO_STATISTICS = 503
NEIGHBOUR_LISTS = ("2025", "2021")
TEMPLATES = ("publish/home.html", "plan/plan.html", "understand/hidden_gaps.html", "understand/measure.html")
"""Those whose parts make up nearly every page: compiled before anybody waits."""


def home(request: HttpRequest) -> HttpResponse:
    """How are children doing here, and what are we doing about it?"""
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    choices = wiring.choices()
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    comparisons = find_comparisons(evidence, area=area.code, against="england", compared=choices.compared)
    shown = {
        "page": make_page(evidence, comparisons, area=area, carried=wiring.carried(area)),
        "area": area,
        "own": area == wiring.own_area(),
        "objectives": make_objectives(area, carried=wiring.carried(area))
        if area == wiring.own_area()
        else None,
        "neighbours": choices.neighbours,
        "problem": problem,
        "vision": choices.vision,
        "heard": list_out()[:1],
        "areas": list_authorities(),
    }
    return render(request, "publish/home.html", shown)


def how_we_work(request: HttpRequest) -> HttpResponse:
    """How do we work with figures?"""
    page = working.make_page(wiring.evidence(), wiring.choices())
    return render(request, "publish/how_we_work.html", {"page": page})


def checks_csv(request: HttpRequest) -> HttpResponse:
    """What the checks found when this edition came, as a file."""
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    return send_csv(working.write_checks_csv(evidence), name="checks")


def accessibility(request: HttpRequest) -> HttpResponse:
    """Can everybody use this site?"""
    return render(request, "publish/accessibility.html", {"contact": wiring.choices().contact})


def privacy(request: HttpRequest) -> HttpResponse:
    """What does this site know about you?"""
    return render(request, "publish/privacy.html")


def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies does this site set?"""
    return render(request, "publish/cookies.html")


def warm_up() -> None:
    """Compute what the first reader would otherwise wait for; the rest while the first pages are read."""
    evidence = wiring.evidence()
    get_resolver().url_patterns  # noqa: B018 - asked for so that every room is imported before anybody waits
    for template in TEMPLATES:
        get_template(template)
    if evidence is not None:
        area, compared = wiring.own_area(), wiring.choices().compared
        comparisons = find_comparisons(evidence, area=area.code, against="england", compared=compared)
        make_page(evidence, comparisons, area=area, carried="")
        make_objectives(area, carried="")
        Thread(target=warm_up_the_rest, args=(evidence, area), daemon=True).start()


def warm_up_the_rest(evidence: Evidence, area: Area) -> None:
    """Compute what the pages beyond the first one are made of."""
    compared = wiring.choices().compared
    find_newest(evidence, area=area.code, compared=compared)
    for name in NEIGHBOUR_LISTS:
        find_comparisons(evidence, area=area.code, against=f"neighbours-{name}", compared=compared)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is said of an address that leads nowhere."""
    del exception
    shown = {
        "heading": "There is no page here",
        "paragraphs": [
            "The address may be mistyped, or it may lead to a part of the site that is not open yet."
        ],
    }
    return render(request, "design/plain.html", shown, status=404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """What is said when something broke: nothing that depends on what may be broken."""
    del request
    page = get_template("design/went_wrong.html").render({"stylesheet": wiring.stylesheet()})
    return HttpResponse(page, status=500)
