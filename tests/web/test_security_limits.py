"""Tries are counted by key and by address: a machine is stopped, a school behind one address is not."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from oneplan.web.people import limits
from oneplan.web.people.counts.models import Count, add_one
from oneplan.web.people.limits import LIMITS, Limit, TooOften, Waiting, forget_tries, limited, take_turn

pytestmark = pytest.mark.django_db
FEW = Limit(by_key=3, by_address=10, minutes=15)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", {"link": FEW})


def asked(address="192.0.2.1", method="get"):
    return getattr(RequestFactory(), method)("/", REMOTE_ADDR=address)


def tries(number, *, address="192.0.2.1", key=""):
    """How many of some tries were let through."""
    through = 0
    for _ in range(number):
        try:
            take_turn("link", request=asked(address), key=key)
        except TooOften:
            continue
        through += 1
    return through


def test_a_key_is_closed_after_its_tries_and_others_are_not():
    assert tries(5, key="one") == 3
    assert tries(1, key="another") == 1


def test_an_address_is_closed_after_many_tries_and_others_are_not():
    assert tries(12) == 10
    assert tries(1, address="192.0.2.2") == 1


def test_a_machine_that_is_refused_cannot_use_up_a_key_of_somebody_else():
    tries(20)
    assert tries(3, key="one") == 0
    assert tries(3, address="192.0.2.2", key="one") == 3


def test_a_school_of_five_hundred_behind_one_address_is_let_through(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", LIMITS)
    for number in range(500):
        take_turn("link", request=asked(), key=f"pupil {number}")


def test_the_next_quarter_of_an_hour_is_a_new_one(monkeypatch):
    assert tries(5, key="one") == 3
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(limits.timezone, "now", lambda: later)
    assert tries(5, key="one") == 3


def test_neither_addresses_nor_keys_are_kept():
    tries(2, address="192.0.2.77", key="a-secret")
    names = [count.name for count in Count.objects.all()]
    assert len(names) == 2
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in names)


def test_counts_are_forgotten_when_their_time_is_over():
    tries(2, key="one")
    assert forget_tries(timezone.now()) == 0
    assert forget_tries(timezone.now() + timedelta(minutes=16)) == 2
    assert not Count.objects.exists()


def test_each_try_is_one_more():
    until = timezone.now()
    assert [add_one("a", until=until) for _ in range(4)] == [1, 2, 3, 4]


def test_a_form_is_limited_when_it_is_sent_and_not_when_it_is_read():
    view = limited("link")(lambda request: HttpResponse("done"))
    assert all(view(asked()).status_code == 200 for _ in range(20))
    answers = [view(asked(method="post")) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    with pytest.raises(TooOften, match="Wait"):
        view(asked(method="post"))


def test_whoever_tried_too_often_is_told_how_long_to_wait(site):
    request = asked()
    request.session = {}
    answer = Waiting(lambda _: HttpResponse()).process_exception(request, TooOften(7))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "420"
    assert "Wait 7 minutes" in answer.content.decode()


def test_other_errors_are_left_to_others():
    assert Waiting(lambda _: HttpResponse()).process_exception(asked(), ValueError()) is None


def test_a_limit_that_is_not_in_the_table_fails_when_the_program_starts():
    with pytest.raises(KeyError):
        limited("no such limit")
