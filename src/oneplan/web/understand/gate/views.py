"""HTTP in, HTTP out: the gate's list, choosing tables, the page of a release, and every press on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.errors import NotAllowed, OneplanError
from oneplan.people import may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import check_and_remember_reading
from oneplan.web.people.asking import Question, ask
from oneplan.web.understand.evidence.queries import find_data_set
from oneplan.web.understand.gate import actions, forms
from oneplan.web.understand.gate.pages import make_page
from oneplan.web.understand.gate.queries import (
    check_may_leave,
    find_release,
    list_releases,
    list_to_release,
)
from oneplan.web.understand.gate.released import send_certificate, send_table

GATE = "/partners/evidence/gate/"
SECONDS = 4
"""How often the page of a release that is being worked on is renewed."""


def gate(request: HttpRequest) -> HttpResponse:
    """What is in the gate, and what went out?"""
    chooses = may(find_actor(request), "release.choose")
    shown = {"releases": list_releases(), "data_sets": list_to_release() if chooses else []}
    return render(request, "understand/gate.html", shown)


def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Which tables should go out?"""
    found = find_data_set(key)
    check_may_leave(found)
    question = Question(
        act="release.choose",
        heading="Which tables should go out?",
        button="See what would be withheld",
        done="It is being worked out what would be withheld. Nothing has gone out.",
        back=GATE,
        intro=f"They are counted from “{found.title}”. Nothing goes out before a second person agrees.",
    )
    do = partial(actions.choose_tables, data_set=found)
    return ask(request, question, form=partial(forms.TablesForm, data_set=found), do=do)


def release(request: HttpRequest, number: int) -> HttpResponse:
    """What would go out, and what would be withheld?"""
    return _show(request, number)


def table_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The file as its readers would get it."""
    found = find_release(number)
    check_and_remember_reading("gate.read", by=find_actor(request), title=found.title)
    return send_table(found)


def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate of that file."""
    found = find_release(number)
    check_and_remember_reading("gate.read", by=find_actor(request), title=found.title)
    return send_certificate(found)


def change(request: HttpRequest, number: int) -> HttpResponse:
    """Take a recoding, other rules, or a choice about what is out."""
    done = "It is being worked out again. Nothing has gone out."
    return _press(request, number, act=actions.change_release, form=forms.ChangeForm, done=done)


def run(request: HttpRequest, number: int) -> HttpResponse:
    """Take it through the gate."""
    done = "The gate is at work. You may close this page: it goes on."
    return _press(request, number, act=actions.run_gate, form=forms.RunForm, done=done)


def ask_second(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a second person."""
    done = "A second person has been asked. It stands on the page of everybody who may release it."
    return _press(request, number, act=actions.ask_second_person, form=forms.AskForm, done=done)


def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take the wish back."""
    done = "The wish was taken back. Nothing has gone out."
    return _press(request, number, act=actions.withdraw_wish, form=forms.Press, done=done)


def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Set it aside."""
    done = "It was set aside. Nothing of it has gone out."
    return _press(request, number, act=actions.set_aside, form=forms.Press, done=done)


def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Send it back with a reason."""
    done = "It was sent back with your reason. Nothing has gone out."
    return _press(request, number, act=actions.send_back, form=forms.ReasonForm, done=done)


def let_out(request: HttpRequest, number: int) -> HttpResponse:
    """Release it."""
    done = "It was released. Its readers can read it from now on."
    return _press(request, number, act=_let_out, form=forms.LetOutForm, done=done)


def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take it off the site."""
    done = "It was taken off the site. Who read it or has the file still has it."
    return _press(request, number, act=actions.take_back, form=forms.ReasonForm, done=done)


def _let_out(*given: Any, looked: bool, **named: Any) -> object:  # noqa: ANN401 - as any act is called
    del looked  # the form insists on it
    return actions.let_out(*given, **named)


def _press(
    request: HttpRequest, number: int, *, act: Callable[..., object], form: Callable[..., Form], done: str
) -> HttpResponse:
    """Do what a button of the page says, or show the page again with what was wrong."""
    found = find_release(number)
    if request.method != "POST":
        return redirect(f"{GATE}{number}/")
    sent = form(request.POST, auto_id=_ids(act))
    if sent.is_valid():
        try:
            act(found, by=find_actor(request), **sent.cleaned_data)
        except NotAllowed:
            raise
        except OneplanError as error:
            sent.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(f"{GATE}{number}/")
    return _show(request, number, sent=sent, by=act)


def _show(
    request: HttpRequest, number: int, *, sent: Form | None = None, by: Callable[..., object] | None = None
) -> HttpResponse:
    found, actor = find_release(number), find_actor(request)
    page = make_page(found, actor)
    if page.inside or page.finding:
        check_and_remember_reading("gate.read", by=actor, title=found.title)
    seen = {"fingerprint": found.fingerprint}
    shown = {
        "release": found,
        "data_set": found.data_set,
        "page": page,
        "form": sent,
        "run": forms.RunForm(auto_id="run_%s", initial={"minutes": str(found.minutes)}),
        "ask": forms.AskForm(auto_id="ask_%s", initial=seen),
        "let_out": forms.LetOutForm(auto_id="let_out_%s", initial=seen),
        "send_back": forms.ReasonForm(auto_id="send_back_%s"),
        "take_back": forms.ReasonForm(auto_id="take_back_%s"),
    }
    if sent is not None and by is not None:
        shown[_ids(by).removesuffix("_%s")] = sent
    answer = render(request, "understand/release.html", shown)
    if page.job is not None and sent is None:
        answer.headers["Refresh"] = str(SECONDS)
    return answer


def _ids(act: Callable[..., object]) -> str:
    """How the fields of one form on the page are told from those of the others."""
    name = {
        actions.run_gate: "run",
        actions.ask_second_person: "ask",
        _let_out: "let_out",
        actions.send_back: "send_back",
        actions.take_back: "take_back",
    }.get(act, "press")
    return f"{name}_%s"
