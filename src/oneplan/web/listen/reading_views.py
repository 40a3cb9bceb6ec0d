"""HTTP in, HTTP out: what children wrote, one text after the other, for those who are trained to read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from oneplan.errors import NotAllowed, OneplanError
from oneplan.listen.safeguarding.routes import propose
from oneplan.people import may
from oneplan.web.listen import reading
from oneplan.web.listen.models import Reading
from oneplan.web.listen.queries import find_wave, has_readers, open_questionnaire
from oneplan.web.listen.reading_forms import DecisionForm
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import check_and_remember_reading


def texts(request: HttpRequest, key: str) -> HttpResponse:
    """How many texts wait to be read, and to whom did worries go?"""
    wave, actor = find_wave(key), find_actor(request)
    unread = reading.list_unread(wave, by_lead=reading.is_lead(actor) or not may(actor, "text.read"))
    shown = {
        "wave": wave,
        "unread": len(unread),
        "counts": reading.count_by_urgency(unread),
        "told": Reading.objects.filter(wave=wave).exclude(to__in=("nobody", "county-lead")),
        "read": Reading.objects.filter(wave=wave).count(),
        "quoted": Reading.objects.filter(wave=wave, may_quote=True).count(),
        "may_read": may(actor, "text.read"),
        "has_readers": has_readers(),
    }
    return render(request, "listen/texts.html", shown)


def next_text(request: HttpRequest, key: str) -> HttpResponse:
    """Which text is read next?"""
    unread = reading.list_unread(find_wave(key), by_lead=reading.is_lead(find_actor(request)))
    there = f"/partners/listen/{key}/texts/"
    return redirect(f"{there}{unread[0].said.id}/" if unread else there)


def text(request: HttpRequest, *, key: str, text: str) -> HttpResponse:
    """Is there a worry in it, and who is told?"""
    wave, actor = find_wave(key), find_actor(request)
    waiting = reading.find_waiting(wave, text, by=actor)
    form = DecisionForm(
        request.POST or None,
        few=waiting.is_few,
        is_lead=reading.is_lead(actor),
        quotes=bool(waiting.quoted),
    )
    if request.method == "POST" and form.is_valid():
        try:
            reading.decide(by=actor, wave=wave, text=text, **form.decided())
        except NotAllowed:
            raise
        except OneplanError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"/partners/listen/{key}/texts/next/")
    if request.method == "GET":
        check_and_remember_reading("text.read", by=actor, title=f"{wave}: {text[:16]}")
    asked = open_questionnaire(wave).by_id.get(waiting.ranked.said.question)
    about_adult = any(match.concern.about_adult for match in waiting.ranked.matches)
    shown = {
        "wave": wave,
        "waiting": waiting,
        "asked": asked.asks.in_version(waiting.ranked.said.group.version) if asked else "",
        "proposed": propose(
            about_adult=about_adult, danger_now=waiting.ranked.how == "now", pupils=waiting.pupils
        ),
        "form": form,
        "is_lead": reading.is_lead(actor),
    }
    answer = render(request, "listen/text.html", shown)
    add_never_cache_headers(answer)
    return answer
