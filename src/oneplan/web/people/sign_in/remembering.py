"""Writes into the log what happens to somebody's sign-in: never an e-mail address, never where from."""

from oneplan.people import NOBODY, Actor
from oneplan.web.people.actors import actor_of
from oneplan.web.people.models import Account
from oneplan.web.people.trail import About, remember

ACT = "sign-in.own"

CHANGES = {
    "account/email/password_changed": "Changed the password",
    "account/email/password_reset": "Set a new password by a link",
    "mfa/email/totp_activated": "Set up a code app",
    "mfa/email/totp_deactivated": "Removed the code app",
    "mfa/email/webauthn_added": "Added a passkey",
    "mfa/email/webauthn_removed": "Removed a passkey",
    "mfa/email/recovery_codes_generated": "Made new recovery codes",
    "socialaccount/email/account_connected": "Joined the account to the organisation’s own sign-in",
}
"""What is remembered of each change that allauth tells of, by the letter it would send."""


def remember_sign_in(account: Account, what: str, *, by: Actor | None = None) -> None:
    """Remember what somebody did with their own sign-in, or what was done to it."""
    actor = by or actor_of(account)
    remember(ACT, by=actor, about=About(kind="account", thing=str(account.pk), title=what))


def remember_lock_out(email: str) -> None:
    """Remember that somebody guessed too often: at which account, or that there is none."""
    account = Account.objects.filter(email__iexact=email).first()
    what = "Closed for a quarter of an hour to an address after wrong passwords"
    if account:
        remember_sign_in(account, what, by=NOBODY)
    else:
        remember(ACT, by=NOBODY, about=About(kind="account", title=f"{what}: no such account"))
