"""HTTP in, HTTP out: every form that writes in a draft, and each step of an edition."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.errors import NotFound
from oneplan.people import Actor
from oneplan.plan.frame import Plan
from oneplan.plan.lineage import next_id
from oneplan.plan.naming import TOGETHER
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.people.models import Organisation
from oneplan.web.plan.models import Edition
from oneplan.web.plan.writing import actions, forms, pages, queries
from oneplan.web.plan.writing.about import STEP_WORDS, about_edition
from oneplan.web.plan.writing.asking import list_asked
from oneplan.web.plan.writing.pages import PLANS
from oneplan.web.plan.writing.rows import Content
from oneplan.web.plan.writing.saying import PARTS, say_field
from oneplan.web.plan.writing.whys import WHY, asks_why


def start_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Shall a new draft begin here?"""
    found = queries.find_edition(number)
    if request.method != "POST":
        return render(request, "plan/desk/start.html", about_edition(request, found))
    made = actions.start_draft(by=find_actor(request), edition=found)
    return redirect(f"{PLANS}{made.pk}/")


def add(request: HttpRequest, *, number: int, part: str) -> HttpResponse:
    """What is added to a draft?"""
    found = queries.find_edition(number)
    plan, one = queries.open_edition(found), PARTS.get(part, ("", ""))[1]
    if not one:
        raise NotFound("Nothing can be added here. Go back to the contents and choose a part.")
    question = _question(found, "plan.add", heading=f"Add {one}", done="It was added.")
    under = request.GET.get("under", "")
    initial = _suggested(plan, part, under=under)

    def do(*, by: Actor, content: Content, stood: Content) -> object:
        del stood
        return actions.add_entry(by=by, edition=found, part=part, content=content)

    form = partial(forms.EntryForm, part=part, plan=plan, entry={})
    return ask(request, question, form=form, do=do, initial=initial)


def change(request: HttpRequest, *, number: int, entry: int, field: str = "") -> HttpResponse:
    """What should this entry say?"""
    found = queries.find_edition(number)
    one = queries.find_entry(found, entry)
    known = {asked.name for asked in list_asked(one.part)} - {"id"} | (
        {WHY} if asks_why(one.part, "") else set()
    )
    if field and field not in known:
        raise NotFound("This entry has no such field. Go back to it and choose one.")
    name = one.content.get("name", "") or one.key
    heading = f"{say_field(field)}: {name}" if field else f"Change “{name}”"
    back = pages.href(found, one.pk)
    question = _question(found, "plan.change", heading=heading, done="It was changed.", back=back)
    do = partial(actions.change_entry, edition=found, part=one.part, key=one.key)
    form = partial(
        forms.EntryForm, part=one.part, plan=queries.open_edition(found), entry=one.content, only=field
    )
    return ask(request, question, form=form, do=do)


def own_activity(request: HttpRequest, *, number: int, entry: int) -> HttpResponse:
    """What does our organisation promise?"""
    found = queries.find_edition(number)
    one = queries.find_entry(found, entry)
    organisation = Organisation.objects.filter(key=one.content.get("lead", "")).first()
    if one.part != "activities" or organisation is None:
        raise NotFound("No organisation that belongs here leads this. Ask the partnership manager.")
    back = pages.href(found, one.pk)
    question = _question(
        found, "activity.write", heading=f"Change “{one.content['name']}”", done="It was changed.", back=back
    )
    do = partial(actions.write_activity, edition=found, organisation=organisation)
    form = partial(forms.EntryForm, part=one.part, plan=queries.open_edition(found), entry=one.content)
    return ask(request, question, form=form, do=do)


def change_head(request: HttpRequest, number: int) -> HttpResponse:
    """What does the plan want?"""
    found = queries.find_edition(number)
    question = _question(found, "plan.change-head", heading="Title, years and vision", done="It was changed.")
    do = partial(actions.change_head, edition=found)
    return ask(request, question, form=partial(forms.HeadForm, head=found.head), do=do)


def end(request: HttpRequest, *, number: int, entry: int) -> HttpResponse:
    """Why does this end?"""
    found = queries.find_edition(number)
    one = queries.find_entry(found, entry)
    name = one.content.get("name", "") or one.key
    question = _question(found, "plan.end", heading=f"End “{name}”", done="It was ended. Its id stays spent.")
    do = partial(actions.end_entry, edition=found, part=one.part, key=one.key)

    def without_stood(*, by: Actor, reason: str) -> object:
        return do(by=by, reason=reason)

    return ask(request, question, form=forms.EndForm, do=without_stood)


