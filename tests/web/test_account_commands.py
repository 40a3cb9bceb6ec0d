"""Accounts from the command line, and those of a demonstration."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from oneplan.choices import read_choices
from oneplan.errors import NotFound, NotValid
from oneplan.people import ROLES, SIGNED_IN
from oneplan.web import wiring
from oneplan.web.commands import accounts
from oneplan.web.people.models import Account, Organisation, Term
from oneplan.web.people.sign_in.demonstration import KEPT_IN, find_code, make_demo_accounts
from web.reading import text
from web.signing_in import FAST, forget_used_codes, is_signed_in, make_account, titles, type_password

pytestmark = pytest.mark.django_db

COMMAND = [sys.executable, "-c", "from oneplan.cli import main; main()"]


@pytest.fixture(autouse=True)
def quick(settings, own_home):
    settings.PASSWORD_HASHERS = FAST
    forget_used_codes()


@pytest.fixture
def own_site(monkeypatch):
    """A site that is the partnership's own, and no demonstration."""
    own = read_choices(Path("no such file")).model_copy(update={"demonstration": ""})
    monkeypatch.setattr(wiring, "choices", lambda: own)


def test_a_demonstration_has_one_account_for_each_role_and_each_can_sign_in():
    sign_in = make_demo_accounts()
    assert [one.role for one in sign_in.accounts] == list(SIGNED_IN)
    for one in sign_in.accounts:
        client = Client()
        answer = type_password(client, one.email, sign_in.password)
        if one.needs_code:
            assert answer.headers["Location"] == "/sign-in/code/"
            code, seconds = find_code(one.email)
            assert 0 < seconds <= 30
            answer = client.post("/sign-in/code/", {"code": code})
        assert one.needs_code == ROLES[one.role].second_factor
        assert answer.headers["Location"] == "/partners/"
        assert client.get("/partners/").status_code == 200
        assert ROLES[one.role].title in text(client.get("/partners/"))


def test_a_demonstration_started_again_keeps_its_password_and_its_codes():
    first = make_demo_accounts()
    secrets = dict(Authenticator.objects.values_list("user_id", "data"))
    again = make_demo_accounts()
    assert again == first
    assert dict(Authenticator.objects.values_list("user_id", "data")) == secrets
    assert Account.objects.count() == len(SIGNED_IN)


def test_the_password_is_readable_by_its_owner_alone(own_home):
    password = make_demo_accounts().password
    kept = own_home / KEPT_IN
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text() == password
    assert len(password) >= 16


def test_where_partners_are_loaded_the_accounts_are_theirs(own_home):
    accounts.prepare_people()
    chair = Account.objects.get(email="chair@demo.example")
    assert chair.person.organisation.key != ""
    assert Organisation.objects.count() > 10
    assert "Made for a demonstration" in titles()


def test_a_site_of_ones_own_has_no_account_with_a_known_password(own_site, capsys):
    accounts.prepare_people()
    assert capsys.readouterr().out == ""
    with pytest.raises(NotValid, match="This is no demonstration"):
        make_demo_accounts()
    with pytest.raises(NotValid, match="This is no demonstration"):
        find_code("administrator@demo.example")
    assert not Account.objects.exists()


def test_nobody_elses_code_is_printed():
    make_account("officer", email="officer@elsewhere.example")
    make_demo_accounts()
    for email in ("officer@elsewhere.example", "", "x" * 3000):
        with pytest.raises(NotFound, match="No demonstration account has this address"):
            find_code(email)
    with pytest.raises(NotFound, match="has no code app"):
        find_code("school@demo.example")


def test_the_code_is_printed_with_how_long_it_works(capsys):
    make_demo_accounts()
    accounts.tell_code("administrator@demo.example")
    assert re.fullmatch(r"\d{6}  \(for another \d+ seconds\)\n", capsys.readouterr().out)


def test_the_first_administrator_is_invited_where_there_is_nothing_yet(capsys):
    accounts.tell_invitation("first@demo.example", role="administrator", organisation="", post="")
    said = capsys.readouterr().out
    address = re.search(r"http://localhost:8000(/invitation/\S+)", said)[1]
    client = Client()
    assert "You are invited as Administrator" in text(client.get(address))
    words = "three plain quiet words"
    client.post(address, {"password1": words, "password2": words})
    assert is_signed_in(client)
    assert Term.objects.get().role == "administrator"


def test_inviting_again_uses_the_same_post(capsys):
    for _ in range(2):
        accounts.tell_invitation("first@demo.example", role="administrator", organisation="", post="")
    assert Term.objects.count() == 1


def test_what_cannot_be_done_is_said_in_a_sentence_that_helps():
    accounts.prepare_people()
    wrong = [
        ({"role": "king"}, NotValid, "There is no role “king” that signs in"),
        ({"organisation": "nowhere"}, NotFound, "There is no organisation “nowhere”. There are: "),
        ({}, NotValid, "Say for which organisation with --organisation"),
        ({"email": "nobody", "organisation": "police"}, NotValid, "is no e-mail address"),
        (
            {"email": "chair@demo.example", "organisation": "police"},
            NotValid,
            "with this e-mail address already",
        ),
    ]
    for given, kind, said in wrong:
        words = {"role": "administrator", "organisation": "", "post": ""} | given
        with pytest.raises(kind, match=re.escape(said)):
            accounts.tell_invitation(words.pop("email", "new@demo.example"), **words)


def test_a_refused_invitation_leaves_nobody_behind():
    accounts.prepare_people()
    before = Term.objects.count()
    with pytest.raises(NotValid):
        accounts.tell_invitation("nobody", role="administrator", organisation="police", post="New post")
    assert Term.objects.count() == before


def test_a_lost_second_step_is_set_up_anew(capsys):
    account = make_account("officer")
    accounts.forget_second_step(" Officer@demo.example ")
    assert not Authenticator.objects.filter(user=account).exists()
    client = Client()
    assert type_password(client).headers["Location"] == "/partners/"
    assert client.get("/partners/").headers["Location"] == "/account/"
    assert "Second step removed by the command line" in titles()
    with pytest.raises(NotFound, match="No account has this address"):
        accounts.forget_second_step("nobody@demo.example")


def test_the_link_names_the_site_where_it_is_known(monkeypatch):
    assert accounts.find_site() == "http://localhost:8000"
    monkeypatch.setenv("ONEPLAN_HOSTS", "plan.example.org other.example.org")
    monkeypatch.setenv("ONEPLAN_HTTPS", "1")
    assert accounts.find_site() == "https://plan.example.org"


def test_an_empty_folder_and_one_command_are_enough(tmp_path):
    import os

    done = subprocess.run(
        [*COMMAND, "invite", "first@demo.example"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "ONEPLAN_HOME": str(tmp_path / "new"), "COLUMNS": "100"},
    )
    assert done.returncode == 0, done.stderr
    assert "This link works once" in done.stdout
