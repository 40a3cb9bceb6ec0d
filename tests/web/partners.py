"""People of every role who have signed in, for tests."""

from datetime import date

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from oneplan.people import SIGNED_IN, Role
from oneplan.web.people.models import Account, Organisation, Person, Term
from oneplan.web.people.second_factor import PROVED_ELSEWHERE

SINCE = date(2026, 1, 1)


def make_organisation(key="police", *, sector="police"):
    return Organisation.objects.get_or_create(key=key, defaults={"name": key.title(), "sector": sector})[0]


def make_account(role, *, organisation="police", ends=None):
    """Somebody who holds one role for one organisation."""
    whose = make_organisation(organisation)
    person = Person.objects.create(post=f"{role} of {organisation}", organisation=whose)
    Term.objects.create(person=person, role=role, organisation=whose, starts=SINCE, ends=ends)
    return Account.objects.create_user(f"{role}-{person.pk}@demo.example", person=person)


def client_of(account, *, second_factor=True):
    """A browser in which this account has signed in."""
    client = Client()
    visit = client.session
    visit[SESSION_KEY] = str(account.pk)
    visit[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    visit[HASH_SESSION_KEY] = account.get_session_auth_hash()
    visit[PROVED_ELSEWHERE] = second_factor
    visit.save()
    return client


def client_as(role, *, organisation="police", second_factor=True):
    """A browser of somebody with this role; a client without a visit for those who do not sign in."""
    if Role(role) not in SIGNED_IN:
        return Client()
    return client_of(make_account(role, organisation=organisation), second_factor=second_factor)
