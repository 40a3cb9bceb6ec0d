"""From a finding to the plan: the hidden gaps, each with a press that takes it into a draft, frozen."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.errors import NotFound
from oneplan.people import Actor
from oneplan.sources.sourced import Sourced
from oneplan.web import wiring
from oneplan.web.people.asking import Question, ask
from oneplan.web.plan.writing import actions, queries
from oneplan.web.plan.writing.about import about_edition
from oneplan.web.plan.writing.forms import AdoptForm
from oneplan.web.plan.writing.pages import PLANS
from oneplan.web.understand.queries import find_comparisons

MOST = 60


def findings(request: HttpRequest, number: int) -> HttpResponse:
    """For whom is it a different story, and which of it does this draft take up?"""
    found = queries.find_edition(number)
    plan = queries.open_edition(found)
    gaps = _find_gaps()
    kept = {(one.family, group) for one in plan.indicators for group in one.groups}
    rows = [(row, (row["family"], row["group"]) in kept) for row in (gaps.rows[:MOST] if gaps else ())]
    return render(request, "plan/desk/findings.html", {"rows": rows, **about_edition(request, found)})


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
    question = Question(
        act="plan.adopt",
        heading=f"{row['family_title']}: {row['group_name']}",
        button="Take it into the draft",
        done="It is in the draft, with its figures as they are today.",
        back=f"{PLANS}{number}/findings/",
        intro=row["sentence"],
    )

    def do(*, by: Actor, serves: str, name: str, under: str) -> object:
        given = {"serves": serves, "name": name, "under": under}
        return actions.adopt_gap(by=by, edition=found, found=gaps, family=family, group=group, **given)

    form = partial(AdoptForm, plan=queries.open_edition(found))
    return ask(request, question, form=form, do=do)


def _find_gaps() -> Sourced | None:
    """The comparisons of the partnership's own area; none before the first import."""
    evidence = wiring.evidence()
    if evidence is None:
        return None
    compared = wiring.choices().compared
    return find_comparisons(evidence, area=wiring.own_area().code, against="england", compared=compared)
