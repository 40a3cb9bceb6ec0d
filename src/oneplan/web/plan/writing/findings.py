"""From a finding to the plan: hidden gaps and what released tables say, each with a press that takes it."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound
from oneplan.people import Actor
from oneplan.sources.sourced import Sourced
from oneplan.web import wiring
from oneplan.web.people.asking import Question, ask
from oneplan.web.plan.models import Edition
from oneplan.web.plan.writing import adopting, queries
from oneplan.web.plan.writing.about import about_edition
from oneplan.web.plan.writing.forms import AdoptForm
from oneplan.web.plan.writing.pages import PLANS
from oneplan.web.understand.gate.queries import list_out, list_said
from oneplan.web.understand.queries import find_comparisons

MOST = 60
MOST_RELEASES = 20


def findings(request: HttpRequest, number: int) -> HttpResponse:
    """For whom is it a different story, and which of it does this draft take up?"""
    found = queries.find_edition(number)
    plan = queries.open_edition(found)
    gaps = _find_gaps()
    kept = {(one.family, group) for one in plan.indicators for group in one.groups}
    rows = [(row, (row["family"], row["group"]) in kept) for row in (gaps.rows[:MOST] if gaps else ())]
    sentences = {one.frozen.sentence for one in plan.indicators if one.frozen}
    said = [
        (release, place, one, one.sentence in sentences)
        for release in list_out(to_partners=False).select_related("papers")[:MOST_RELEASES]
        for place, one in enumerate(list_said(release), start=1)
    ]
    shown = {"rows": rows, "said": said, **about_edition(request, found)}
    return render(request, "plan/desk/findings.html", shown)


def adopt(request: HttpRequest, *, number: int, family: str, group: str) -> HttpResponse:
    """Shall this finding become a priority, or part of one?"""
    found, gaps = queries.find_edition(number), _find_gaps()
    row = (
        next((one for one in gaps.rows if (one["family"], one["group"]) == (family, group)), None)
        if gaps
        else None
    )
    if gaps is None or row is None:
        raise NotFound("This gap is not among those that were found. Go back to the findings and choose one.")
    heading = f"{row['family_title']}: {row['group_name']}"
    question = _question(found, "plan.adopt", heading=heading, intro=row["sentence"])
    do = partial(adopting.adopt_gap, edition=found, found=gaps, family=family, group=group)
    return _ask_where(request, question, edition=found, do=do)


def adopt_released(request: HttpRequest, *, number: int, release: int, place: int) -> HttpResponse:
    """Shall what a released table says become a priority, or part of one?"""
    found = queries.find_edition(number)
    table = list_out(to_partners=False).select_related("papers").filter(pk=release).first()
    said = list_said(table) if table else ()
    if table is None or not 1 <= place <= len(said):
        raise NotFound("This table says no such thing. Go back to the findings and choose one.")
    finding = said[place - 1]
    heading = f"{finding.told.outcome}: {finding.told.group}"
    question = _question(found, "plan.adopt-finding", heading=heading, intro=finding.sentence)
    survey = f"{table.data_set.title}{' (synthetic)' if table.data_set.is_synthetic else ''}"
    period = table.wave or f"{table.data_set.added:%Y}"
    do = partial(adopting.adopt_finding, edition=found, finding=finding, survey=survey, period=period)
    return _ask_where(request, question, edition=found, do=do)


def _question(found: Edition, act: str, *, heading: str, intro: str) -> Question:
    return Question(
        act=act,
        heading=heading,
        button="Take it into the draft",
        done="It is in the draft, with its figures as they are today.",
        back=f"{PLANS}{found.pk}/findings/",
        intro=intro,
    )


def _ask_where(
    request: HttpRequest, question: Question, *, edition: Edition, do: Callable[..., object]
) -> HttpResponse:
    def adopt_there(*, by: Actor, serves: str, name: str, under: str) -> object:
        return do(by=by, where=adopting.Where(serves=serves, name=name, under=under))

    form = partial(AdoptForm, plan=queries.open_edition(edition))
    return ask(request, question, form=form, do=adopt_there)


def _find_gaps() -> Sourced | None:
    """The comparisons of the partnership's own area; none before the first import."""
    evidence = wiring.evidence()
    if evidence is None:
        return None
    compared = wiring.choices().compared
    return find_comparisons(evidence, area=wiring.own_area().code, against="england", compared=compared)
