"""Four eyes: who asks does not release, what changed is not released, and nothing goes out twice."""

import inspect
import json

import pytest

from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotAllowed, NotSafe, NotValid
from oneplan.people import MAY, SIGNED_IN, Actor, Role, may
from oneplan.web.people.actors import actor_of
from oneplan.web.people.models import Event, Term
from oneplan.web.people.trail import find_breaks
from oneplan.web.understand.gate import actions, beside
from oneplan.web.understand.gate.pages import make_finding
from oneplan.web.understand.gate.queries import find_release, fingerprint_of, open_table
from oneplan.web.understand.models import DataSet, Papers, Release, Stage
from web import releases
from web.partners import SINCE, client_as, client_of, make_account
from web.reading import read, text
from web.told import Told


@pytest.fixture
def data_set(own_home, tmp_path, db):
    return releases.make_data_set(tmp_path)


def send(client, release, what, **sent):
    return client.post(f"/partners/evidence/gate/{release.pk}/{what}/", sent)


def ledger():
    from oneplan.disclosure.ledger import list_published

    return list_published(beside.folder())


@pytest.mark.parametrize("asker", ["analyst", "manager"])
def test_of_every_role_those_may_release_that_the_table_says_and_never_whoever_asked(data_set, asker):
    asking = make_account(asker, organisation="council")
    release = releases.asked_for(data_set, by=actor_of(asking))
    sent = {"fingerprint": release.fingerprint, "looked": "on"}
    for role in (role for role in SIGNED_IN if role not in MAY["release.release"].by):
        assert send(client_as(role), release, "release", **sent).status_code == 403, role
        assert send(client_as(role), release, "return", reason="No").status_code == 403, role
    assert send(client_of(asking), release, "release", **sent).status_code == 403
    assert send(client_of(asking), release, "return", reason="No").status_code == 403
    assert find_release(release.pk).stage == Stage.ASKED
    assert ledger() == []


@pytest.mark.parametrize("asker", ["analyst", "manager"])
@pytest.mark.parametrize("second", list(MAY["release.release"].by))
def test_everybody_who_may_can_release_what_another_account_asked_for(data_set, asker, second):
    release = releases.asked_for(data_set, by=releases.actor(asker))
    sent = {"fingerprint": release.fingerprint, "looked": "on"}
    client = client_as(second, organisation="health")
    assert "Release it" in read(client.get(f"/partners/evidence/gate/{release.pk}/"))
    assert send(client, release, "release", **sent).status_code == 302
    assert find_release(release.pk).stage == Stage.RELEASED
    assert [one.release for one in ledger()] == [1]


def test_one_account_with_every_role_is_still_one_person(data_set):
    account = make_account("analyst", organisation="council")
    for role in SIGNED_IN:
        Term.objects.create(
            person=account.person, role=role, organisation=account.person.organisation, starts=SINCE
        )
    everything = actor_of(account)
    assert all(may(everything, act) for act in ("release.ask", "release.release", "release.return"))
    release = releases.asked_for(data_set, by=everything)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.let_out(release, by=everything, fingerprint=release.fingerprint)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.send_back(release, by=everything, reason="No")
    page = read(client_of(account).get(f"/partners/evidence/gate/{release.pk}/"))
    assert "You asked, so somebody else has to look at it" in page
    assert "/release/" not in page


def test_without_an_account_nobody_asks_and_nobody_releases(data_set):
    release = releases.checked(data_set)
    with pytest.raises(NotAllowed, match="Sign in"):
        actions.ask_second_person(release, by=releases.BY, fingerprint=release.fingerprint)
    release = releases.asked_for(data_set, by=releases.actor("analyst"), title="Another")
    with pytest.raises(NotAllowed):
        actions.let_out(release, by=releases.BY, fingerprint=release.fingerprint)


