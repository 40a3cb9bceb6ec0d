"""From a gap on a public page to the draft that takes it up: the one there is, or a choice of several."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.web.plan.models import Stage
from oneplan.web.plan.writing.pages import PLANS
from oneplan.web.plan.writing.queries import list_editions


def choose_draft(request: HttpRequest, *, family: str = "", group: str = "") -> HttpResponse:
    """Which draft takes up this finding?"""
    drafts = list(list_editions().filter(stage=Stage.DRAFT))
    where = f"findings/{family}/{group}/" if family else "findings/"
    if len(drafts) == 1:
        return redirect(f"{PLANS}{drafts[0].pk}/{where}")
    return render(request, "plan/desk/choose_draft.html", {"drafts": drafts, "where": where})
