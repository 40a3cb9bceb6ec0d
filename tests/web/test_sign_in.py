"""Signing in: password and second step, and what is said to whom."""

import pytest
from django.test import Client

from oneplan.web.people.models import Event
from oneplan.web.people.sign_in import visits
from web.reading import read, text
from web.signing_in import (
    FAST,
    PASSWORD,
    code_now,
    forget_used_codes,
    is_signed_in,
    make_account,
    sign_in,
    titles,
    type_password,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings, home, monkeypatch):
    settings.PASSWORD_HASHERS = FAST
    monkeypatch.setattr("django.db.transaction.on_commit", lambda told, **_: told())
    forget_used_codes()


def test_staff_sign_in_with_a_password_and_a_code():
    make_account("officer")
    client = Client()
    answer = type_password(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/code/")
    assert client.get("/partners/").headers["Location"] == "/sign-in/?next=/partners/"
    assert "Now show that it is you" in text(client.get("/sign-in/code/"))
    answer = client.post("/sign-in/code/", {"code": code_now()})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/partners/")
    assert client.get("/partners/").status_code == 200
    assert titles()[-1] == "Signed in with a password and a second step"


def test_a_school_signs_in_with_a_password_alone():
    make_account("school", email="school@demo.example", code_app=False)
    client = Client()
    assert type_password(client, "school@demo.example").headers["Location"] == "/partners/"
    assert client.get("/partners/").status_code == 200


def test_staff_without_a_second_step_are_told_why_and_set_one_up():
    make_account("officer", code_app=False)
    client = Client()
    type_password(client)
    answer = client.get("/partners/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    said = text(client.get("/account/"))
    assert "One more step before you go in" in said
    assert "A stolen password alone must not open it" in said
    page = client.get("/account/code-app/")
    assert page.status_code == 200, "whoever typed the password a moment ago need not type it again"
    secret = page.context["form"].secret
    wrong = client.post("/account/code-app/", {"code": "000000"})
    assert "That is not right" in text(wrong)
    answer = client.post("/account/code-app/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    said = text(client.get("/account/recovery-codes/"))
    assert "shown now and never again" in said
    assert "cannot be shown again" in text(client.get("/account/recovery-codes/"))
    assert client.get("/partners/").status_code == 200
    assert "Set up a code app" in titles()


def test_a_second_step_set_up_elsewhere_does_not_open_a_visit_that_had_none():
    account = make_account("officer", code_app=False)
    stolen = Client()
    type_password(stolen)
    own = Client()
    type_password(own)
    secret = own.get("/account/code-app/").context["form"].secret
    own.post("/account/code-app/", {"code": code_now(secret)})
    assert own.get("/partners/").status_code == 200
    assert stolen.get("/partners/").headers["Location"] == "/account/"
    assert account.pk


def test_a_code_works_once():
    make_account("officer")
    first, second = Client(), Client()
    type_password(first)
    type_password(second)
    code = code_now()
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    assert "That is not right" in text(second.post("/sign-in/code/", {"code": code}))
    assert not is_signed_in(second)


def test_wrong_codes_are_counted_and_then_refused():
    make_account("officer")
    client = Client()
    type_password(client)
    for _ in range(10):
        client.post("/sign-in/code/", {"code": "000000"})
    answer = client.post("/sign-in/code/", {"code": code_now()})
    assert "too many wrong tries" in text(answer)
    assert not is_signed_in(client)


def test_a_recovery_code_works_once_in_place_of_a_code():
    account = make_account("officer", code_app=False)
    client = sign_in(account)
    secret = client.get("/account/code-app/").context["form"].secret
    client.post("/account/code-app/", {"code": code_now(secret)})
    codes = client.get("/account/recovery-codes/").context["unused_codes"]
    assert len(set(codes)) == 10
    other, third = Client(), Client()
    type_password(other)
    assert other.post("/sign-in/code/", {"code": codes[0]}).headers["Location"] == "/partners/"
    type_password(third)
    assert third.post("/sign-in/code/", {"code": codes[0]}).status_code == 200
    assert "9 left" in text(other.get("/account/"))


def test_the_second_step_is_not_reached_without_the_first():
    make_account("officer")
    client = Client()
    assert client.get("/sign-in/code/").headers["Location"].startswith("/sign-in/")
    assert client.post("/sign-in/code/", {"code": code_now()}).headers["Location"].startswith("/sign-in/")
    assert not is_signed_in(client)


def test_somebody_known_and_somebody_unknown_read_the_same():
    make_account("officer")
    known = type_password(Client(), password="wrong wrong wrong")
    unknown = type_password(Client(), email="nobody@demo.example", password="wrong wrong wrong")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert text(known) == text(unknown)
    assert "Error: Sign in" in text(known)
    assert "The e-mail address or the password is not right" in text(known)


def test_a_closed_account_cannot_be_signed_in_to_and_a_visit_ends():
    account = make_account("officer")
    client = sign_in(account)
    account.is_active = False
    account.save()
    assert not is_signed_in(client)
    assert "This account is closed" in text(
        client.post("/sign-in/", {"login": account.email, "password": PASSWORD}, follow=True)
    )


def test_a_changed_password_ends_every_other_visit():
    account = make_account("officer")
    here, elsewhere = sign_in(account), sign_in(account)
    new = "other words that nobody knows"
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.headers["Location"] == "/account/"
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert "Changed the password" in titles()


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "officer@demo.example"])
def test_a_weak_password_is_refused(weak):
    client = sign_in(make_account("officer"))
    given = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    answer = client.post("/account/password/", given)
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]


