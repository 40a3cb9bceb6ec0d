"""Workers as processes of their own: killed, stopped, woken up, many at once, and without a database."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from web.told import Told

WORKER = Path(__file__).with_name("made_up_jobs.py")
ASK = """
from web.made_up_jobs import define_kinds
define_kinds()
from django.utils import timezone
from oneplan.web.jobs.actions import ask_to_cancel, enqueue
from oneplan.web.jobs.models import Job, Presence
from oneplan.web.people.models import Organisation
"""


class Place:
    """A folder and a database of one's own, the workers on it, and what can be asked of its jobs."""

    def __init__(self, own):
        self.surroundings = {**os.environ, **own, "PYTHONPATH": str(WORKER.parents[1])}
        self.home = Path(own["ONEPLAN_HOME"])
        self.workers = []
        self.ask = Told(own)
        self.ask(ASK)

    def work(self, *words):
        worker = subprocess.Popen(
            [sys.executable, str(WORKER), *words], env=self.surroundings, stderr=subprocess.PIPE, text=True
        )
        self.workers.append(worker)
        return worker

    def done(self):
        path = self.home / "done.txt"
        return path.read_text().splitlines() if path.exists() else []

    def wait_for(self, line, *, seconds=90, times=1):
        until = time.monotonic() + seconds
        while self.done().count(line) < times:
            assert time.monotonic() < until, f"“{line}” was not done: {self.done()}"
            time.sleep(0.05)

    def wait_for_state(self, state, *, seconds=90):
        script = f"""
import time
until = time.monotonic() + {seconds}
while Job.objects.exclude(state={state!r}).exists() and time.monotonic() < until:
    time.sleep(0.1)
for job in Job.objects.all():
    print(job.state, job.tries, job.fence)
"""
        return self.ask(script)

    def stop(self):
        for worker in self.workers:
            worker.kill()
            worker.communicate()
        self.ask.stop()


@pytest.fixture
def place(own_database):
    made = Place(own_database)
    yield made
    made.stop()


def test_a_worker_that_is_killed_leaves_its_job_to_the_next_and_it_ends_once(place):
    place.ask("enqueue('made-up.count', arguments={'steps': 10, 'rest': 0.2})")
    killed = place.work()
    place.wait_for("count begun")
    killed.send_signal(signal.SIGKILL)
    killed.wait(timeout=10)
    place.work()
    place.wait_for("count done")
    assert place.wait_for_state("done") == ["done", "2", "2"]
    assert place.done() == ["count begun", "count begun", "count done"]


def test_a_worker_that_sleeps_and_wakes_up_cannot_end_what_another_has_ended(place):
    place.ask("enqueue('made-up.keep', arguments={'before': 1.0})")
    sleeper = place.work()
    place.wait_for("keep begun")
    sleeper.send_signal(signal.SIGSTOP)
    place.work()
    place.wait_for("keep begun", times=2)
    assert place.wait_for_state("done") == ["done", "2", "2"]
    sleeper.send_signal(signal.SIGCONT)
    time.sleep(3)
    assert sleeper.poll() is None
    assert place.ask(
        "print(Organisation.objects.count(), *Job.objects.values_list('state', 'fence')[0])"
    ) == [
        "1",
        "done",
        "2",
    ]


def test_a_worker_that_is_told_to_stop_puts_its_job_back_for_the_next(place):
    place.ask("enqueue('made-up.count', arguments={'steps': 40, 'rest': 0.1})")
    first = place.work()
    place.wait_for("count begun")
    first.terminate()
    assert first.wait(timeout=60) == 0
    assert place.ask("print(*Job.objects.values_list('state', 'tries')[0], Presence.objects.count())") == [
        "waiting",
        "0",
        "0",
    ]
    place.work()
    place.wait_for("count done")


def test_a_job_that_does_not_listen_is_cancelled_all_the_same(place):
    place.ask("enqueue('made-up.deaf')")
    worker = place.work()
    place.wait_for("deaf begun")
    place.ask("ask_to_cancel(Job.objects.get())")
    assert worker.wait(timeout=60) == 70
    assert place.ask("print(Job.objects.get().state)") == ["cancelled"]
    assert place.done() == ["deaf begun"]


def test_a_job_that_takes_too_long_is_ended_and_given_up_after_its_tries(place):
    place.ask("enqueue('made-up.endless')")
    place.work()
    place.work()
    assert place.wait_for_state("failed") == ["failed", "2", "2"]
    said = place.ask("print(Job.objects.get().sentence)")
    assert " ".join(said) == "It took longer than 1 seconds. It was tried 2 times."


def test_many_jobs_and_several_workers_do_each_once(place):
    place.ask("[enqueue('made-up.count', arguments={'name': str(n), 'steps': 1}) for n in range(60)]")
    for _ in range(3):
        place.work()
    states = place.wait_for_state("done")
    assert states == ["done", "1", "1"] * 60
    assert sorted(place.done()) == sorted(f"{n} {what}" for n in range(60) for what in ("begun", "done"))


def test_what_comes_round_comes_once_however_many_workers_look(place):
    for _ in range(3):
        place.work("rounds")
    place.wait_for("round")
    time.sleep(1)
    assert place.done() == ["round"]


def test_a_worker_outlives_a_database_that_is_away(place):
    if "DATABASE_URL" in place.surroundings:
        pytest.skip("the server cannot be taken away from other tests")
    worker = place.work()
    place.ask("enqueue('made-up.count', arguments={'name': 'first'})")
    place.wait_for("first done")
    away = place.home / "away"
    away.mkdir()
    for path in place.home.glob("oneplan.sqlite3*"):
        path.rename(away / path.name)
    (place.home / "oneplan.sqlite3").write_text("This is no database. " * 100)
    time.sleep(1)
    assert worker.poll() is None
    for path in place.home.glob("oneplan.sqlite3*"):
        path.unlink()
    for path in away.iterdir():
        path.rename(place.home / path.name)
    place.ask("enqueue('made-up.count', arguments={'name': 'second'})")
    place.wait_for("second done")
