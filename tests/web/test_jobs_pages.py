"""The pages of jobs: what runs, what waits and how it ended, and who may start and stop it."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from oneplan.people import Role
from oneplan.web.jobs import kinds
from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.kinds import all_kinds
from oneplan.web.jobs.models import Job, Presence, State
from oneplan.web.jobs.work import Work
from oneplan.web.jobs.worker import Worker
from oneplan.web.people.models import Event
from web.made_up_jobs import define_kinds
from web.partners import client_as
from web.reading import read, text

JOBS = "/partners/jobs/"


@pytest.fixture(autouse=True)
def made_up(db, own_home, monkeypatch):
    monkeypatch.setenv("ONEPLAN_HOME", str(own_home))
    before = dict(all_kinds())
    define_kinds()
    yield
    kinds._KINDS.clear()
    kinds._KINDS.update(before)


@pytest.fixture
def manager():
    return client_as(Role.MANAGER)


def take():
    return claim("a worker", now=timezone.now(), stale=timedelta(seconds=30))


def test_an_empty_list_says_what_will_be_there_and_how_to_get_a_worker(manager):
    said = text(manager.get(JOBS))
    assert "Nothing runs and nothing waits." in said
    assert "No worker has been seen yet." in said
    assert "oneplan worker" in said


def test_the_list_says_how_far_each_job_is_and_how_it_ended(manager):
    enqueue("made-up.refuse")
    Worker().do(take())
    enqueue("made-up.count")
    Work(take(), stopping=threading.Event()).say(0.42, "Step 2 of 5.")
    answer = manager.get(JOBS)
    assert 'value="42"' in read(answer)
    said = text(answer)
    assert "Step 2 of 5." in said
    assert "The file has no columns. Send another." in said
    assert "Failed" in said


@pytest.mark.parametrize(
    ("asked", "renewed"), [("", None), ("?watch=yes", "3"), ("?watch=no", None), ("?watch=<script>", None)]
)
def test_the_list_is_renewed_only_when_somebody_asks_for_it(manager, asked, renewed):
    enqueue("made-up.count")
    answer = manager.get(JOBS + asked)
    assert answer.headers.get("Refresh") == renewed
    assert "<script>" not in read(answer)


def test_the_page_of_a_job_is_renewed_until_it_has_ended_or_somebody_stops_that(manager):
    asked = enqueue("made-up.count")
    address = f"{JOBS}{asked.pk}/"
    assert manager.get(address).headers["Refresh"] == "3"
    assert "Stop renewing it" in text(manager.get(address))
    assert "Refresh" not in manager.get(address + "?watch=no").headers
    Worker().do(take())
    ended = manager.get(address)
    assert "Refresh" not in ended.headers
    assert "Counted to 3." in text(ended)
    assert "Steps 3" in text(ended)


def test_a_file_that_a_job_made_is_taken_away_as_it_is(manager):
    asked = enqueue("made-up.file")
    assert manager.get(f"{JOBS}{asked.pk}/file/").status_code == 404
    Worker().do(take())
    answer = manager.get(f"{JOBS}{asked.pk}/file/")
    assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="table.csv"'


def test_a_job_that_is_not_there_gets_a_kind_page(manager):
    answer = manager.get(f"{JOBS}987654/")
    assert answer.status_code == 404
    assert "There is no such job." in text(answer)


def test_starting_asks_for_the_kinds_that_people_may_start_and_no_others(manager):
    said = text(manager.get(f"{JOBS}start/"))
    assert "Bring in the newest statistics" in said
    assert "Never look up" not in said
    answer = manager.post(f"{JOBS}start/", {"kind": "evidence.import"}, follow=True)
    assert "The job was asked for." in text(answer)
    started = Job.objects.get()
    assert (started.kind, started.state) == ("evidence.import", State.WAITING)
    assert "manager of police" in started.asked_by
    event = Event.objects.latest("number")
    assert (event.act, event.title) == ("job.start", "Bring in the newest statistics")


def test_starting_twice_is_one_job(manager):
    for _ in range(2):
        manager.post(f"{JOBS}start/", {"kind": "evidence.import"})
    assert Job.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "made-up.count", "no.such", "x" * 100_000, "retention.delete", "\0"])
def test_what_may_not_be_started_is_refused_in_words(manager, kind):
    answer = manager.post(f"{JOBS}start/", {"kind": kind})
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    assert Job.objects.count() == 0


def test_cancelling_is_asked_for_and_remembered(manager):
    asked = enqueue("made-up.count")
    address = f"{JOBS}{asked.pk}/cancel/"
    assert "Cancel this job?" in text(manager.get(address))
    answer = manager.post(address, {"sent": "yes"}, follow=True)
    assert "Cancelled before it began." in text(answer)
    asked.refresh_from_db()
    assert asked.state == State.CANCELLED
    event = Event.objects.latest("number")
    assert (event.act, event.before["state"], event.after["state"]) == ("job.cancel", "waiting", "cancelled")


def test_a_job_that_ended_in_the_meantime_cannot_be_cancelled(manager):
    asked = enqueue("made-up.count")
    Worker().do(take())
    before = Event.objects.count()
    assert "ended already" in text(manager.post(f"{JOBS}{asked.pk}/cancel/", {"sent": "yes"}))
    assert Event.objects.count() == before


def test_an_analyst_may_start_a_job_but_not_cancel_one():
    analyst = client_as(Role.ANALYST)
    asked = enqueue("made-up.count")
    assert "Cancel this job" not in text(analyst.get(f"{JOBS}{asked.pk}/"))
    assert analyst.post(f"{JOBS}{asked.pk}/cancel/").status_code == 403
    assert analyst.get(f"{JOBS}start/").status_code == 200
    assert Job.objects.get().state == State.WAITING


def test_a_worker_that_was_seen_is_said_and_one_that_has_gone_too(manager):
    Worker().show()
    assert "A worker is there" in text(manager.get(JOBS))
    Presence.objects.update(seen=timezone.now() - timedelta(hours=1))
    assert "Nobody works on jobs now." in text(manager.get(JOBS))


def test_what_a_job_was_told_is_never_markup(manager):
    asked = enqueue("made-up.count", arguments={"name": "<b>bold</b>"})
    Job.objects.update(title="<script>alert(1)</script>", sentence="<b>bold</b>", result={"<i>": "<u>"})
    for address in (JOBS, f"{JOBS}{asked.pk}/"):
        shown = read(manager.get(address))
        assert "<script>" not in shown
        assert "<b>bold" not in shown


def test_the_list_stays_short_and_quick_with_many_jobs(manager, django_assert_max_num_queries):
    now = timezone.now()
    Job.objects.bulk_create(
        Job(
            kind="made-up.count",
            title=f"Job {n}",
            asked=now,
            due=now,
            state=State.DONE,
            ended=now,
            most_tries=1,
            wait_seconds=1,
            longest_seconds=1,
        )
        for n in range(500)
    )
    with django_assert_max_num_queries(12):
        answer = manager.get(JOBS)
    assert read(answer).count("op-state-still") == 50


def test_the_daily_deletion_is_a_job_that_says_how_much_it_deleted(own_home):
    asked = enqueue("retention.delete")
    old = timezone.now() - timedelta(days=400)
    Job.objects.create(
        kind="made-up.count",
        title="Old",
        asked=old,
        due=old,
        ended=old,
        state=State.DONE,
        most_tries=1,
        wait_seconds=1,
        longest_seconds=1,
    )
    Worker().do(take())
    asked.refresh_from_db()
    assert (asked.state, asked.result) == ("done", {"jobs": 1})
    assert not Job.objects.filter(title="Old").exists()


def test_bringing_in_statistics_is_a_job_and_its_edition_is_shown_at_once(own_home, monkeypatch, manager):
    monkeypatch.setenv("ONEPLAN_PUBLISHER", "http://127.0.0.1:9/")
    monkeypatch.delenv("ONEPLAN_STATISTICS", raising=False)
    monkeypatch.chdir(own_home)
    asked = enqueue("evidence.import")
    Worker().do(take())
    asked.refresh_from_db()
    assert asked.state == State.DONE, asked.sentence
    assert asked.result["publisher"] == "Department for Education"
    assert "Department for Education" in text(manager.get(f"{JOBS}{asked.pk}/"))
