"""HTTP in, HTTP out: a school that runs the survey, its cards, its classes and its named adult."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from oneplan.errors import NotAllowed, NotFound, NotValid, OneplanError
from oneplan.listen.waves.codes import show_code
from oneplan.listen.waves.wave import Group
from oneplan.web import wiring
from oneplan.web.design.papers import make_pdf
from oneplan.web.listen import actions, running, school_forms
from oneplan.web.listen.cards import write_cards, write_codes
from oneplan.web.listen.collection import list_codes
from oneplan.web.listen.models import School, State
from oneplan.web.listen.queries import find_school, find_wave, list_own_schools, open_questionnaire
from oneplan.web.listen.school_pages import list_classes, make_school_page
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import check_and_remember_reading
from oneplan.web.people.asking import Question, ask

Codes = dict[Group, list[str]]


def own_schools(request: HttpRequest) -> HttpResponse:
    """In which schools do I run the survey?"""
    found = list(list_own_schools(find_actor(request)))
    if len(found) == 1:
        return redirect(address_of(found[0]))
    return render(request, "listen/own_schools.html", {"schools": found})


def school(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """How far is my school, and what is to do today?"""
    found = _find(request, key, school=school, act="school.read")
    page = make_school_page(found, find_actor(request))
    shown = {"school": found, "wave": found.wave, "page": page, "survey": wiring.survey_address(request)}
    return render(request, "listen/school.html", shown)


def cards_pdf(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """The cards of a school, to print and cut."""
    found, codes = _codes(request, key, school=school)
    choices = wiring.choices()
    paper = write_cards(
        found,
        codes,
        asked=open_questionnaire(found.wave),
        address=wiring.survey_address(request),
        author=choices.words.partnership,
        notice=choices.demonstration,
    )
    made = make_pdf(paper, day=timezone.localdate())
    return _send(made, kind="application/pdf", name=f"{key}-{school}-cards.pdf")


def codes_csv(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """The codes of a school, for those who print their own cards."""
    _, codes = _codes(request, key, school=school)
    return _send(
        write_codes(codes).encode(), kind="text/csv; charset=utf-8", name=f"{key}-{school}-codes.csv"
    )


def add_codes(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """Which class needs more codes?"""
    found = _find(request, key, school=school, act="codes.add")
    question = Question(
        act="codes.add",
        heading="Issue extra codes to a class",
        button="Issue them",
        done="",
        back=address_of(found),
        intro="For pupils who are new, or whose card is lost. A new card begins at the first question.",
    )
    form = partial(school_forms.ExtraForm, classes=list_classes(found))
    sent = form(request.POST or None)
    if request.method == "POST" and sent.is_valid():
        group = school_forms.group_named(sent.cleaned_data["group"])
        try:
            done = running.add_codes(
                by=find_actor(request),
                school=found,
                group=group,
                codes=sent.cleaned_data["codes"],
                organisation=found.organisation,
            )
        except NotAllowed:
            raise
        except OneplanError as error:
            sent.add_error(None, str(error))
        else:
            shown = {"school": found, "group": group, "codes": [show_code(code) for code in done.fresh]}
            return render(request, "listen/fresh.html", shown | {"survey": wiring.survey_address(request)})
    return render(request, "people/question.html", {"question": question, "form": sent})


def pause(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """Let a class wait, or go on."""
    found = _find(request, key, school=school, act="class.pause")
    sent = school_forms.PauseForm(request.POST or None, classes=list_classes(found))
    if request.method == "POST" and sent.is_valid():
        try:
            running.pause_class(
                by=find_actor(request),
                school=found,
                group=school_forms.group_named(sent.cleaned_data["group"]),
                paused=sent.cleaned_data["paused"],
                organisation=found.organisation,
            )
        except NotValid as error:
            messages.error(request, str(error))
    return redirect(address_of(found))


def name_adult(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """Whom can a pupil of this school talk to?"""
    found = _find(request, key, school=school, act="school.change")
    question = Question(
        act="school.change",
        heading=f"Who is the named adult of {found}?",
        button="Save",
        done="Pupils read it from now on.",
        back=address_of(found),
        intro="Every pupil reads whom they can talk to, before they write anything in their own words.",
    )
    do = partial(actions.name_adult, school=found, organisation=found.organisation)
    return ask(
        request, question, form=school_forms.AdultForm, do=do, initial={"named_adult": found.named_adult}
    )


def assign(request: HttpRequest, *, key: str, school: str) -> HttpResponse:
    """Whose survey lead runs the survey here?"""
    found = _find(request, key, school=school, act="school.assign")
    question = Question(
        act="school.assign",
        heading=f"Who runs the survey in {found}?",
        button="Save",
        done="It was saved.",
        back=address_of(found),
        intro="Survey leads of this organisation see this school, print its cards, and see no other.",
    )
    do = partial(actions.assign_school, school=found)
    return ask(request, question, form=school_forms.AssignForm, do=do, initial={"to": found.organisation})


def address_of(found: School) -> str:
    """Where the page of a school is."""
    return f"/partners/listen/{found.wave.key}/schools/{found.school}/"


def _find(request: HttpRequest, key: str, *, school: str, act: str) -> School:
    return find_school(find_wave(key), school, by=find_actor(request), act=act)


def _codes(request: HttpRequest, key: str, *, school: str) -> tuple[School, Codes]:
    """The codes that may be printed now; that somebody took them is remembered, and never which."""
    found = _find(request, key, school=school, act="codes.print")
    codes = list_codes(found) if found.wave.state == State.OPEN else {}
    if not codes:
        raise NotFound(
            "There are no cards to print: the wave is not open, or every class has begun. Issue extra codes."
        )
    check_and_remember_reading("codes.print", by=find_actor(request), title=f"{found}, {found.wave}")
    return found, codes


def _send(made: bytes, *, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type=kind, headers=headers)
