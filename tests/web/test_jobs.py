"""A job is asked for, taken, done or tried again, and ends once."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from oneplan.errors import NotFound, NotValid
from oneplan.people import Actor
from oneplan.web.jobs import kinds
from oneplan.web.jobs.actions import ask_to_cancel, enqueue
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.ending import finish, put_back
from oneplan.web.jobs.kinds import Outcome, all_kinds, find_kind, job
from oneplan.web.jobs.models import Job, Presence, State
from oneplan.web.jobs.queries import find_file, find_job, is_somebody_at_work, list_active
from oneplan.web.jobs.rounds import ask_for_what_is_due
from oneplan.web.jobs.work import Interrupted, Why, Work
from oneplan.web.jobs.worker import Worker
from web.made_up_jobs import define_kinds

STALE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def made_up(db, empty_home, monkeypatch):
    """The kinds of tests, beside those that are there."""
    monkeypatch.setenv("ONEPLAN_HOME", str(empty_home))
    before = dict(all_kinds())
    define_kinds()
    yield
    kinds._KINDS.clear()
    kinds._KINDS.update(before)


def take(*, worker="one", later=0):
    return claim(worker, now=timezone.now() + timedelta(seconds=later), stale=STALE)


def do_next(*, later=0):
    """Take the next job and do it, as a worker does; it as it stands then."""
    taken = take(later=later)
    Worker().do(taken)
    taken.refresh_from_db()
    return taken


def test_a_job_is_done_and_says_what_came_of_it():
    asked = enqueue("made-up.count", arguments={"steps": 2}, by=Actor("Analyst of police", 7))
    assert (asked.state, asked.progress, asked.asked_by, asked.account) == (
        "waiting",
        0,
        "Analyst of police",
        7,
    )
    done = do_next()
    assert done.pk == asked.pk
    assert (done.state, done.progress, done.sentence) == ("done", 1, "Counted to 2.")
    assert done.result == {"steps": 2}
    assert done.started <= done.ended
    assert take() is None


def test_the_job_that_was_asked_for_first_is_done_first():
    asked = [enqueue("made-up.count", arguments={"name": str(number)}) for number in range(3)]
    assert [take().pk for _ in asked] == [one.pk for one in asked]


def test_a_job_is_not_begun_before_it_is_due():
    asked = enqueue("made-up.count", due=timezone.now() + timedelta(minutes=5))
    assert take() is None
    assert take(later=301).pk == asked.pk


def test_a_kind_that_nobody_knows_is_refused_in_a_sentence():
    with pytest.raises(NotFound, match=r"Nobody here knows a job called “no\.such”"):
        enqueue("no.such")


def test_a_job_whose_kind_has_gone_fails_and_says_so():
    asked = enqueue("made-up.count")
    kinds.forget_kind("made-up.count")
    assert "update oneplan" in do_next().sentence
    asked.refresh_from_db()
    assert asked.state == State.FAILED


def test_two_kinds_of_one_name_are_a_mistake_in_the_program():
    with pytest.raises(TypeError, match=r"Two kinds of job are called made-up\.count"):
        job("made-up.count", title="Again")(print)


@pytest.mark.parametrize("arguments", [{"a": object()}, {"a": float("nan")}, {"a": "x" * 30_000}])
def test_arguments_that_cannot_be_kept_are_refused_before_anything_is_written(arguments):
    with pytest.raises(NotValid, match="arguments"):
        enqueue("made-up.count", arguments=arguments)
    assert Job.objects.count() == 0


def test_wrong_arguments_end_in_a_failure_and_not_in_a_dead_worker():
    enqueue("made-up.refuse", arguments={"hostile": "' OR 1=1; --", "null": None})
    assert "Something went wrong inside (TypeError)" in do_next().sentence


def test_of_jobs_that_share_a_word_there_is_one_at_a_time():
    first = enqueue("made-up.count", only="statistics")
    assert enqueue("made-up.count", only="statistics").pk == first.pk
    assert take().pk == first.pk
    assert enqueue("made-up.count", only="statistics").pk == first.pk
    Job.objects.update(state=State.DONE)
    assert enqueue("made-up.count", only="statistics").pk != first.pk
    assert enqueue("made-up.count").pk != enqueue("made-up.count").pk


def test_what_is_refused_is_not_tried_again():
    enqueue("made-up.refuse")
    refused = do_next()
    assert (refused.state, refused.sentence) == ("failed", "The file has no columns. Send another.")
    assert refused.tries == 1


def test_who_is_away_is_asked_again_later_and_each_time_after_twice_as_long():
    asked = enqueue("made-up.away")
    waits = []
    for later in (0, 60, 200):
        tried = do_next(later=later)
        waits.append((tried.due - timezone.now()).total_seconds())
    assert waits[0] == pytest.approx(40, abs=2)
    assert waits[1] == pytest.approx(80, abs=2)
    asked.refresh_from_db()
    assert asked.state == State.FAILED
    assert asked.sentence == "The publisher does not answer. It was tried 3 times."
    assert take(later=10_000) is None


def test_what_breaks_is_tried_again_and_tells_nobody_what_was_inside(caplog):
    enqueue("made-up.broken")
    assert do_next().state == State.WAITING
    broken = do_next()
    assert broken.state == State.FAILED
    assert "Something went wrong inside (ValueError)" in broken.sentence
    assert "secret" not in broken.sentence
    assert "went wrong" in caplog.text


def test_a_job_that_waits_is_cancelled_at_once_and_never_begun():
    asked = ask_to_cancel(enqueue("made-up.count"))
    assert (asked.state, asked.sentence) == ("cancelled", "Cancelled before it began.")
    assert take() is None


def test_a_job_that_runs_is_asked_to_stop_and_stops_where_it_looks_up():
    enqueue("made-up.count", arguments={"steps": 5})
    taken = take()
    assert ask_to_cancel(taken).state == State.RUNNING
    Worker().do(taken)
    taken.refresh_from_db()
    assert (taken.state, taken.sentence) == ("cancelled", "Cancelled.")
    assert taken.result is None


def test_a_job_that_has_ended_cannot_be_cancelled():
    enqueue("made-up.count")
    done = do_next()
    with pytest.raises(NotValid, match="ended already"):
        ask_to_cancel(done)
    done.refresh_from_db()
    assert done.state == State.DONE


def test_a_job_whose_worker_is_silent_is_taken_by_another_and_ends_once():
    enqueue("made-up.count")
    lost = take(worker="killed")
    assert take() is None
    taken = take(worker="second", later=31)
    assert (taken.pk, taken.fence, taken.tries) == (lost.pk, 2, 2)

    assert not finish(lost, Outcome(said="From the dead."))
    assert not put_back(lost)
    assert finish(taken, Outcome(said="From the living."))
    assert not finish(taken, Outcome(said="Again."))
    taken.refresh_from_db()
    assert taken.sentence == "From the living."


def test_a_worker_that_lost_its_job_hears_of_it_and_keeps_nothing():
    enqueue("made-up.count")
    work = Work(take(worker="stopped"), stopping=threading.Event())
    take(worker="second", later=31)
    with pytest.raises(Interrupted), work.hold():
        pytest.fail("A job that was lost must not be written to.")
    assert work.why is Why.LOST
    with pytest.raises(Interrupted):
        work.say(0.5, "Half way.")


def test_a_job_that_kills_its_workers_is_given_up():
    enqueue("made-up.count")
    for number in range(3):
        assert take(later=31 * number) is not None
    assert take(later=200) is None
    ended = Job.objects.get()
    assert ended.state == State.FAILED
    assert "stopped 3 times" in ended.sentence


def test_a_cancelled_job_whose_worker_was_killed_is_not_begun_again():
    enqueue("made-up.count")
    ask_to_cancel(take())
    assert take(later=31) is None
    assert Job.objects.get().state == State.CANCELLED


def test_a_worker_that_stops_puts_its_job_back_without_blaming_it():
    enqueue("made-up.count")
    stopping = threading.Event()
    stopping.set()
    taken = take()
    Worker(stopping=stopping).do(taken)
    taken.refresh_from_db()
    assert (taken.state, taken.tries) == ("waiting", 0)
    assert do_next().state == State.DONE


@pytest.mark.parametrize(("said", "kept"), [(-1, 0), (0.25, 0.25), (7, 1)])
def test_progress_is_kept_between_nothing_and_all(said, kept):
    enqueue("made-up.count")
    work = Work(take(), stopping=threading.Event())
    work.say(said, "So far. " * 200)
    now = Job.objects.get()
    assert now.progress == kept
    assert len(now.sentence) == 500


def test_progress_is_written_twice_a_second_at_most(django_assert_max_num_queries):
    enqueue("made-up.count")
    work = Work(take(), stopping=threading.Event())
    with django_assert_max_num_queries(4):
        for step in range(10_000):
            work.say(step / 10_000, "Counting.")


def test_a_file_can_be_taken_away_until_it_is_gone():
    enqueue("made-up.file")
    done = do_next()
    assert find_file(done).read_text() == "a,b\n1,2\n"
    find_file(done).unlink()
    with pytest.raises(NotFound, match="no file"):
        find_file(done)


def test_a_job_that_is_not_there_is_not_found():
    with pytest.raises(NotFound, match="no such job"):
        find_job(99)


def test_what_comes_round_is_asked_for_once_when_it_is_due_and_missed_rounds_are_not_made_up_for():
    now = timezone.now()
    asked = [one for one in ask_for_what_is_due(now) if one.kind == "made-up.round"]
    assert len(asked) == 1
    assert ask_for_what_is_due(now + timedelta(hours=1)) == []
    Job.objects.all().update(state=State.DONE)
    late = now + timedelta(days=5)
    assert [one.kind for one in ask_for_what_is_due(late)].count("made-up.round") == 1
    assert ask_for_what_is_due(late) == []


def test_somebody_is_at_work_while_a_sign_of_life_is_fresh():
    now = timezone.now()
    assert not is_somebody_at_work(now)
    Worker().show()
    assert is_somebody_at_work(timezone.now())
    Presence.objects.update(seen=now - timedelta(minutes=2))
    assert not is_somebody_at_work(now)
    enqueue("made-up.count")
    take()
    assert is_somebody_at_work(timezone.now())


def test_the_list_has_what_runs_before_what_waits():
    for number in range(3):
        enqueue("made-up.count", arguments={"name": str(number)})
    first = take()
    assert list_active()[0].pk == first.pk


def test_the_kinds_that_are_really_there_say_what_they_do():
    real = {name: kind for name, kind in all_kinds().items() if not name.startswith("made-up")}
    assert "evidence.import" in real
    assert find_kind("evidence.import").by_hand
    assert all(kind.title[0].isupper() and not kind.title.endswith(".") for kind in real.values())


def test_a_site_that_knows_the_kinds_has_not_loaded_what_only_a_worker_needs(empty_home):
    script = """
import sys
from oneplan.web.commands.database import start_django
start_django()
from oneplan.web.jobs.kinds import all_kinds
assert all_kinds()
print(*{"numba", "duckdb", "oneplan.cells.counting"} & set(sys.modules))
"""
    surroundings = {**os.environ, "ONEPLAN_HOME": str(empty_home)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
