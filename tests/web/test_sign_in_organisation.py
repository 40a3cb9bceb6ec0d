"""Signing in through the organisation's own sign-in, with a real OpenID Connect provider on loopback."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from builders import refusal_of
from oneplan.web.people.models import Account, Invitation
from oneplan.web.people.sign_in.invitations import invite
from oneplan.web.people.sign_in.organisation import verified_email
from oneplan.web.settings.provider import find_provider
from web.provider_site import CLIENT, SECRET
from web.reading import read, text
from web.signing_in import (
    ADMINISTRATOR,
    FAST,
    code_now,
    forget_used_codes,
    is_signed_in,
    make_account,
    make_person,
    titles,
)
from web.signing_in import SECRET as SECRET_OF_THE_APP

pytestmark = pytest.mark.django_db

SITE = Path(__file__).with_name("provider_site.py")
BACK = "http://testserver/sign-in/organisation/back/"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.fixture(scope="session")
def issuer(tmp_path_factory):
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    folder = tmp_path_factory.mktemp("provider")
    process = subprocess.Popen([sys.executable, str(SITE), str(folder), str(port), BACK])
    address = f"http://127.0.0.1:{port}/o"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(autouse=True)
def provider(issuer, settings, home):
    settings.PASSWORD_HASHERS = FAST
    named = {
        "ONEPLAN_OIDC_ISSUER": issuer,
        "ONEPLAN_OIDC_CLIENT": CLIENT,
        "ONEPLAN_OIDC_SECRET": SECRET,
        "ONEPLAN_OIDC_NAME": "Police staff",
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": find_provider(named)}
    forget_used_codes()


def ask_provider(address, person):
    """What the provider answers in the person's browser: where it sends them back to."""
    request = urllib.request.Request(address, headers={"Cookie": f"person={person}"})
    try:
        urllib.request.build_opener(NoRedirects).open(request, timeout=20)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    pytest.fail("The provider sent nobody back.")


def come_from(person, client=None, *, then=""):
    client = client or Client()
    away = client.get("/sign-in/organisation/", {"next": then} if then else {}).headers["Location"]
    back = urlsplit(ask_provider(away, person))
    return client, client.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_names_the_organisation():
    assert "Sign in with Police staff" in text(Client().get("/sign-in/"))