def test_a_visit_ends_after_two_hours_away_and_after_eight_hours_in_any_case(monkeypatch):
    account = make_account("officer")
    client, busy = sign_in(account), sign_in(account)
    start = visits.time.time()
    clock = {"now": start}
    monkeypatch.setattr(visits.time, "time", lambda: clock["now"])
    clock["now"] = start + 7100
    assert is_signed_in(client)
    clock["now"] += 7300
    answer = client.get("/partners/")
    assert answer.headers["Location"] == "/sign-in/?next=/partners/"
    assert "You were signed out because you were away for a while" in text(client.get("/sign-in/"))
    for minutes in range(0, 470, 60):
        clock["now"] = start + minutes * 60
        assert is_signed_in(busy)
    clock["now"] = start + 8 * 3600
    assert not is_signed_in(busy)


def test_signing_out_needs_a_press_of_the_button():
    client = sign_in(make_account("officer"))
    assert "Do you want to sign out?" in text(client.get("/sign-out/"))
    assert is_signed_in(client)
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert not is_signed_in(client)


def test_nobody_signs_up():
    for address in ("/sign-up/", "/accounts/signup/", "/signup/", "/sign-in/sign-up/"):
        assert Client().get(address).status_code == 404


def test_the_second_step_is_changed_only_after_asking_again(monkeypatch):
    client = sign_in(make_account("officer"))
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.get("/account/code-app/remove/")
    assert answer.headers["Location"].startswith("/account/check/")
    assert "Is it still you?" in text(client.get(answer.headers["Location"]))
    answer = client.post(
        answer.headers["Location"], {"password": PASSWORD, "next": "/account/code-app/remove/"}
    )
    assert answer.headers["Location"] == "/account/code-app/remove/"
    assert client.post("/account/code-app/remove/").headers["Location"] == "/account/"
    assert "Removed the code app" in titles()


def test_the_log_says_what_was_done_and_no_address():
    account = make_account("officer")
    client = sign_in(account)
    client.get("/account/")
    events = list(Event.objects.all())
    assert events
    for event in events:
        written = f"{event.said} {event.title} {event.before} {event.after}"
        assert "@" not in written
        assert "127.0.0.1" not in written


def test_no_page_of_signing_in_is_kept_by_a_browser():
    for address in ("/sign-in/", "/sign-in/forgotten/", "/sign-in/passkey/", "/sign-in/closed/"):
        assert "no-store" in Client().get(address).headers["Cache-Control"]


def test_a_form_without_its_token_is_refused():
    make_account("officer")
    client = Client(enforce_csrf_checks=True)
    assert type_password(client).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in/",
        "/sign-in/passkey/",
        "/sign-in/forgotten/",
        "/sign-in/forgotten/sent/",
        "/sign-in/closed/",
        "/sign-in/new-password/done/",
        "/sign-in/new-password/1-a/",
        "/sign-in/organisation/stopped/",
        "/sign-in/organisation/failed/",
    ],
)
def test_a_page_before_signing_in_stands_in_the_frame_of_the_site(address):
    answer = Client().get(address)
    page = read(answer)
    assert "/static/oneplan.css?v=" in page
    assert "/static/workspace.css?v=" in page
    assert "Demonstration, not made by or for" in text(answer)
    assert page.count("<h1") == 1


def test_the_second_step_stands_in_the_frame_of_the_site():
    make_account("officer")
    client = Client()
    type_password(client)
    assert "/static/oneplan.css?v=" in read(client.get("/sign-in/code/"))
