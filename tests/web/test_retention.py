"""What is past its time is deleted, what is not stays, and the log says how many and never what."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from oneplan.people import NOBODY
from oneplan.web.jobs.models import Job, State
from oneplan.web.people.counts.models import Count
from oneplan.web.people.models import Account, Event, Invitation, Link, LogHead, Organisation, Person
from oneplan.web.people.retention import DAILY, DELETE, delete_what_is_due, retention_table
from oneplan.web.people.trail import About, find_breaks, remember

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAYS = {kept.key: kept.days for kept in retention_table()}


def ago(days, *, hours=0):
    return NOW - timedelta(days=days, hours=hours)


def numbers(now=NOW):
    return {deleted.key: deleted.number for deleted in delete_what_is_due(now) if deleted.number}


@pytest.fixture
def police():
    return Organisation.objects.create(key="police", name="Police", sector="police")


@pytest.fixture
def person(police):
    return Person.objects.create(post="Police representative", organisation=police)


def test_every_kind_that_is_deleted_daily_has_its_deletion_and_no_other():
    assert {kept.key for kept in retention_table() if kept.job == DAILY} == set(DELETE)


def test_what_is_never_deleted_says_why():
    for kept in retention_table():
        assert kept.why.endswith(".")
        assert (kept.days is None) == kept.job.startswith("nothing deletes")


def test_visits_that_are_over_go_and_others_stay():
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=ago(0, hours=1))
    Session.objects.create(session_key="b" * 32, session_data="", expire_date=ago(-1))
    assert numbers() == {"visits": 1}
    assert Session.objects.get().session_key == "b" * 32


@pytest.mark.parametrize("over", ["until", "taken", "withdrawn"])
def test_an_invitation_goes_a_month_after_it_is_over(person, over):
    kept = {"until": ago(-60), "taken": None, "withdrawn": None}
    for number, days in enumerate((31, 29)):
        given = kept | {over: ago(days)}
        Invitation.objects.create(email=f"{number}@x.example", person=person, digest=str(number), **given)
    assert numbers() == {"invitations": 1}
    assert Invitation.objects.get().digest == "1"


def test_a_link_goes_a_month_after_it_was_used_or_ran_out(police):
    for number, (until, used) in enumerate([(-5, 31), (31, None), (-5, 29), (-5, None)]):
        used_at = ago(used) if used else None
        Link.objects.create(act="x", organisation=police, digest=str(number), until=ago(until), used=used_at)
    assert numbers() == {"links": 2}
    assert set(Link.objects.values_list("digest", flat=True)) == {"2", "3"}


def test_a_letter_that_nobody_took_goes_after_a_month(own_home):
    folder = own_home / "mail"
    folder.mkdir()
    for name, days in (("old", 31), ("new", 29)):
        (folder / name).write_text("a link")
        os.utime(folder / name, (ago(days).timestamp(),) * 2)
    assert numbers() == {"letters": 1}
    assert [letter.name for letter in folder.iterdir()] == ["new"]


def close(account, days, monkeypatch):
    monkeypatch.setattr("oneplan.web.people.trail.timezone.now", lambda: ago(days))
    remember("account.close", by=NOBODY, about=About(kind="account", thing=str(account.pk)))
    monkeypatch.undo()


def test_a_closed_account_goes_after_a_term_and_an_open_one_never(monkeypatch):
    accounts = [
        Account.objects.create(email=f"{number}@x.example", is_active=number == 2) for number in range(3)
    ]
    Account.objects.update(created=ago(400))
    close(accounts[0], 91, monkeypatch)
    close(accounts[1], 89, monkeypatch)
    assert numbers() == {"accounts": 1}
    assert set(Account.objects.values_list("pk", flat=True)) == {accounts[1].pk, accounts[2].pk}


def test_an_account_that_was_opened_again_and_closed_lately_stays(monkeypatch):
    account = Account.objects.create(email="a@x.example", is_active=False)
    Account.objects.update(created=ago(400))
    close(account, 200, monkeypatch)
    close(account, 10, monkeypatch)
    assert numbers() == {}


def test_jobs_that_ended_go_and_those_that_run_stay():
    given = {"kind": "x", "title": "x", "asked": ago(200), "due": ago(200), "most_tries": 1}
    given |= {"wait_seconds": 1, "longest_seconds": 1}
    Job.objects.create(state=State.DONE, ended=ago(91), **given)
    Job.objects.create(state=State.FAILED, ended=ago(89), **given)
    Job.objects.create(state=State.RUNNING, **given)
    assert numbers() == {"jobs": 1}
    assert Job.objects.count() == 2


def test_counted_tries_go_without_an_entry_in_the_log():
    Count.objects.create(name="a" * 64, number=3, until=ago(0, hours=1))
    assert numbers() == {"tries": 1}
    assert not Event.objects.exists()


def test_what_the_site_remembered_for_a_while_goes(settings):
    cache.set("over", 1, timeout=1)
    cache.set("not-over", 2, timeout=10**8)
    found = numbers(datetime.now(UTC) + timedelta(hours=1))
    assert found["remembered"] == 1
    assert cache.get("not-over") == 2


def test_the_log_says_how_many_and_never_what(person):
    Invitation.objects.create(email="ann@x.example", person=person, digest="a", until=ago(40))
    numbers()
    entry = Event.objects.get()
    assert entry.said == "The daily deletion"
    assert entry.after == {"deleted": 1, "before": ago(30).isoformat()}
    assert "ann" not in str(entry.__dict__)
    assert list(find_breaks(iter(Event.objects.order_by("number")), head=LogHead.objects.get())) == []


def test_a_second_time_there_is_nothing_to_do(person):
    Invitation.objects.create(email="ann@x.example", person=person, digest="a", until=ago(40))
    assert numbers() == {"invitations": 1}
    assert numbers() == {}
    assert Event.objects.count() == 1


def test_a_deletion_whose_proof_cannot_be_written_does_not_happen(person, monkeypatch):
    Invitation.objects.create(email="ann@x.example", person=person, digest="a", until=ago(40))

    def fail(*_, **__):
        raise OSError

    monkeypatch.setattr("oneplan.web.people.retention.remember", fail)
    with pytest.raises(OSError):  # noqa: PT011
        delete_what_is_due(NOW)
    assert Invitation.objects.count() == 1


def test_the_table_in_the_documentation_is_this_one():
    from builders import ROOT

    page = (ROOT / "docs" / "reference" / "retention.md").read_text(encoding="utf-8")
    for kept in retention_table():
        after = f"{kept.days} days after" if kept.days else "at"
        long = f"{after} {kept.counted_from}" if kept.days is not None else "kept"
        assert f"| {kept.what} | {long} | {kept.job} | {kept.proof} | {kept.why} |" in page
