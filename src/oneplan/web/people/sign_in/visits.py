"""Ends a visit: after two hours without a click, and after eight hours in any case."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from oneplan.web import wiring

OPENED, SEEN = "visit_opened", "visit_seen"
WRITTEN_EVERY = 60
"""Seconds between two notes of when somebody was seen: a page should not write only for this."""
SAID = "You were signed out because you were away for a while. Sign in again to go on."


class Visits:
    """Signs out whoever was away too long, before anything is shown to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, signed out where the visit is over."""
        if SESSION_KEY in request.session:
            _look_at_clock(request, now=int(time.time()))
        return self.get_response(request)


def open_visit(request: HttpRequest) -> None:
    """Note when somebody came in."""
    request.session[OPENED] = request.session[SEEN] = int(time.time())


def _look_at_clock(request: HttpRequest, *, now: int) -> None:
    session = request.session
    opened, seen = session.setdefault(OPENED, now), session.setdefault(SEEN, now)
    longest, idle = wiring.visit_limits()
    if now - opened >= longest or now - seen >= idle:
        logout(request)
        messages.info(request, SAID)
    elif now - seen >= WRITTEN_EVERY:
        session[SEEN] = now
