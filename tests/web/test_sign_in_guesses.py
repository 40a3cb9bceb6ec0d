"""Whoever guesses is stopped; whoever sits beside them is not, and nobody learns who has an account."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as built
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from oneplan.web.people.models import Event
from oneplan.web.people.sign_in.guesses import account_guessed
from web.reading import text
from web.signing_in import (
    FAST,
    PASSWORD,
    forget_used_codes,
    is_signed_in,
    make_account,
    sign_in,
    titles,
    type_password,
    wait_for_letters,
)

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.9"}
SLOW = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
MANY = tries(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def quick(settings, home):
    settings.PASSWORD_HASHERS = FAST
    forget_used_codes()


def guess(client, times, *, email="officer@demo.example"):
    return [type_password(client, email, f"wrong guess {number}").status_code for number in range(times)]


def test_two_hundred_wrong_guesses_on_one_account_shut_nobody_else_out_of_the_same_address():
    make_account("school", email="guessed@demo.example", code_app=False)
    make_account("school", email="beside@demo.example", code_app=False)
    statuses = guess(Client(**HERE), 200, email="guessed@demo.example")
    assert statuses[:9] == [200] * 9
    assert set(statuses[9:]) == {429}
    answer = type_password(Client(**HERE), "guessed@demo.example")
    assert answer.status_code == 429, "even the right password has to wait here"
    assert "Nobody else is shut out" in text(answer)
    beside = Client(**HERE)
    assert type_password(beside, "beside@demo.example").status_code == 302
    assert is_signed_in(beside)
    owner = Client(**ELSEWHERE)
    assert type_password(owner, "guessed@demo.example").status_code == 302, "the owner can go elsewhere"


def test_the_lock_is_remembered_once_and_without_an_address():
    make_account("officer")
    guess(Client(**HERE), 30)
    locked = [title for title in titles() if title.startswith("Closed for a quarter of an hour")]
    assert len(locked) == 1
    assert "192.0.2.7" not in str(list(Event.objects.values()))


def test_an_account_that_is_not_there_is_locked_in_the_same_way():
    make_account("officer")
    known = [type_password(Client(**HERE), "officer@demo.example", "wrong") for _ in range(12)]
    unknown = [type_password(Client(**HERE), "nobody@demo.example", "wrong") for _ in range(12)]
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert [text(answer) for answer in known] == [text(answer) for answer in unknown]


@pytest.mark.parametrize("typed", ["Officer@Demo.Example", "  officer@demo.example ", "OFFICER@DEMO.EXAMPLE"])
def test_an_address_is_one_account_however_it_is_typed(typed):
    assert account_guessed(None, {"email": typed}) == "officer@demo.example"
    make_account("officer")
    guess(Client(**HERE), 10)
    assert type_password(Client(**HERE), typed).status_code == 429


def test_guesses_from_many_addresses_at_one_account_are_limited_too():
    make_account("school", email="school@demo.example", code_app=False)
    for number in range(12):
        guess(Client(REMOTE_ADDR=f"203.0.113.{number}"), 9, email="school@demo.example")
    answer = type_password(Client(**ELSEWHERE), "school@demo.example")
    assert "too many wrong tries" in text(answer)


def test_the_lock_ends_by_itself():
    from axes.helpers import get_cache_timeout

    assert get_cache_timeout(None) == 15 * 60
    make_account("school", email="school@demo.example", code_app=False)
    guess(Client(**HERE), 30, email="school@demo.example")
    forget_used_codes()  # what the cache does after a quarter of an hour
    assert type_password(Client(**HERE), "school@demo.example").status_code == 302


def test_known_and_unknown_take_the_same_work(settings, monkeypatch):
    """The hash of a password is all that takes long; a clock would measure how busy the machine is."""
    settings.PASSWORD_HASHERS = SLOW
    make_account("officer")
    settings.AXES_FAILURE_LIMIT = 1000
    hasher = get_hasher()
    hashed = []
    encode = type(hasher).encode

    def counted(self, password, salt, iterations=None):
        hashed.append(iterations or self.iterations)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(type(hasher), "encode", counted)

    def work(email):
        hashed.clear()
        assert type_password(Client(**HERE), email, "wrong wrong wrong").status_code == 200
        return list(hashed)

    assert work("officer@demo.example") == work("nobody@demo.example") == [hasher.iterations]


def test_a_forgotten_password_says_the_same_to_known_and_unknown():
    make_account("officer")
    answers = [
        Client(**HERE).post("/sign-in/forgotten/", {"email": email}, follow=True)
        for email in ("officer@demo.example", "nobody@demo.example")
    ]
    assert text(answers[0]) == text(answers[1])
    assert "If there is an account with that address" in text(answers[0])
    wait_for_letters()
    assert [letter.to for letter in mail.outbox] == [["officer@demo.example"]]


def test_a_link_for_a_new_password_works_once_and_ends_every_visit():
    account = make_account("officer")
    elsewhere = sign_in(account)
    client = Client(**HERE)
    client.post("/sign-in/forgotten/", {"email": account.email})
    wait_for_letters()
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    address = urlsplit(link).path
    page = client.get(address, follow=True)
    new = "other words that nobody knows"
    given = {"password1": new, "password2": new}
    answer = client.post(page.request["PATH_INFO"], given)
    assert answer.headers["Location"] == "/sign-in/new-password/done/"
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(client), "the second step is still asked for"
    assert "This link cannot be used any more" in text(Client().get(address, follow=True))
    assert type_password(Client(), account.email, new).headers["Location"] == "/sign-in/code/"
    assert "Set a new password by a link" in titles()


@pytest.mark.parametrize(
    "broken", ["1-abc", "zz-set-password", "1-" + "x" * 3000, "0-..%2f..%2f", "99999999999999999999-a"]
)
def test_a_link_for_a_new_password_that_nobody_sent_is_refused(broken):
    answer = Client().get(f"/sign-in/new-password/{broken}/")
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        assert "This link cannot be used any more" in text(answer)


OUT = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "http://localhost/partners/",
    "/\t/evil.example",
    " //evil.example",
    "https:///evil.example",
    "/%0d%0aLocation:https://evil.example",
    "%2f%2fevil.example",
]


@pytest.mark.parametrize("out", OUT)
def test_nobody_is_sent_to_another_site(out):
    account = make_account("school", email="school@demo.example", code_app=False)
    check_where(type_password(Client(), account.email, next=out))
    client = sign_in(account)
    check_where(client.get("/sign-in/", {"next": out}))
    check_where(client.post("/sign-out/", {"next": out}))


def check_where(answer):
    where = answer.headers["Location"]
    parts = urlsplit(where)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert where.startswith("/")
    assert where[1:2] not in ("/", "\\")


def test_whoever_wanted_a_page_comes_to_it():
    make_account("school", email="school@demo.example", code_app=False)
    answer = type_password(Client(), "school@demo.example", next="/partners/?a=1")
    assert answer.headers["Location"] == "/partners/?a=1"


@MANY
@given(
    out=st.text(max_size=60) | st.sampled_from(OUT).flatmap(lambda one: st.text(max_size=4).map(one.__add__))
)
@example(out="/\u2028/evil.example")
def test_no_address_that_anybody_can_think_of_leads_out(out, rf):
    from allauth.core.context import request_context

    from oneplan.web.people.sign_in.adapters import Accounts

    request = rf.get("/sign-in/")
    with request_context(request):
        if Accounts(request).is_safe_url(out):
            assert out.startswith("/")
            assert out[1:2] not in ("/", "\\")
            assert not urlsplit(out).netloc


@MANY
@given(email=st.text(max_size=80), password=st.text(max_size=80))
@example(email="a@b.example", password="\x00")
@example(email="a" * 100_000 + "@b.example", password="p")
@example(email="a@b.example", password="p" * 100_000)
@example(email="'; DROP TABLE people_account;--@x.example", password="' OR 1=1")
def test_nothing_that_is_typed_breaks_the_sign_in(email, password):
    for address, given_ in (
        ("/sign-in/", {"login": email, "password": password}),
        ("/sign-in/forgotten/", {"email": email}),
    ):
        answer = Client(**HERE).post(address, given_)
        assert answer.status_code in (200, 302, 429)
        if address == "/sign-in/" and answer.status_code == 302:
            pytest.fail("nobody has this password")


@pytest.mark.parametrize("kind", ["code", "credential"])
@pytest.mark.parametrize(
    "typed", ["", "x" * 5000, "\x00", "１２３４５６", "{}", "[]", "null", '{"id": 5}', "-1"]
)
def test_nothing_that_is_typed_breaks_the_second_step(kind, typed):
    make_account("officer")
    client = Client()
    type_password(client)
    answer = client.post("/sign-in/code/", {kind: typed})
    assert answer.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "typed", ["", "{}", "[]", "null", '{"id": 5}', "x" * 5000, '{"response": {"userHandle": "AA"}}']
)
def test_nothing_that_is_typed_breaks_the_passkey(typed):
    client = Client()
    client.get("/sign-in/passkey/")
    answer = client.post("/sign-in/passkey/", {"credential": typed})
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_a_forged_header_does_not_change_where_somebody_comes_from(settings):
    assert built.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    make_account("officer")
    for number in range(20):
        type_password(Client(**HERE, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"), password="wrong")
    assert type_password(Client(**HERE, HTTP_X_FORWARDED_FOR="10.9.9.9")).status_code == 429


def test_behind_one_server_the_address_it_adds_is_the_one_that_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_account("officer")
    front = {"REMOTE_ADDR": "127.0.0.1"}
    for number in range(20):
        seen = f"10.0.0.{number}, 192.0.2.7"
        type_password(Client(**front, HTTP_X_FORWARDED_FOR=seen), password="wrong")
    assert type_password(Client(**front, HTTP_X_FORWARDED_FOR="192.0.2.7")).status_code == 429
    assert type_password(Client(**front, HTTP_X_FORWARDED_FOR="198.51.100.9")).status_code == 302


def test_the_password_is_nowhere_in_the_log():
    make_account("officer")
    type_password(Client())
    guess(Client(**HERE), 12)
    assert PASSWORD not in str(list(Event.objects.values()))
