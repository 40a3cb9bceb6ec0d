"""Invitations: the only way to an account, for one person, once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.errors import NotAllowed, NotFound, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web.people.models import Account, Event, Invitation
from oneplan.web.people.sign_in.invitations import (
    close_account,
    find_invitation,
    invite,
    take_invitation,
    withdraw_invitation,
)
from oneplan.web.people.sign_in.tokens import digest_of, is_ours, make_token
from web.reading import text
from web.signing_in import (
    ADMINISTRATOR,
    FAST,
    PASSWORD,
    forget_used_codes,
    is_signed_in,
    make_account,
    make_person,
    type_password,
)

pytestmark = pytest.mark.django_db

CHOSEN = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def quick(settings, home):
    settings.PASSWORD_HASHERS = FAST
    forget_used_codes()


def invited(role="officer", *, email="new@demo.example"):
    return invite(make_person(role), email=email, by=ADMINISTRATOR)


def test_somebody_invited_chooses_a_password_and_is_led_to_the_second_step():
    invitation, token = invited()
    client = Client()
    said = text(client.get(f"/invitation/{token}/"))
    assert "You are invited as officer of police, Police" in said
    answer = client.post(f"/invitation/{token}/", CHOSEN)
    assert answer.headers["Location"] == "/account/"
    assert "One more step before you go in" in text(client.get("/account/"))
    assert client.get("/account/code-app/").status_code == 200
    account = Account.objects.get()
    assert (account.email, account.person) == ("new@demo.example", invitation.person)
    assert type_password(Client(), "new@demo.example").status_code == 302


def test_looking_at_an_invitation_does_not_use_it_up():
    _, token = invited()
    for _ in range(5):
        assert Client().get(f"/invitation/{token}/").status_code == 200
        assert Client().head(f"/invitation/{token}/").status_code == 200
    assert not Account.objects.exists()
    assert Client().post(f"/invitation/{token}/", CHOSEN).status_code == 302


def test_an_invitation_works_once():
    _, token = invited()
    Client().post(f"/invitation/{token}/", CHOSEN)
    again = Client()
    answer = again.post(f"/invitation/{token}/", CHOSEN)
    assert answer.status_code == 404
    assert "This invitation cannot be used any more" in text(answer)
    assert not is_signed_in(again)
    assert Account.objects.count() == 1


def test_an_invitation_ends_after_two_weeks():
    invitation, token = invited()
    assert timedelta(days=13) < invitation.until - timezone.now() <= timedelta(days=14)
    Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/invitation/{token}/").status_code == 404
    with pytest.raises(NotValid, match="cannot be used any more"):
        take_invitation(invitation, password=PASSWORD)


def test_an_invitation_can_be_withdrawn_until_it_is_taken():
    invitation, token = invited()
    withdraw_invitation(invitation, by=ADMINISTRATOR)
    assert Client().post(f"/invitation/{token}/", CHOSEN).status_code == 404
    other, _ = invite(make_person("member"), email="other@demo.example", by=ADMINISTRATOR)
    take_invitation(other, password=PASSWORD)
    with pytest.raises(NotValid, match="has been taken"):
        withdraw_invitation(other, by=ADMINISTRATOR)


def test_a_new_invitation_closes_the_one_before():
    first, old = invited()
    _, new = invite(first.person, email="new@demo.example", by=ADMINISTRATOR)
    assert Client().get(f"/invitation/{old}/").status_code == 404
    assert Client().get(f"/invitation/{new}/").status_code == 200


def test_two_who_take_it_at_once_make_one_account():
    invitation, _ = invited()
    late = Invitation.objects.get(pk=invitation.pk)
    take_invitation(invitation, password=PASSWORD)
    with pytest.raises(NotValid, match="cannot be used any more"):
        take_invitation(late, password=PASSWORD)
    assert Account.objects.count() == 1


def test_whoever_has_an_account_is_not_invited_again():
    account = make_account("officer")
    with pytest.raises(NotValid, match="has an account already"):
        invite(account.person, email="another@demo.example", by=ADMINISTRATOR)
    with pytest.raises(NotValid, match="with this e-mail address already"):
        invite(make_person("member"), email="Officer@demo.example ", by=ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_invites(role):
    somebody = Actor("Somebody", 1, (Holding(role, "police"),))
    with pytest.raises(NotAllowed, match="administrator"):
        invite(make_person(), email="new@demo.example", by=somebody)
    assert not Invitation.objects.exists()


def test_a_closed_account_cannot_be_signed_in_to():
    account = make_account("school", email="school@demo.example", code_app=False)
    close_account(account, by=ADMINISTRATOR)
    answer = type_password(Client(), "school@demo.example")
    assert answer.headers["Location"] == "/sign-in/closed/"
    with pytest.raises(NotAllowed):
        close_account(account, by=Actor("Manager", 2, (Holding(Role.MANAGER, "police"),)))


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "new@demo.example", ""])
def test_a_weak_first_password_is_refused_kindly(weak):
    _, token = invited()
    answer = Client().post(f"/invitation/{token}/", {"password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert "Error: Your invitation" in text(answer)
    assert not Account.objects.exists()


def test_two_passwords_that_differ_are_refused():
    _, token = invited()
    answer = Client().post(f"/invitation/{token}/", {"password1": PASSWORD, "password2": PASSWORD + "s"})
    assert "The two are not the same" in text(answer)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a@b",
        "a b@c.example",
        "a@b.example\nBcc: x@y.example",
        "a" * 400 + "@b.example",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(email):
    said = refusal_of(lambda: invite(make_person(), email=email, by=ADMINISTRATOR))
    assert "is no e-mail address. Write it as name@example.org." in said
    assert len(said) < 200


def test_what_is_kept_of_an_invitation_does_not_open_it():
    invitation, token = invited()
    assert token not in str(Invitation.objects.values().get())
    assert invitation.digest == digest_of(token)
    assert Client().get(f"/invitation/{invitation.digest}/").status_code == 404
    written = str(list(Event.objects.values()))
    assert "new@demo.example" not in written
    assert invitation.digest not in written
    assert token not in written


def test_a_secret_made_with_another_key_opens_nothing(settings):
    _, token = invited()
    assert is_ours(token)
    settings.SECRET_KEY = "another" * 8
    assert not is_ours(token)
    with pytest.raises(NotFound):
        find_invitation(token)


def test_every_secret_is_its_own():
    made = {make_token() for _ in range(200)}
    assert len(made) == 200
    assert min(map(len, made)) >= 60


@tries(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(min_size=1, max_size=120))
@example(token="x" * 8000)
@example(token="a.b")
@example(token="..")
@example(token="\x00")
def test_a_made_up_secret_opens_nothing(token):
    assert refusal_of(lambda: find_invitation(token))
    from urllib.parse import quote

    answer = Client().get(f"/invitation/{quote(token, safe='')}/")
    assert answer.status_code in (404, 302, 301)


def test_a_changed_secret_opens_nothing():
    _, token = invited()
    for changed in (token[:-1], token + "A", token.swapcase(), "A" + token[1:], token.replace(".", "")):
        if changed != token:
            assert Client().get(f"/invitation/{changed}/").status_code == 404


@pytest.fixture
def administrator():
    from web.partners import client_as

    return client_as("administrator")


def test_an_administrator_invites_on_a_page_and_the_link_comes_by_mail(administrator):
    from django.core import mail

    from web.signing_in import wait_for_letters

    person = make_person("chair")
    page = f"/partners/people/{person.pk}/invite/"
    assert "It works once, for two weeks" in text(administrator.get(page))
    assert "Type an e-mail address like" in text(administrator.post(page, {"email": "nobody"}))
    shown = text(administrator.post(page, {"email": "chair@demo.example"}))
    assert "shown now and never again" in shown
    wait_for_letters()
    (letter,) = mail.outbox
    assert letter.to == ["chair@demo.example"]
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert address in shown
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    withdraw = f"/partners/people/{person.pk}/withdraw-invitation/"
    assert administrator.post(withdraw, {"sure": "yes"}).status_code == 302
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404
    assert "There is no open invitation" in text(administrator.post(withdraw, {"sure": "yes"}))


def test_an_administrator_closes_an_account_on_a_page(administrator):
    account = make_account("school", email="school@demo.example", code_app=False)
    client = Client()
    type_password(client, "school@demo.example")
    page = f"/partners/people/{account.person.pk}/close-account/"
    assert "Close the account of" in text(administrator.get(page))
    assert administrator.post(page, {"sure": "yes"}).status_code == 302
    assert not is_signed_in(client)
    assert "has no open account" in text(administrator.post(page, {"sure": "yes"}))