def replace(request: HttpRequest, number: int) -> HttpResponse:
    """Which priorities become what?"""
    found = queries.find_edition(number)
    plan = queries.open_edition(found)
    question = _question(
        found, "plan.replace", heading="Merge or split priorities", done="Both histories are kept."
    )
    own = [(one.id, f"{one.id} {one.name}") for one in plan.priorities]
    do = partial(actions.replace_entries, edition=found)
    return ask(request, question, form=partial(forms.ReplaceForm, priorities=own), do=do)


def move(request: HttpRequest, *, number: int, entry: int) -> HttpResponse:
    """Where does this stand?"""
    found = queries.find_edition(number)
    one = queries.find_entry(found, entry)
    if one.part != "themes":
        raise NotFound("Only priorities and what they stand under can be moved.")
    back = pages.href(found, one.pk)
    question = _question(
        found, "plan.move", heading=f"Move “{one.content['name']}”", done="It was moved.", back=back
    )
    do = partial(actions.move_entry, edition=found, key=one.key)
    form = partial(forms.MoveForm, plan=queries.open_edition(found), key=one.key)
    return ask(request, question, form=form, do=do)


def consult(request: HttpRequest, number: int) -> HttpResponse:
    """From when until when may people say something, and who?"""
    found = queries.find_edition(number)
    question = _question(
        found, "plan.consult", heading="Put it out to consultation", done="It is out for consultation."
    )
    return ask(request, question, form=forms.ConsultForm, do=partial(actions.put_out, found), thing=found)


def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Who agreed it, when and where?"""
    found = queries.find_edition(number)
    meetings = [(one.id, f"{one.name}, {one.on}") for one in queries.open_edition(found).meetings]
    question = _question(found, "plan.agree", heading="Say that it is agreed", done="It is agreed.")
    form = partial(forms.AgreeForm, meetings=meetings)
    return ask(request, question, form=form, do=partial(actions.agree, found), thing=found)


STEPS = {
    "reopen": actions.take_back,
    "bring-into-force": actions.bring_into_force,
    "review": actions.begin_review,
    "end-review": actions.end_review,
    "withdraw": actions.withdraw,
}


def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Shall it be written in again?"""
    return _step(request, number=number, name="reopen")


def bring_into_force(request: HttpRequest, number: int) -> HttpResponse:
    """Shall it come into force?"""
    return _step(request, number=number, name="bring-into-force")


def begin_review(request: HttpRequest, number: int) -> HttpResponse:
    """Shall the review begin?"""
    return _step(request, number=number, name="review")


def end_review(request: HttpRequest, number: int) -> HttpResponse:
    """Is the review over, and the plan goes on as it is?"""
    return _step(request, number=number, name="end-review")


def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Shall nothing come of it?"""
    return _step(request, number=number, name="withdraw")


def _step(request: HttpRequest, *, number: int, name: str) -> HttpResponse:
    found = queries.find_edition(number)
    if request.method != "POST":
        return render(
            request,
            "plan/desk/step.html",
            {"step": name, "does": STEP_WORDS[name], **about_edition(request, found)},
        )
    STEPS[name](found, by=find_actor(request), seen=request.POST.get("seen", ""))
    return redirect(f"{PLANS}{found.pk}/")


def _question(found: Edition, act: str, *, heading: str, done: str, back: str = "") -> Question:
    intro = f"{found}. Everything that was there before stays in its history."
    return Question(
        act=act, heading=heading, button="Save", done=done, back=back or f"{PLANS}{found.pk}/", intro=intro
    )


def _suggested(plan: Plan, part: str, *, under: str) -> dict[str, Any]:
    """What a new entry begins with: the next free id, and where it stands."""
    if not under or part not in TOGETHER:
        return {}
    parent = next((theme for theme in plan.themes if theme.id == under), None)
    if parent is None:
        return {}
    given: dict[str, Any] = {"id": next_id(plan, under=under)}
    if part == "themes":
        beside = next((one for one in plan.under(under)), None)
        level = beside.level if beside else plan.lowest.id
        return {
            "id": next_id(plan, under=actions.beginning_under(plan, under)),
            "parent": under,
            "level": level,
        }
    return given | {"serves": [under]}
