"""Kinds of job for tests, and a worker in a process of its own that knows them.

Run as a program it works at the pace of tests; what a job does it writes, a line each time, into `done.txt`
of its folder.
"""

import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from oneplan.errors import NotReachable, NotValid

PACE = {"look": 0.05, "beat": 0.2, "stale": 4, "grace": 3, "patience": 0.2, "rounds": 3600}


def count(work, *, steps=3, rest=0.0, name="count"):
    write(f"{name} begun")
    for step in range(steps):
        work.say(step / steps, f"Step {step + 1} of {steps}.")
        time.sleep(rest)
    write(f"{name} done")
    return outcome(said=f"Counted to {steps}.", result={"steps": steps})


def never_look_up(work, *, seconds=30):
    write("deaf begun")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
    write("deaf done")
    return outcome()


def take_too_long(work):
    while True:
        time.sleep(0.05)
        work.check()


def refuse(work):
    raise NotValid("The file has no columns. Send another.")


def ask_who_is_away(work):
    raise NotReachable("The publisher does not answer.")


def break_down(work):
    raise ValueError("a secret in the message")


def make_a_file(work):
    path = work.folder() / "table.csv"
    path.write_text("a,b\n1,2\n")
    return outcome(said="The table is ready.", file=path)


def keep_something(work, *, before=0.0):
    """Writes a row of its own; stopped before it, and woken up when another has the job, it must not."""
    from oneplan.web.people.models import Organisation

    write("keep begun")
    time.sleep(before if work.job.tries == 1 else 0)
    with work.hold():
        made = Organisation.objects.count()
        Organisation.objects.create(key=f"made-{made}", name="Made", sector="other")
    return outcome()


def come_round(work):
    write("round")
    return outcome()


def outcome(**given):
    from oneplan.web.jobs.kinds import Outcome

    return Outcome(**given)


SOON = timedelta(seconds=1)
KINDS = {
    "made-up.count": (count, {"title": "Count", "wait": SOON}),
    "made-up.deaf": (never_look_up, {"title": "Never look up", "wait": SOON}),
    "made-up.endless": (
        take_too_long,
        {"title": "Take too long", "wait": SOON, "most_tries": 2, "longest": timedelta(seconds=1)},
    ),
    "made-up.refuse": (refuse, {"title": "Say no", "wait": SOON}),
    "made-up.away": (ask_who_is_away, {"title": "Ask who is away", "wait": timedelta(seconds=40)}),
    "made-up.broken": (break_down, {"title": "Break", "wait": timedelta(0), "most_tries": 2}),
    "made-up.file": (make_a_file, {"title": "Make a file"}),
    "made-up.keep": (keep_something, {"title": "Keep something"}),
    "made-up.round": (come_round, {"title": "Come round", "every": timedelta(days=1)}),
}


def define_kinds():
    """Write the kinds down, once Django is ready."""
    from oneplan.web.jobs.kinds import job

    for name, (function, about) in KINDS.items():
        job(name, **about)(function)


def write(line):
    with (Path(os.environ["ONEPLAN_HOME"]) / "done.txt").open("a") as done:
        done.write(f"{line}\n")


def main():
    from oneplan.web.commands.database import start_django

    start_django()
    define_kinds()
    from oneplan.web.jobs.worker import Pace, Worker

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    worker = Worker(pace=Pace(**PACE), stopping=stopping)
    if "rounds" not in sys.argv:
        worker._next_round = float("inf")
    worker.run()


if __name__ == "__main__":
    main()