def test_the_way_there_carries_a_challenge_and_a_state():
    away = Client().get("/sign-in/organisation/").headers["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) >= 43
    assert len(asked["state"][0]) >= 16
    assert asked["redirect_uri"] == [BACK]


def test_somebody_with_an_account_comes_in_and_is_known_the_next_time():
    account = make_account("school", email="officer@demo.example", code_app=False)
    client, answer = come_from("officer")
    assert answer.headers["Location"] == "/partners/"
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user_id == account.pk
    again, answer = come_from("officer")
    assert is_signed_in(again)
    assert SocialAccount.objects.count() == 1
    assert "Signed in with their organisation’s own sign-in" in titles()


def test_a_provider_that_asked_for_a_second_step_is_believed():
    make_account("officer", code_app=False)
    client, _ = come_from("officer-with-mfa", then="/partners/?a=1")
    assert client.get("/partners/").status_code == 200


def test_without_the_providers_word_staff_are_asked_for_a_second_step_here():
    make_account("officer", code_app=False)
    client, _ = come_from("officer")
    assert client.get("/partners/").headers["Location"] == "/account/"
    assert "One more step before you go in" in text(client.get("/account/"))


def test_without_the_providers_word_a_code_app_set_up_here_is_asked_for():
    account = make_account("officer", code_app=False)
    TOTP.activate(account, SECRET_OF_THE_APP)
    client, answer = come_from("officer")
    assert answer.headers["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    assert client.post("/sign-in/code/", {"code": code_now()}).status_code == 302
    assert client.get("/partners/").status_code == 200
    trusted, answer = come_from("officer-with-mfa")
    assert answer.headers["Location"] == "/partners/"
    assert trusted.get("/partners/").status_code == 200


def test_a_providers_word_does_not_stay_for_whoever_signs_in_next():
    make_account("officer", code_app=False)
    client, _ = come_from("officer-with-mfa")
    assert client.get("/partners/").status_code == 200
    client.post("/sign-out/")
    come_from("officer", client)
    assert client.get("/partners/").headers["Location"] == "/account/"


def test_the_address_that_entra_vouches_for_is_taken():
    make_account("officer", code_app=False)
    client, _ = come_from("entra")
    assert client.get("/partners/").status_code == 200


@pytest.mark.parametrize("person", ["typed-it-in", "says-nothing", "stranger", "nobody"])
def test_an_address_that_nobody_vouches_for_or_knows_opens_nothing(person):
    make_account("officer", code_app=False)
    client, answer = come_from(person)
    assert answer.status_code == 403
    assert "We do not know you here yet" in text(answer)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert Account.objects.count() == 1


def test_somebody_invited_takes_the_invitation_by_coming():
    invite(make_person("officer"), email="new@demo.example", by=ADMINISTRATOR)
    client, _ = come_from("invited")
    assert client.get("/partners/").status_code == 200
    account = Account.objects.get()
    assert (account.email, account.has_usable_password()) == ("new@demo.example", False)
    assert EmailAddress.objects.get().verified
    assert Invitation.objects.get().taken
    assert "You sign in through your organisation" in text(client.get("/account/password/"))


def test_a_closed_account_stays_closed():
    account = make_account("officer", code_app=False)
    come_from("officer-with-mfa")
    account.is_active = False
    account.save()
    client, answer = come_from("officer-with-mfa")
    assert answer.headers["Location"] == "/sign-in/closed/"
    assert not is_signed_in(client)


def test_a_closed_account_that_never_came_this_way_is_unknown():
    account = make_account("officer", code_app=False)
    account.is_active = False
    account.save()
    assert come_from("officer-with-mfa")[1].status_code == 403


def test_nothing_that_the_token_says_is_kept():
    make_account("officer", code_app=False)
    come_from("officer-with-mfa")
    come_from("officer-with-mfa")
    assert SocialAccount.objects.get().extra_data == {}


def test_a_code_caught_by_somebody_else_opens_nothing():
    make_account("officer", code_app=False)
    caught = Client()
    away = caught.get("/sign-in/organisation/").headers["Location"]
    back = urlsplit(ask_provider(away, "officer-with-mfa"))
    thief = Client()
    answer = thief.get(f"{back.path}?{back.query}")
    assert "did not work" in text(answer)
    assert not is_signed_in(thief)
    own = Client()
    state = parse_qs(urlsplit(own.get("/sign-in/organisation/").headers["Location"]).query)["state"][0]
    code = parse_qs(back.query)["code"][0]
    answer = own.get(back.path, {"code": code, "state": state})
    assert not is_signed_in(own), "the challenge belongs to the visit that asked"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?code=x",
        "?state=y",
        "?code=x&state=y",
        "?error=access_denied",
        "?error=" + "x" * 4000,
        "?code=%00&state=%00",
    ],
)
def test_a_forged_way_back_opens_nothing(query):
    client = Client()
    answer = client.get("/sign-in/organisation/back/" + query, follow=True)
    assert answer.status_code in (200, 401)
    assert "Back to sign in" in text(answer)
    assert "/static/oneplan.css?v=" in read(answer)
    assert not is_signed_in(client)


def test_a_provider_that_does_not_answer_is_said_so(settings, issuer):
    named = {
        "ONEPLAN_OIDC_ISSUER": "http://127.0.0.1:9",
        "ONEPLAN_OIDC_CLIENT": CLIENT,
        "ONEPLAN_OIDC_SECRET": SECRET,
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": find_provider(named)}
    answer = Client().get("/sign-in/organisation/", follow=True)
    assert "Your organisation’s sign-in did not work" in text(answer)


def test_nobody_is_sent_elsewhere_after_coming_back():
    make_account("school", email="officer@demo.example", code_app=False)
    _, answer = come_from("officer", then="https://evil.example/")
    assert answer.headers["Location"] == "/partners/"
    _, answer = come_from("officer", then="/partners/?a=1")
    assert answer.headers["Location"] == "/partners/?a=1"


def test_without_a_provider_there_is_no_such_way_in(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": find_provider({})}
    assert "Or with a password" not in text(Client().get("/sign-in/"))
    assert Client().get("/sign-in/organisation/").status_code == 404


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ONEPLAN_OIDC_ISSUER": "http://login.example"}, "has to start with https://"),
        ({"ONEPLAN_OIDC_ISSUER": "login.example"}, "has to start with https://"),
        (
            {"ONEPLAN_OIDC_ISSUER": "https://login.example"},
            "ONEPLAN_OIDC_CLIENT and ONEPLAN_OIDC_SECRET is not",
        ),
        (
            {"ONEPLAN_OIDC_ISSUER": "https://login.example", "ONEPLAN_OIDC_CLIENT": "a"},
            "ONEPLAN_OIDC_SECRET is not",
        ),
    ],
)
def test_a_provider_that_is_not_safe_or_not_whole_is_refused(environment, said):
    assert said in refusal_of(lambda: find_provider(environment))


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": 5, "email_verified": True},
        {"email": None, "xms_edov": 1},
        {"email": "a@b.example", "email_verified": "no"},
        {"email": ["a"], "email_verified": True},
        {"email_verified": True},
    ],
)
def test_claims_that_vouch_for_nothing_give_no_address(claims):
    assert verified_email(claims) == ""