@pytest.mark.parametrize(
    "change",
    [
        {"shown": "district,sex,lonely,value,state\nHill,Girl,Yes,3,shown\n"},
        {"tables": []},
        {"certificate": "{}"},
        {"certificate": "not a certificate"},
    ],
)
def test_what_changed_since_it_was_looked_at_is_not_released(data_set, change):
    release = releases.asked_for(data_set, by=releases.actor("analyst"))
    Papers.objects.filter(release=release).update(**change)
    client = client_as("manager")
    answer = send(client, release, "release", fingerprint=release.fingerprint, looked="on")
    assert "is not what came out of the gate" in text(answer)
    assert find_release(release.pk).stage == Stage.ASKED
    assert ledger() == []
    assert client.get(f"/partners/evidence/gate/{release.pk}/table.csv").status_code == 404


def test_a_page_that_is_out_of_date_releases_nothing(data_set):
    by, second = releases.actor("analyst"), releases.actor("manager")
    release = releases.asked_for(data_set, by=by)
    looked_at = release.fingerprint
    actions.withdraw_wish(release, by=by)
    actions.change_release(find_release(release.pk), by=by, does="merge", name="district")
    releases.work()
    actions.run_gate(find_release(release.pk), by=by)
    releases.work()
    release = find_release(release.pk)
    actions.ask_second_person(release, by=by, fingerprint=release.fingerprint)
    assert release.fingerprint != looked_at
    with pytest.raises(NotSafe, match="changed in the meantime"):
        actions.let_out(find_release(release.pk), by=second, fingerprint=looked_at)
    actions.let_out(find_release(release.pk), by=second, fingerprint=release.fingerprint)


@pytest.mark.parametrize("change", [{"complete": False}, {"safe": False}, {"complete": False, "safe": False}])
def test_an_audit_that_did_not_end_well_cannot_even_be_asked_for(data_set, change):
    release = releases.checked(data_set)
    papers = release.papers
    papers.certificate = json.dumps({**json.loads(papers.certificate), **change})
    papers.save()
    made = fingerprint_of(release)
    Release.objects.filter(pk=release.pk).update(fingerprint=made)
    with pytest.raises(NotSafe, match="did not end well"):
        actions.ask_second_person(release, by=releases.actor("analyst"), fingerprint=made)
    page = client_as("analyst").get(f"/partners/evidence/gate/{release.pk}/")
    assert "Nothing can go out like this" in text(page)
    assert "Ask a second person" not in text(page)


def test_what_is_asked_for_can_be_withdrawn_sent_back_and_asked_again(data_set):
    by, second = releases.actor("analyst"), releases.actor("manager")
    release = releases.asked_for(data_set, by=by)
    actions.send_back(release, by=second, reason="Leave out the districts.")
    release = find_release(release.pk)
    page = text(client_as("analyst").get(f"/partners/evidence/gate/{release.pk}/"))
    assert "It was sent back: “Leave out the districts.”" in page
    actions.ask_second_person(release, by=by, fingerprint=release.fingerprint)
    assert find_release(release.pk).reason == ""
    actions.withdraw_wish(find_release(release.pk), by=by)
    with pytest.raises(NotValid, match="This release is now"):
        actions.let_out(find_release(release.pk), by=second, fingerprint=release.fingerprint)
    actions.set_aside(find_release(release.pk), by=by)
    assert find_release(release.pk).papers.weighed is None
    said = list(
        Event.objects.filter(act__startswith="release.").order_by("number").values_list("act", flat=True)
    )
    assert said[-5:] == ["release.ask", "release.return", "release.ask", "release.withdraw", "release.drop"]
    assert list(find_breaks(Event.objects.order_by("number").iterator(), head=None)) == []


