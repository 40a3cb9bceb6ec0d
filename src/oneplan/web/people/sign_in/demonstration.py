"""One account for each role of a demonstration, and how to sign in with it; nowhere else."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from oneplan.errors import NotFound, NotValid
from oneplan.people import ROLES, SIGNED_IN, Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.people.actors import terms_now
from oneplan.web.people.models import Account, Organisation, Person
from oneplan.web.people.models.organisations import Sector
from oneplan.web.people.partnership.actions import add_organisation, add_person, give_role
from oneplan.web.people.sign_in.remembering import remember_sign_in
from oneplan.web.secret import keep_first

MAKER = Actor(said="oneplan demo", holdings=(Holding(Role.ADMINISTRATOR),))
DOMAIN = "demo.example"
"""A domain that nobody can own (RFC 2606), so that no letter reaches a stranger."""
KEPT_IN = "demonstration-password"
PERIOD = 30


@dataclass(frozen=True)
class DemoAccount:
    """How to sign in as one role."""

    role: Role
    email: str
    needs_code: bool


@dataclass(frozen=True)
class DemoSignIn:
    """How to sign in to a demonstration: one password for every account."""

    password: str
    accounts: tuple[DemoAccount, ...]


@transaction.atomic
def make_demo_accounts() -> DemoSignIn:
    """Make what is missing of one account per role, and say how to sign in.

    Raises
    ------
    NotValid
        When this is not a demonstration: `demonstration` is empty in partnership.toml.
    """
    _check_demonstration()
    password = find_password(wiring.home())
    # One computation for all of them: it is slow on purpose.
    sealed = make_password(password)
    accounts = tuple(_make_account(role, sealed=sealed) for role in SIGNED_IN)
    return DemoSignIn(password=password, accounts=accounts)


def find_password(home: Path) -> str:
    """The password of this demonstration: made once, kept where only its owner may read it."""
    kept = home / KEPT_IN
    if kept.exists():
        return kept.read_text("utf-8").strip()
    return keep_first(kept, secrets.token_urlsafe(12))


def find_code(email: str) -> tuple[str, int]:
    """The code that a demonstration account's code app would show now, and for how many seconds.

    Raises
    ------
    NotFound
        When there is no demonstration account of this address, or it needs no code.
    """
    _check_demonstration()
    account = Account.objects.filter(email=email.strip().lower(), is_demonstration=True).first()
    if account is None:
        raise NotFound(f"No demonstration account has this address. Try administrator@{DOMAIN}.")
    app = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if app is None:
        raise NotFound("This account has no code app: sign in with the password alone.")
    now = int(time.time())
    code = format_hotp_value(hotp_value(decrypt(app.data["secret"]), now // PERIOD))
    return code, PERIOD - now % PERIOD


def _check_demonstration() -> None:
    if not wiring.choices().demonstration:
        raise NotValid(
            "This is no demonstration, so there are no accounts with a known password. "
            "Type `oneplan invite EMAIL` to let somebody in."
        )


def _make_account(role: Role, *, sealed: str) -> DemoAccount:
    email = f"{role.value}@{DOMAIN}"
    account, made = Account.objects.get_or_create(
        email=email, is_demonstration=True, defaults={"person": _find_person(role)}
    )
    account.password = sealed
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=email, verified=True, primary=True)
    needs_code = ROLES[role].second_factor
    if needs_code and not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, generate_totp_secret())
    if made:
        remember_sign_in(account, "Made for a demonstration", by=MAKER)
    return DemoAccount(role=role, email=email, needs_code=needs_code)


def _find_person(role: Role) -> Person:
    """Somebody who holds the role today and has no account yet, else somebody new."""
    today = timezone.localdate()
    held = terms_now(today).filter(role=role, person__account__isnull=True).first()
    if held is not None:
        return held.person
    organisation = Organisation.objects.order_by("pk").first() or add_organisation(
        by=MAKER, name=wiring.choices().words.partnership, sector=Sector.OTHER
    )
    person = add_person(by=MAKER, organisation=organisation, post=ROLES[role].title)
    give_role(by=MAKER, person=person, role=role, organisation=organisation, starts=today)
    return person
