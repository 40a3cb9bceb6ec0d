"""The sign-in pages that are our own, or allauth's with something added."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import PasswordChangeView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
)
from allauth.socialaccount.providers.openid_connect import views as openid
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from oneplan.errors import NotValid
from oneplan.web.people.actors import find_actor
from oneplan.web.people.gatekeeper import needs_second_factor
from oneplan.web.people.limits import take_turn
from oneplan.web.people.second_factor import has_second_factor
from oneplan.web.people.sign_in.entrance import OurSite
from oneplan.web.people.sign_in.first_forms import EntryForm, Taking
from oneplan.web.people.sign_in.invitations import find_invitation, take_invitation
from oneplan.web.people.sign_in.links import confirm_entry, entry_of, find_link
from oneplan.web.wiring import with_digest

BAD_GATEWAY = 502
Shown = dict[str, Any]

BY_PROVIDER = (
    "You have no password here: you sign in through your organisation.",
    "If your password there should change, change it there.",
)


def asking(options: Mapping[str, Any]) -> dict[str, str]:
    """What a page needs on which the browser is asked for a passkey."""
    return {"options": json.dumps(options), "script": with_digest("passkeys.js")}


class Own(IndexView):  # type: ignore[misc]
    """How do you sign in? Password, code app, passkeys, recovery codes."""

    def get_context_data(self, **kwargs: object) -> Shown:
        """Say whether the second step is still missing, and for whom it is asked."""
        shown: Shown = super().get_context_data(**kwargs)
        needed = needs_second_factor(find_actor(self.request))
        return shown | {"needed": needed, "ready": not needed or has_second_factor(self.request)}


class SecondStep(OurSite, AuthenticateView):  # type: ignore[misc]
    """Is it you? The second step of signing in: a code or a passkey."""

    def get_context_data(self, **kwargs: object) -> Shown:
        """Offer a passkey where there is one."""
        shown: Shown = super().get_context_data(**kwargs)
        options = shown.get("js_data", {}).get("request_options", {})
        has_passkeys = bool(options.get("publicKey", {}).get("allowCredentials"))
        return shown | (asking(options) if has_passkeys else {})


class SetUpCodes(ActivateTOTPView):  # type: ignore[misc]
    """How do you set up a code app? Its first right code counts as the second step."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the code app, and take the visit as proved."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Which passkey do you add? It signs in without a password."""

    def get_context_data(self, **kwargs: object) -> Shown:
        """What the browser needs to make one."""
        shown: Shown = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return shown | asking(begin_registration(self.request.user, passwordless=True))

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the passkey, and take the visit as proved."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn")
        return answer


class Passkey(LoginWebAuthnView):  # type: ignore[misc]
    """Which passkey do you sign in with?"""

    template_name = "people/sign_in/passkey.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page with what the browser is asked."""
        del request, args, kwargs
        return self.ask(None)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Ask again."""
        return self.ask(form)

    def ask(self, form: Form | None) -> HttpResponse:
        """Ask the browser for a passkey."""
        shown = {"form": form, **asking(begin_authentication(None))}
        return render(self.request, self.template_name, shown)


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Is it still you? Asks for a passkey before something that matters."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Ask again."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer

    def get_context_data(self, **kwargs: object) -> Shown:
        """What the browser is asked."""
        shown: Shown = super().get_context_data(**kwargs) | kwargs
        return shown | asking(shown["js_data"]["request_options"])


class Password(PasswordChangeView):  # type: ignore[misc]
    """What is your new password? Every other visit ends."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Say so where there is no password to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            shown = {"heading": "You sign in through your organisation", "paragraphs": BY_PROVIDER}
            return render(request, "people/sign_in/said.html", shown)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_default_success_url(self) -> str:
        """Back to the list."""
        return reverse("mfa_index")


def to_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leads to your organisation’s own sign-in, or says that it does not answer."""
    return _unless_broken(openid.login, request, provider_id)


def from_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Takes whoever comes back from their organisation’s own sign-in."""
    return _unless_broken(openid.callback, request, provider_id)


def _unless_broken(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (OSError, ValueError, KeyError):  # no answer, or one that is no list of endpoints
        return render(request, "socialaccount/authentication_error.html", status=BAD_GATEWAY)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Which password do you choose? Taking an invitation; looking does not use it up."""
    if request.method == "POST":
        take_turn("invitation", request=request, key=token)
    found = find_invitation(token)
    form = Taking(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        try:
            account = take_invitation(found, password=form.cleaned_data["password1"])
        except NotValid as error:
            form.add_error(None, str(error))
        else:
            record_authentication(request, account, "password")
            answer: HttpResponse = perform_login(request, account, redirect_url=reverse("mfa_index"))
            return answer
    shown = {"form": form, "invitation": found, "action": request.path}
    return render(request, "people/sign_in/invitation.html", shown)


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Is this entry still right? A link answers once; looking does not use it up."""
    if request.method == "POST":
        take_turn("link", request=request, key=token)
    found = find_link(token)
    form = EntryForm(request.POST or None, entry=entry_of(found.organisation))
    if request.method == "POST" and form.is_valid():
        try:
            confirm_entry(found, form.entry)
        except NotValid as error:
            form.add_error(None, str(error))
        else:
            return render(request, "people/sign_in/confirmed.html", {"organisation": form.entry.name})
    shown = {"form": form, "organisation": found.organisation, "until": found.until}
    return render(request, "people/sign_in/link.html", shown)
