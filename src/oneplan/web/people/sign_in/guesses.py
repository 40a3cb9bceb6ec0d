"""What happens after wrong guesses: who is counted, what is written down, and what the guesser reads."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.web.people.sign_in.remembering import remember_lock_out

TOO_MANY = 429
HEADING = "Please wait a quarter of an hour"
PARAGRAPHS = (
    "There were ten wrong passwords for this account from where you are. It is closed here for 15 minutes.",
    "Nobody else is shut out.",
    "After that you can sign in as usual, or choose a new password.",
)


def account_guessed(_: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The account that a guess is counted against, however its address is typed."""
    typed = str((credentials or {}).get("email") or "")
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def address_of(request: HttpRequest) -> str:
    """Where a guess comes from; one subscriber's IPv6 addresses are one."""
    try:
        address = str(get_adapter().get_client_ip(request))
    except ImproperlyConfigured:  # fewer addresses than servers in front: somebody came around them
        address = str(request.META.get("REMOTE_ADDR", ""))
    return ":".join(address.split(":")[:4]) if ":" in address else address


def say_nobody(*_: object) -> str:
    """What the server's own messages call a guesser: neither their address nor the one they typed."""
    return "somebody"


def is_locked_out(request: HttpRequest, credentials: Mapping[str, Any]) -> bool:
    """Whether guesses for this account from this address are closed."""
    return not AxesProxyHandler.is_allowed(request, dict(credentials))


def say_locked_out(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page for whoever guessed too often; remembered once, by the guess that was too much."""
    if getattr(request, "axes_failures_since_start", None):
        remember_lock_out(account_guessed(request, credentials))
    shown = {"heading": HEADING, "paragraphs": PARAGRAPHS}
    return render(request, "people/sign_in/said.html", shown, status=TOO_MANY)