def test_my_things_say_what_waits_for_me_and_what_i_wait_for(data_set):
    account = make_account("analyst", organisation="council")
    manager = client_as("manager", organisation="health")
    release = releases.asked_for(data_set, by=actor_of(account))
    assert f"Look at a release: {release.title}" in text(manager.get("/partners/"))
    mine = text(client_of(account).get("/partners/"))
    assert f"Your release waits for a second person: {release.title}" in mine
    assert "Look at a release" not in mine
    send(manager, release, "return", reason="Not yet.")
    assert f"Your release came back: {release.title}" in text(client_of(account).get("/partners/"))
    assert "Look at a release" not in text(manager.get("/partners/"))


def test_what_was_released_since_makes_the_gate_look_again(data_set):
    by, second = releases.actor("analyst"), releases.actor("manager")
    first = releases.asked_for(data_set, by=by, title="First")
    other = releases.asked_for(data_set, by=by, title="Second", tables=[("sex", "lonely")], levels_above={})
    actions.let_out(first, by=second, fingerprint=first.fingerprint)
    with pytest.raises(NotValid, match="Something else was released"):
        actions.let_out(other, by=second, fingerprint=other.fingerprint)
    actions.withdraw_wish(find_release(other.pk), by=by)
    actions.change_release(find_release(other.pk), by=by, does="again")
    releases.work()
    assert find_release(other.pk).problem == ""


RACE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connection
from oneplan.errors import OneplanError
from oneplan.web.understand.gate import actions
from oneplan.web.understand.gate.queries import find_release
together = Barrier(len(SECONDS))
def let_out(by):
    try:
        together.wait(30)
        actions.let_out(find_release(NUMBER), by=by, fingerprint=FINGERPRINT)
        return "out"
    except OneplanError as error:
        return type(error).__name__
    finally:
        connection.close()
with ThreadPoolExecutor(len(SECONDS)) as several:
    said = list(several.map(let_out, SECONDS))
from oneplan.disclosure.ledger import list_published
from oneplan.web.people.models import Event
from oneplan.web.understand.gate import beside
print(said.count("out"), said.count("NotValid"), len(list_published(beside.folder())))
print(Event.objects.filter(act="release.release").count(), find_release(NUMBER).stage)
"""
MAKE = """
import tempfile
from pathlib import Path
from web import releases
by = releases.actor("analyst")
data_set = releases.make_data_set(Path(tempfile.mkdtemp()))
made = releases.asked_for(data_set, by=by)
NUMBER, FINGERPRINT = made.pk, made.fingerprint
roles = enumerate(["manager", "chair"] * 3)
SECONDS = [releases.actor(role, organisation=f"partner-{n}") for n, role in roles]
"""


def test_two_people_who_release_at_once_release_it_once(own_database):
    told = Told(own_database)
    told(MAKE)
    assert told(RACE) == ["1", "5", "1", "1", "released"]
    told.stop()


def test_the_pages_of_findings_are_made_of_safe_tables_alone(data_set):
    release = releases.checked(data_set)
    assert inspect.signature(make_finding).parameters["table"].annotation is SafeTable
    assert isinstance(open_table(release), SafeTable)
    assert inspect.signature(open_table).return_annotation is SafeTable


def test_only_who_is_in_the_table_may_ask(data_set):
    for role in Role:
        allowed = role in {Role.ANALYST, Role.MANAGER}
        assert (role in MAY["release.ask"].by) == allowed
    with pytest.raises(NotAllowed):
        actions.choose_tables(
            by=Actor("Chair", 1, (releases.actor("chair").holdings[0],)),
            data_set=data_set,
            title="A",
            tables=[("sex",)],
            audience="public",
            policy="dfe_la",
        )


def test_what_pupils_said_in_a_wave_is_not_let_out_beside_its_reports(data_set):
    release = releases.asked_for(data_set, by=releases.actor("analyst"))
    DataSet.objects.update(of_wave="autumn")
    with pytest.raises(NotAllowed, match="goes out in its reports alone"):
        actions.let_out(
            find_release(release.pk), by=releases.actor("manager"), fingerprint=release.fingerprint
        )
    assert find_release(release.pk).stage == Stage.ASKED
    assert ledger() == []
