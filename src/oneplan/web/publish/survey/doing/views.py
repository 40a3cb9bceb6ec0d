"""HTTP in, HTTP out: what a school will do about what it heard, and the list of what all schools do."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from oneplan.web.design.downloads import send_words
from oneplan.web.listen.models import School
from oneplan.web.listen.queries import find_school, find_wave
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.plan.views import shelf_or_404, show_theme
from oneplan.web.publish.survey.doing import actions, forms
from oneplan.web.publish.survey.doing.helping import list_helping, list_helping_of_wave
from oneplan.web.publish.survey.doing.pages import make_lines, put_on_thread
from oneplan.web.publish.survey.doing.queries import (
    count_of_wave,
    find_action,
    list_findings,
    list_of_wave,
    list_priorities,
)

COLUMNS = ("school", "heard", "does", "who", "due", "state", "why", "priority", "written")


def write(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """What will this school do about what it heard?"""
    found = find_school(find_wave(key), school, by=find_actor(request), act="school-action.write")
    question = Question(
        act="school-action.write",
        heading=f"What will {found} do?",
        button="Save",
        done="It was saved. Tell your pupils, too.",
        back=address_of(found),
        intro="Talk about it with your pupils first. The partnership reads it too, and asks what came of it.",
    )
    form = partial(forms.WriteForm, findings=list_findings(found), priorities=list_priorities())
    do = partial(actions.write_action, school=found, organisation=found.organisation)
    return ask(request, question, form=form, do=do, initial={"item": request.GET.get("about", "")})


def change(request: HttpRequest, *, key: str, school: str, number: int) -> HttpResponse:
    """How far is it?"""
    found = find_school(find_wave(key), school, by=find_actor(request), act="school-action.change")
    one = find_action(found, number)
    question = Question(
        act="school-action.change",
        heading="How far is it?",
        button="Save",
        done="It was saved.",
        back=address_of(found),
        intro=f"{one.heard} You wrote: {one.does}",
    )
    named = ("state", "why", "does", "who", "due", "priority", "for_pupils")
    initial = {name: getattr(one, name) for name in named}
    known = list_priorities()
    # A priority that the plan has no longer stays until another one is chosen.
    gone = () if not one.priority or one.priority in dict(known) else ((one.priority, one.priority),)
    form = partial(forms.GoOnForm, priorities=(*known, *gone))
    do = partial(actions.change_action, one)
    return ask(request, question, form=form, do=do, thing=one, initial=initial)


def priority(request: HttpRequest, id_: str) -> HttpResponse:
    """Why does a priority matter, what do we and schools do, and how is it going?"""
    shelf = shelf_or_404()
    schools = list_helping(shelf.threads.index, id_)
    return show_theme(
        request,
        id_,
        template="publish/survey/priority.html",
        room="priorities",
        besides={"schools": schools},
        on_thread=put_on_thread(schools),
        shelf=shelf,
    )


def of_wave(request: HttpRequest, key: str) -> HttpResponse:
    """What do schools do about what they heard?"""
    wave = find_wave(key)
    shown = {
        "wave": wave,
        "counted": count_of_wave(wave, today=timezone.localdate()),
        "lines": make_lines(list_of_wave(wave)),
        "helping": list_helping_of_wave(wave),
    }
    return render(request, "publish/survey/doing_all.html", shown)


def of_wave_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a file."""
    del request
    wave = find_wave(key)
    lines = [
        (
            one.school.name,
            one.heard,
            one.does,
            one.who,
            one.due.isoformat(),
            str(one.get_state_display()),
            one.why,
            one.priority,
            timezone.localdate(one.changed_at).isoformat(),
        )
        for one in list_of_wave(wave)
    ]
    return send_words(lines, columns=COLUMNS, name=f"{wave.key}-what-schools-do")


def address_of(found: School) -> str:
    """Where the report of a school is, with what it will do."""
    return f"/partners/listen/{found.wave.key}/schools/{found.school}/report/"
