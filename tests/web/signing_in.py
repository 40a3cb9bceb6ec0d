"""People who sign in as people do: with a password, a code app and the links they were sent."""

import time
from datetime import date
from threading import enumerate as running_threads

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from oneplan.people import Actor, Holding, Role
from oneplan.web.people.models import Account, Event, Person, Term
from web.partners import make_organisation

PASSWORD = "three plain quiet words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADMINISTRATOR = Actor("Administrator", 1, (Holding(Role.ADMINISTRATOR),))
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make_person(role="officer", *, organisation="police"):
    whose = make_organisation(organisation)
    person = Person.objects.create(post=f"{role} of {organisation}", organisation=whose)
    Term.objects.create(person=person, role=role, organisation=whose, starts=date(2026, 1, 1))
    return person


def make_account(role="officer", *, email="officer@demo.example", code_app=True, organisation="police"):
    person = make_person(role, organisation=organisation)
    account = Account.objects.create_user(email, password=PASSWORD, person=person)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    if code_app:
        TOTP.activate(account, SECRET)
    return account


def code_now(secret=SECRET, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def forget_used_codes():
    """Codes work once; a test that signs in twice within half a minute lets them be used again."""
    cache.clear()


def type_password(client, email="officer@demo.example", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def sign_in(account, client=None):
    """A browser in which somebody signed in with everything that they have set up."""
    client = client or Client()
    answer = type_password(client, account.email)
    if Authenticator.objects.filter(user=account, type="totp").exists():
        forget_used_codes()
        assert answer.headers["Location"] == "/sign-in/code/"
        answer = client.post("/sign-in/code/", {"code": code_now()})
    assert answer.status_code == 302
    return client


def is_signed_in(client):
    return client.get("/account/").status_code == 200


def titles():
    return list(Event.objects.order_by("number").values_list("title", flat=True))


def wait_for_letters():
    for thread in running_threads():
        if thread.name == "letter":
            thread.join(5)
