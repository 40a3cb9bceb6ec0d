"""Takes people who come from their organisation's own sign-in: only those who belong here already."""

from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from oneplan.errors import NotValid
from oneplan.web.people.models import Account
from oneplan.web.people.sign_in.invitations import find_open_invitation_for, take_invitation

SECOND_FACTOR = "mfa"
"""The word with which a provider says that it asked for more than a password (RFC 8176)."""
NOT_PROVED = 401
UNKNOWN = (
    "Your organisation told us who you are, but nobody has invited you here with that e-mail address.",
    "Ask the administrator of this partnership for an invitation, or sign in with your password.",
)


class Organisations(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in whoever has an account or an open invitation under the address that their provider verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up this way either."""
        del request, sociallogin
        return False

    def on_authentication_error(self, request: HttpRequest, provider: object, **given: object) -> None:
        """Say that it did not work, and not why: what a provider says is not for the page."""
        del provider, given
        page = "socialaccount/authentication_error.html"
        raise ImmediateHttpResponse(render(request, page, status=NOT_PROVED))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, keep nothing of what the token says, and note whether it says “mfa”."""
        claims = claims_of(sociallogin.account.extra_data)
        sociallogin.proved = SECOND_FACTOR in _words(claims.get("amr"))
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save()
            return
        account = find_account(verified_email(claims))
        if account is None:
            shown = {"heading": "We do not know you here yet", "paragraphs": UNKNOWN}
            raise ImmediateHttpResponse(render(request, "people/sign_in/said.html", shown, status=403))
        sociallogin.connect(request, account)


def claims_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the provider's signed token says of somebody."""
    claims = data.get("id_token") or {}
    return claims if isinstance(claims, Mapping) else {}


def verified_email(claims: Mapping[str, Any]) -> str:
    """The address that the provider vouches for; "" where it vouches for none.

    Microsoft Entra says `xms_edov` where others say `email_verified`; an address without either may have been
    typed in by anybody.

    Examples
    --------
    >>> verified_email({"email": "Officer@Example.org", "email_verified": True})
    'officer@example.org'
    >>> verified_email({"email": "officer@example.org"})
    ''
    """
    said = (claims.get("email_verified"), claims.get("xms_edov"))
    vouched = any(one is True or str(one).lower() in {"1", "true"} for one in said)
    email = claims.get("email")
    return email.strip().lower() if vouched and isinstance(email, str) else ""


def find_account(email: str) -> Account | None:
    """The account with this address, made now where an invitation to it is open."""
    if not email:
        return None
    account = Account.objects.filter(email=email, is_active=True).first()
    if account is not None:
        return account
    invitation = find_open_invitation_for(email)
    if invitation is None:
        return None
    try:
        return take_invitation(invitation, password=None)
    except NotValid:
        return None


def _words(said: object) -> list[object]:
    return said if isinstance(said, list) else [said]
