"""HTTP in, HTTP out: the page of help, and its tables as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web import wiring
from oneplan.web.design.downloads import send_words
from oneplan.web.plan.help.asked import AskedHelp, read_asked_help
from oneplan.web.plan.help.pages import LEVEL_TAGS, make_card, make_help_page
from oneplan.web.plan.help.queries import Help, find_help, list_districts

OFFERS = ("service", "level", "ages", "organisation", "where", "website", "text", "made_up")
DISTRICTS = ("district", "neighbourhoods", "deprived", "far_from_things", "children_low_income", "services")


def right_help(request: HttpRequest) -> HttpResponse:
    """What help is there, and is it where need is?"""
    asked, found = _found(request)
    page = make_help_page(found, asked, districts=list_districts())
    return render(request, "plan/help.html", {"page": page, "area": wiring.own_area()})


def right_help_csv(request: HttpRequest) -> HttpResponse:
    """The services that were asked for, as a file."""
    _, found = _found(request)
    if found.kept is None:
        raise Http404
    cards = [(make_card(one), LEVEL_TAGS[one.level]) for one in found.offers]
    made_up = "yes" if found.kept.made_up else ""
    lines = [
        (card.name, level, card.ages, card.organisation, card.where, card.website, card.text, made_up)
        for card, level in cards
    ]
    return send_words(lines, columns=OFFERS, name="help")


def districts_csv(request: HttpRequest) -> HttpResponse:
    """Need and services by district, as a file."""
    _, found = _found(request)
    if found.districts is None:
        raise Http404
    lines = [
        (
            row.name,
            *map(str, (row.neighbourhoods, row.deprived, row.isolated, row.low_income)),
            str(row.offers) if found.kept else "",
        )
        for row in found.districts.rows
    ]
    return send_words(lines, columns=DISTRICTS, name="help-by-district")


def _found(request: HttpRequest) -> tuple[AskedHelp, Help]:
    asked = read_asked_help(request.GET, districts=list_districts())
    return asked, find_help(asked, chosen=wiring.choices().directory)
