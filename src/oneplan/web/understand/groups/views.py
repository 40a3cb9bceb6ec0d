"""The pages of groups of children: what a browser asks, and what it gets."""

from dataclasses import replace

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound
from oneplan.publish.formats import to_csv
from oneplan.understand.series import newest_figures
from oneplan.web import wiring
from oneplan.web.understand.forms import Asked
from oneplan.web.understand.groups.pages import make_page, measures_of
from oneplan.web.understand.groups.subjects import Subject, find_subject, list_subjects
from oneplan.web.understand.measures.queries import near_of
from oneplan.words.area import list_authorities

NO_STATISTICS = 503


def groups(request: HttpRequest) -> HttpResponse:
    """Which groups of children is something known about?"""
    subjects = list_subjects().values()
    shown = {
        "focus": [subject for subject in subjects if subject.is_focus],
        "others": [subject for subject in subjects if not subject.is_focus],
    }
    return render(request, "understand/groups.html", shown)


def group(request: HttpRequest, id_: str) -> HttpResponse:
    """Everything published about one group of children."""
    subject = _subject(id_)
    asked = _asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    page = make_page(
        evidence, subject, asked=asked, stages=wiring.stages(), compared=wiring.choices().compared
    )
    return render(request, "understand/group.html", {"page": page, "areas": list_authorities()})


def group_csv(request: HttpRequest, id_: str) -> HttpResponse:
    """The newest figure of every measure about one group, as a file."""
    subject = _subject(id_)
    asked = _asked_in(request)
    evidence = wiring.evidence()
    if evidence is None:
        return render(request, "design/no_statistics.html", status=NO_STATISTICS)
    compared = wiring.choices().compared
    found = newest_figures(evidence, area=asked.area.code, near=near_of(compared))
    wanted = list(measures_of(subject))
    order = pl.col("measure").replace_strict(
        {measure: place for place, measure in enumerate(wanted)}, return_dtype=pl.Int64
    )
    edition = evidence.edition
    frame = (
        found.frame.filter(pl.col("measure").is_in(wanted))
        .sort(order)
        .select(
            *("family", "group", "measure", "area", "period", "period_start", "period_end"),
            *("period_status", "value", "published", "england_value", "region_value"),
            *("neighbours_value", "neighbours_used"),
            publisher=pl.lit(edition.publisher),
            title=pl.lit(edition.title),
            edition=pl.lit(edition.label),
            licence=pl.lit(edition.licence),
        )
    )
    place = asked.area.name.lower().replace(",", "").replace(" ", "-")
    return HttpResponse(
        to_csv(replace(found, frame=frame)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{subject.id}-{place}.csv"'},
    )


def _subject(id_: str) -> Subject:
    try:
        return find_subject(id_)
    except NotFound as error:
        raise Http404 from error


def _asked_in(request: HttpRequest) -> Asked:
    area, problem = wiring.chosen_area(request.GET.get("area", ""))
    problems = (f"Area: {problem}",) if problem else ()
    return Asked(area=area, home=wiring.own_area().code, not_understood=problems)
