"""Stands before every address: lets in whom `MAY` allows, sends others to sign in, and says no kindly."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oneplan.errors import NotAllowed, NotFound
from oneplan.people import ROLES, Actor, check_may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.rules import EVERYONE, RULE
from oneplan.web.people.second_factor import has_second_factor

SET_UP = "mfa_index"
OWN_SIGN_IN = "sign-in.own"

View = Callable[..., HttpResponse]


class Gatekeeper:
    """Asks the table before a view is called, and puts the actor on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *_: object) -> HttpResponse | None:
        """Let the view be called, or answer in its place."""
        act = getattr(view, RULE, None)
        if act is None:
            raise ImproperlyConfigured(f"No rule opens {request.path}: write one beside it in its urls.py.")
        if act in {EVERYONE, OWN_SIGN_IN}:
            return None
        actor = find_actor(request)
        if not actor.is_signed_in:
            return redirect_to_login(request.get_full_path())
        if needs_second_factor(actor) and not has_second_factor(request):
            return redirect(SET_UP)
        try:
            check_may(actor, act)
        except NotAllowed as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say why not, in a sentence, with the status that it is."""
        if isinstance(error, NotAllowed):
            return _say(request, error, heading="This is not open to you", status=403)
        if isinstance(error, NotFound):
            return _say(request, error, heading="There is no page here", status=404)
        return None


def needs_second_factor(actor: Actor) -> bool:
    """Whether any of the roles held asks for more than a password."""
    return any(ROLES[role].second_factor for role in actor.roles)


def _say(request: HttpRequest, error: Exception, *, heading: str, status: int) -> HttpResponse:
    shown = {"heading": heading, "paragraphs": [str(error)]}
    return render(request, "design/plain.html", shown, status=status)
