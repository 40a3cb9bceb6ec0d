"""HTTP in, HTTP out: what pupils told us, for everybody; and how it gets there, for partners."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from oneplan.errors import NotFound
from oneplan.people import may
from oneplan.web.design.downloads import send_csv
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import ChangeForm, Question, ask
from oneplan.web.people.second_person import is_own_wish
from oneplan.web.publish.models import Publication, Stage
from oneplan.web.publish.survey.publishing import actions, forms
from oneplan.web.publish.survey.publishing.queries import (
    NOTHING,
    find_out,
    find_publication,
    list_of_wave,
    list_out,
)

GONE = 410
FOLDED = '<details class="op-figures"'


class Press(NamedTuple):
    """An act on what somebody asked for: how a page asks once more, what it wants to know, what it does."""

    act: str
    heading: str
    button: str
    done: str
    form: type[Form]
    do: Callable[..., object]


WITHDRAW = Press(
    act="publication.withdraw",
    heading="Take the wish back?",
    button="Take it back",
    done="The wish was taken back. Nothing has gone out.",
    form=ChangeForm,
    do=actions.withdraw_wish,
)
SEND_BACK = Press(
    act="publication.return",
    heading="Why do you send it back?",
    button="Send it back",
    done="It was sent back. Nothing has gone out.",
    form=forms.ReasonForm,
    do=actions.send_back,
)
PUBLISH = Press(
    act="publication.publish",
    heading="Publish it for everybody?",
    button="Publish it",
    done="It is published. Everybody can read it now.",
    form=forms.AgreeForm,
    do=actions.publish,
)
TAKE_BACK = Press(
    act="publication.recall",
    heading="Why do you take it off the site?",
    button="Take it off the site",
    done="It was taken off the site.",
    form=forms.ReasonForm,
    do=actions.take_back,
)


def voices(request: HttpRequest) -> HttpResponse:
    """What did we hear?"""
    return render(request, "publish/survey/voices.html", {"published": list_out()})


def findings(request: HttpRequest, key: str) -> HttpResponse:
    """What did pupils tell us?"""
    found = find_out(key)
    shown = {"found": found, "body": _as_written(found.pages.page), "pupils": found.pages.pupils}
    return _or_gone(request, found) or render(request, "publish/survey/findings.html", shown)


def findings_to_print(request: HttpRequest, key: str) -> HttpResponse:
    """What did pupils tell us? With every chart and every table open, for paper."""
    found = find_out(key)
    opened = found.pages.page.replace(FOLDED, f"{FOLDED} open")
    shown = {"found": found, "body": _as_written(opened), "is_for_paper": True}
    return _or_gone(request, found) or render(request, "publish/survey/findings.html", shown)


def findings_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Every figure of it as a file; its name says where answers are made up."""
    found = find_out(key)
    made_up = "synthetic-" if found.wave.is_demonstration else ""
    return _or_gone(request, found) or send_csv(found.pages.figures, name=f"{made_up}what-pupils-said-{key}")


def for_pupils(request: HttpRequest, *, key: str, page: str) -> HttpResponse:
    """What did we tell them, in a few words?"""
    found = find_out(key)
    one = next((one for one in found.pages.pupils if one["key"] == page), None)
    if one is None:
        raise NotFound(NOTHING)
    shown = {"found": found, "one": one, "body": _as_written(one["page"])}
    return _or_gone(request, found) or render(request, "publish/survey/findings_pupils.html", shown)


def publishing(request: HttpRequest, key: str) -> HttpResponse:
    """What of this wave does everybody read?"""
    wave, actor = find_wave(key), find_actor(request)
    asked = list(list_of_wave(wave))
    shown = {
        "wave": wave,
        "asked": asked,
        "waits": any(one.stage == Stage.ASKED for one in asked),
        "may_ask": may(actor, "publication.ask"),
    }
    return render(request, "publish/survey/publishing.html", shown)


def publication(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """Shall everybody read this?"""
    wave, actor = find_wave(key), find_actor(request)
    found = find_publication(wave, number)
    pupils = [(one, _as_written(one["page"])) for one in found.pages.pupils]
    shown = {
        "wave": wave,
        "found": found,
        "body": _as_written(found.pages.page),
        "pupils": pupils,
        "is_mine": is_own_wish(actor, asked=found.asked_account),
        "may_ask": may(actor, "publication.ask"),
        "may_publish": may(actor, "publication.publish"),
    }
    return render(request, "publish/survey/publication.html", shown)


def ask_to_publish(request: HttpRequest, key: str) -> HttpResponse:
    """Shall everybody read what pupils said?"""
    wave = find_wave(key)
    question = Question(
        act="publication.ask",
        heading="Ask for the findings to be published?",
        button="Ask a second person",
        done="A second person has been asked. Nothing has gone out.",
        back=f"/partners/listen/{key}/publish/",
        intro="The page for everybody is kept as it is now. Nothing goes out before somebody else agrees.",
    )
    return ask(request, question, form=forms.AskForm, do=partial(actions.ask_to_publish, wave=wave))


def withdraw(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """Take the wish back?"""
    return _press(request, key, number=number, press=WITHDRAW)


def send_back(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """Send it back with a reason?"""
    return _press(request, key, number=number, press=SEND_BACK)


def publish(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """Shall it go out?"""
    return _press(request, key, number=number, press=PUBLISH)


def take_back(request: HttpRequest, *, key: str, number: int) -> HttpResponse:
    """Take it off the site?"""
    return _press(request, key, number=number, press=TAKE_BACK)


def _press(request: HttpRequest, key: str, *, number: int, press: Press) -> HttpResponse:
    """A page that asks once more before one of the acts on what somebody asked for."""
    found = find_publication(find_wave(key), number)
    question = Question(
        act=press.act,
        heading=press.heading,
        button=press.button,
        done=press.done,
        back=f"/partners/listen/{key}/publish/{number}/",
        intro=str(found),
    )
    initial = {"fingerprint": found.fingerprint}
    return ask(request, question, form=press.form, do=partial(press.do, found), thing=found, initial=initial)


def _as_written(body: str) -> SafeString:
    """Our own template wrote it when the reports were made, with everything in it escaped."""
    return mark_safe(body)  # noqa: S308


def _or_gone(request: HttpRequest, found: Publication) -> HttpResponse | None:
    """What stands in the place of something that was taken off the site."""
    if found.stage != Stage.RECALLED:
        return None
    return render(request, "publish/survey/gone.html", {"found": found}, status=GONE)
