"""Accounts from the command line: the first invitation, the code of a demonstration, a lost second step."""

import os
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from oneplan.choices import read_choices
from oneplan.cli.screen import console
from oneplan.definitions.partnerships import read_partnership
from oneplan.errors import NotFound, NotValid
from oneplan.people import ROLES, SIGNED_IN, Role
from oneplan.web import wiring
from oneplan.web.people.actors import BY_COMMAND
from oneplan.web.people.models import Account, Organisation, Person
from oneplan.web.people.models.organisations import Sector
from oneplan.web.people.partnership.actions import add_organisation, add_person, give_role
from oneplan.web.people.partnership.loading import load_partnership
from oneplan.web.people.sign_in.demonstration import DemoSignIn, find_code, make_demo_accounts
from oneplan.web.people.sign_in.invitations import OPEN_FOR, invite
from oneplan.web.people.sign_in.remembering import remember_sign_in

DEFAULT_PARTNERSHIP = "childrens-coalition"
"""The partners of the default partnership: they belong to its place, and to no other."""
NOWHERE = "no such file"


def tell_invitation(email: str, *, role: str, organisation: str, post: str) -> None:
    """Invite somebody with a role, and print the link.

    Raises
    ------
    NotValid
        When the role or the address is none, or the organisation has to be named.
    """
    held = _check_role(role)
    with transaction.atomic():
        person = _find_person(held, whose=_find_organisation(organisation), post=post or ROLES[held].title)
        _, token = invite(person, email=email, by=BY_COMMAND)
    said = console()
    said.print(f"{person.post} of {person.organisation} is invited. This link works once:", markup=False)
    said.print(f"{find_site()}{reverse('invitation', args=[token])}", markup=False, soft_wrap=True)
    said.print(f"It can be used for {OPEN_FOR.days} days, and is shown only now.", markup=False)


def tell_code(email: str) -> None:
    """Print the code that a demonstration account's code app would show."""
    code, seconds = find_code(email)
    console().print(f"{code}  (for another {seconds} seconds)", markup=False)


def forget_second_step(email: str) -> None:
    """Remove everything that somebody set up as a second step, so that they can set it up anew.

    Raises
    ------
    NotFound
        When there is no account of this address.
    """
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise NotFound("No account has this address. Look whether it is typed right.")
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        remember_sign_in(account, "Second step removed by the command line", by=BY_COMMAND)
    console().print("The second step is removed. They set it up anew when they sign in.", markup=False)


def prepare_people() -> None:
    """Fill a demonstration with its partners and one account per role, and print how to sign in."""
    choices = wiring.choices()
    if not choices.demonstration:
        return
    if choices.area == read_choices(Path(NOWHERE)).area:
        load_partnership(read_partnership(DEFAULT_PARTNERSHIP))
    _tell_demo_sign_in(make_demo_accounts())


def _tell_demo_sign_in(sign_in: DemoSignIn) -> None:
    said = console()
    said.print(f"Sign in at /sign-in/ with the password {sign_in.password}", markup=False)
    for one in sign_in.accounts:
        code = "and a code" if one.needs_code else ""
        said.print(f"  {ROLES[one.role].title:<24} {one.email:<28} {code}".rstrip(), markup=False)
    first = sign_in.accounts[-1].email
    said.print(f"A code for each: oneplan code {first}", markup=False)


def find_site() -> str:
    """Where people find the site: the first of `ONEPLAN_HOSTS`, else this machine."""
    named = os.environ.get("ONEPLAN_HOSTS", "").split()
    scheme = "https" if os.environ.get("ONEPLAN_HTTPS") == "1" else "http"
    return f"{scheme}://{named[0]}" if named else "http://localhost:8000"


def _check_role(role: str) -> Role:
    names = [one.value for one in SIGNED_IN]
    if role not in names:
        raise NotValid(f"There is no role “{role[:40]}” that signs in. Choose one of: {', '.join(names)}.")
    return Role(role)


def _find_organisation(key: str) -> Organisation:
    if key:
        found = Organisation.objects.filter(key=key).first()
        if found is None:
            raise NotFound(f"There is no organisation “{key[:60]}”. {_keys()}")
        return found
    everyone = list(Organisation.objects.order_by("pk")[:2])
    if len(everyone) > 1:
        raise NotValid(f"Say for which organisation with --organisation. {_keys()}")
    if everyone:
        return everyone[0]
    return add_organisation(by=BY_COMMAND, name=wiring.choices().words.partnership, sector=Sector.OTHER)


def _keys() -> str:
    keys = list(Organisation.objects.order_by("key").values_list("key", flat=True)[:20])
    return f"There are: {', '.join(keys)}." if keys else "There is none yet: leave --organisation out."


def _find_person(role: Role, *, whose: Organisation, post: str) -> Person:
    free = Person.objects.filter(organisation=whose, post=post, account__isnull=True)
    today = timezone.localdate()
    person = free.first() or add_person(by=BY_COMMAND, organisation=whose, post=post)
    if not person.terms.filter(role=role, ends__isnull=True).exists():
        give_role(by=BY_COMMAND, person=person, role=role, organisation=whose, starts=today)
    return person
