"""Invitations, the only way to an account: each is for one person, for two weeks, and works once."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone

from oneplan.errors import NotFound, NotValid
from oneplan.people import NOBODY, Actor
from oneplan.web.people.acts import act
from oneplan.web.people.models import Account, Invitation, Person
from oneplan.web.people.sign_in.tokens import digest_of, is_ours, make_token

OPEN_FOR = timedelta(days=14)
GONE = "This invitation cannot be used any more. Ask whoever sent it for a new one."


def invite(person: Person, *, email: str, by: Actor) -> tuple[Invitation, str]:
    """Invite somebody to sign in; answers with the invitation and the secret of its link, told this once.

    Raises
    ------
    NotAllowed
        When the actor may not invite.
    NotValid
        When the address is none, or has an account already, or the person has one.
    """
    token = make_token()
    invitation = send_invitation(
        by=by,
        person=person,
        email=_checked(email),
        digest=digest_of(token),
        until=timezone.now() + OPEN_FOR,
    )
    return invitation, token


@act("invitation.send")
def send_invitation(
    _: None, *, by: Actor, person: Person, email: str, digest: str, until: datetime
) -> Invitation:
    """Keep an invitation; those sent to this person before are closed, so that one link works at a time."""
    del by
    if Account.objects.filter(person=person).exists():
        raise NotValid(f"{person.post} has an account already. Close it first, or tell them to sign in.")
    if Account.objects.filter(email=email).exists():
        raise NotValid("Somebody has an account with this e-mail address already. Use another address.")
    _open().filter(person=person).update(withdrawn=timezone.now())
    return Invitation.objects.create(email=email, person=person, digest=digest, until=until)


@act("invitation.withdraw")
def withdraw_invitation(thing: Invitation, *, by: Actor) -> Invitation:
    """Withdraw an invitation that nobody has taken yet."""
    del by
    if thing.taken:
        raise NotValid("This invitation has been taken. Close the account instead.")
    thing.withdrawn = thing.withdrawn or timezone.now()
    thing.save()
    return thing


@act("account.close")
def close_account(thing: Account, *, by: Actor) -> Account:
    """Close an account: whoever is signed in with it is signed out with their next click."""
    del by
    thing.is_active = False
    thing.save()
    return thing


def find_invitation(token: str) -> Invitation:
    """The invitation that a link opens.

    Raises
    ------
    NotFound
        When there is none, or it was taken or withdrawn, or is too old.
    """
    found = _open().filter(digest=digest_of(token)).select_related("person__organisation").first()
    if found is None or not is_ours(token):
        raise NotFound(GONE)
    return found


def is_open(invitation: Invitation) -> bool:
    """Whether an invitation can still be taken."""
    return not invitation.taken and not invitation.withdrawn and invitation.until > timezone.now()


def find_open_invitation_for(email: str) -> Invitation | None:
    """The latest invitation to an address that can still be taken."""
    return _open().filter(email=email).select_related("person").first()


def take_invitation(invitation: Invitation, *, password: str | None) -> Account:
    """Make the account that somebody was invited to have; without a password for their own sign-in alone.

    Raises
    ------
    NotValid
        When somebody was faster, or the password is too weak.
    """
    taken = _take(invitation, by=NOBODY, password=password)
    return Account.objects.get(person=taken.person)


@act("sign-in.own")
def _take(thing: Invitation, *, by: Actor, password: str | None) -> Invitation:
    del by
    if not is_open(thing) or _is_known(thing):
        raise NotValid(GONE)
    _check_password(password, email=thing.email)
    account = Account.objects.create_user(thing.email, password=password, person=thing.person)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    thing.taken = timezone.now()
    thing.save()
    return thing


def _is_known(invitation: Invitation) -> bool:
    known = Account.objects.filter(email=invitation.email) | Account.objects.filter(person=invitation.person)
    return known.exists()


def _check_password(password: str | None, *, email: str) -> None:
    if password is None:
        return
    try:
        validate_password(password, Account(email=email))
    except ValidationError as error:
        raise NotValid(" ".join(error.messages)) from error


def _open() -> QuerySet[Invitation]:
    now = timezone.now()
    return Invitation.objects.filter(taken__isnull=True, withdrawn__isnull=True, until__gt=now)


def _checked(email: str) -> str:
    cleaned = email.strip().lower()
    try:
        validate_email(cleaned)
    except ValidationError as error:
        raise NotValid(f"“{cleaned[:80]}” is no e-mail address. Write it as name@example.org.") from error
    return cleaned
