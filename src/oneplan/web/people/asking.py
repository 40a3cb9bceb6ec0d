"""Shows a form, does the act when it is sent, and keeps what was written when it cannot be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import CharField, Form, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.errors import NotAllowed, OneplanError
from oneplan.people import Actor, check_may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import organisation_of, version_of


@dataclass(frozen=True)
class Question:
    """A page with one form: what it asks, what sending it does, and where one goes then."""

    act: str
    heading: str
    button: str
    done: str
    back: str
    intro: str = ""


class ChangeForm(Form):
    """A form about something that may change while somebody writes: it carries how the thing stood."""

    seen = CharField(widget=HiddenInput, required=False)


def ask(
    request: HttpRequest,
    question: Question,
    *,
    form: Callable[..., Form],
    do: Callable[..., object],
    thing: Model | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a request for a page with a form; `do` is called with the cleaned answers and `by`."""
    actor = find_actor(request)
    _check_here(actor, question.act, thing)
    started = {**(initial or {}), "seen": version_of(thing)} if thing is not None else initial
    shown = form(request.POST or None, request.FILES or None, initial=started)
    if request.method == "POST" and shown.is_valid():
        try:
            do(by=actor, **shown.cleaned_data)
        except NotAllowed:
            raise
        except OneplanError as error:
            shown.add_error(None, str(error))
        else:
            messages.success(request, question.done)
            return redirect(question.back)
    return render(request, "people/question.html", {"question": question, "form": shown})


def _check_here(actor: Actor, act: str, thing: Model | None) -> None:
    """Say no before the form is filled in, and not after."""
    check_may(actor, act, organisation=organisation_of(thing) if thing is not None else None)
