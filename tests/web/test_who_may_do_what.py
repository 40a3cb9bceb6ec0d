"""Every address, asked for by every role, for its own organisation and for another, beside the one table."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from oneplan.people import MAY, OWN, SIGNED_IN, Role, may
from oneplan.web.people.acts import ACTS
from oneplan.web.people.models import Event
from oneplan.web.people.rules import EVERYONE, rule_of
from oneplan.web.people.table import make_table
from web.examples_of_addresses import addresses_of, make_examples
from web.partners import client_as

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {EVERYONE, "sign-in.own"}
HTTP_METHODS = ("get", "post", "head", "put", "delete")


def patterns(resolver=None, prefix=""):
    for one in (resolver or get_resolver()).url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, where)
        else:
            assert isinstance(one, URLPattern)
            yield where, one


EVERY = dict(patterns())
GUARDED = {where: one for where, one in EVERY.items() if rule_of(one) not in OPEN_TO_ALL}


@pytest.fixture
def examples(own_home):
    return make_examples(own="police", other="health")


def test_there_are_addresses_of_both_kinds():
    assert len(GUARDED) >= 20
    assert len(EVERY) - len(GUARDED) >= 30


@pytest.mark.parametrize("where", EVERY)
def test_every_address_has_a_rule_of_the_table(where):
    assert rule_of(EVERY[where]) in MAY, f"Write a rule beside {where} in its urls.py."


@pytest.mark.parametrize("role", Role)
def test_every_guarded_address_answers_as_the_table_says(role, examples):
    client = client_as(role)
    before = Event.objects.count()
    wrong = []
    for where, one in GUARDED.items():
        act = rule_of(one)
        for organisation, address in addresses_of(where, examples):
            answer = client.get(address)
            expected = what_is_expected(role, act, organisation)
            if said(answer) != expected:
                wrong.append((address, organisation, expected, said(answer), answer.status_code))
    assert wrong == []
    read = {event.act for event in Event.objects.filter(number__gt=before)}
    assert all(MAY[act].sensitive for act in read)


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_anything_that_the_table_does_not_allow(role, examples):
    client = client_as(role)
    before = Event.objects.count()
    wrong = []
    for where, one in GUARDED.items():
        act = rule_of(one)
        for organisation, address in addresses_of(where, examples):
            expected = what_is_expected(role, act, organisation)
            if expected == "open":
                continue
            for method in HTTP_METHODS[1:]:
                answer = getattr(client, method)(address)
                if said(answer) != expected:
                    wrong.append((method, address, organisation, expected, said(answer)))
    assert wrong == []
    assert Event.objects.count() == before


@pytest.mark.parametrize("role", [role for role in SIGNED_IN if role is not Role.SCHOOL])
def test_staff_who_proved_only_a_password_are_sent_to_set_up_more(role, own_home):
    from oneplan.people import ROLES

    answer = client_as(role, second_factor=False).get("/partners/")
    if ROLES[role].second_factor:
        assert answer.status_code == 302
        assert "/partners/" not in answer.headers["Location"].split("?")[0]
    else:
        assert answer.status_code == 200


def test_somebody_whose_role_has_ended_may_do_nothing_more(own_home):
    from datetime import date

    from web.partners import client_of, make_account

    account = make_account(Role.ADMINISTRATOR, ends=date(2026, 2, 1))
    assert client_of(account).get("/partners/log/").status_code == 403


def test_somebody_whose_account_was_closed_is_signed_out(own_home):
    from web.partners import client_of, make_account

    account = make_account(Role.ADMINISTRATOR)
    client = client_of(account)
    account.is_active = False
    account.save()
    assert said(client.get("/partners/")) == "sign in"


def test_every_act_that_changes_something_is_done_by_exactly_one_function():
    writing = {name for name, act in MAY.items() if not act.reads and name != "sign-in.own"}
    assert set(ACTS) - {"sign-in.own"} == writing


@pytest.mark.parametrize("name", MAY)
def test_the_table_is_said_in_words(name):
    act = MAY[name]
    assert re.match(r"^[A-Z].{5,}[^.]$", act.does)
    assert act.by


def test_the_table_on_the_page_has_every_act_and_role():
    table = make_table()
    assert [line.act for line in table.lines] == list(MAY)
    assert len(table.roles) == len(Role)


def what_is_expected(role, act, organisation):
    """By the table alone, worked out without the function that the site asks."""
    reach = MAY[act].by.get(role)
    if role not in SIGNED_IN:
        return "sign in"
    if reach is None or (reach is OWN and organisation == "other"):
        return "refused"
    return "open"


def said(answer):
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/"):
        return "sign in"
    return "open" if answer.status_code in {200, 302, 404, 405} else f"status {answer.status_code}"


def test_what_is_expected_agrees_with_the_function_for_one_role():
    from oneplan.people import Actor, Holding

    officer = Actor("Officer", 1, (Holding(Role.OFFICER, "police"),))
    for act in MAY:
        for organisation, key in (("own", "police"), ("other", "health")):
            allowed = may(officer, act, organisation=key)
            assert (
                allowed == (what_is_expected(Role.OFFICER, act, organisation) == "open") or act in OPEN_TO_ALL
            )
