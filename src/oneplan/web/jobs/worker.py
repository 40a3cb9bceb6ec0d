"""The worker: takes job after job until it is told to stop, and outlives what goes wrong in them."""

import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from oneplan.errors import NotReachable, OneplanError
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.ending import finish, give_up, try_again
from oneplan.web.jobs.heart import Heart, end_interrupted
from oneplan.web.jobs.kinds import find_kind
from oneplan.web.jobs.models import Job, Presence
from oneplan.web.jobs.rounds import ask_for_what_is_due
from oneplan.web.jobs.work import Interrupted, Work

LOG = logging.getLogger("oneplan.jobs")
WENT_WRONG = (
    "Something went wrong inside ({name}). The worker’s own log says more; your administrator can read it."
)


@dataclass(frozen=True)
class Pace:
    """How often a worker looks and shows itself, in seconds, and after how long others count it as gone."""

    look: float = 1
    beat: float = 5
    rounds: float = 30
    stale: float = 30
    grace: float = 8
    patience: float = 5


USUAL = Pace()


class Worker:
    """Takes and does jobs, until it is told to stop, or is spent and nothing waits."""

    def __init__(
        self,
        *,
        pace: Pace = USUAL,
        stopping: threading.Event | None = None,
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        self.pace = pace
        self.stopping = stopping or threading.Event()
        self.is_spent = is_spent
        self.name = f"{platform.node()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._next_round = 0.0
        self._next_sign = 0.0

    def run(self) -> None:
        """Work until told to stop or spent; a database that is away is waited for."""
        while not self.stopping.is_set():
            try:
                rest = 0 if self.step() else self.pace.look
                if rest and self.is_spent():
                    break
            except Error as error:
                LOG.warning("The database does not answer (%s); trying again.", type(error).__name__)
                rest = self.pace.patience
            close_old_connections()
            self.stopping.wait(rest)
        with suppress(Error):
            Presence.objects.filter(worker=self.name).delete()
        connection.close()

    def step(self) -> bool:
        """Do the next job, if there is one; whether there was."""
        now = time.monotonic()
        if now >= self._next_round:
            ask_for_what_is_due(timezone.now())
            self._next_round = now + self.pace.rounds
        if now >= self._next_sign:
            self.show()
            self._next_sign = now + self.pace.beat
        job = claim(self.name, now=timezone.now(), stale=timedelta(seconds=self.pace.stale))
        if job is None:
            return False
        self.do(job)
        return True

    def show(self) -> None:
        """Leave a sign of life, and wipe out the signs of workers that have long gone."""
        now = timezone.now()
        Presence.objects.update_or_create(
            worker=self.name, defaults={"seen": now}, create_defaults={"seen": now, "since": now}
        )
        Presence.objects.filter(seen__lt=now - timedelta(days=1)).delete()

    def do(self, job: Job) -> None:
        """One try at a job, which ends in one of the ways a job can."""
        work = Work(job, stopping=self.stopping)
        heart = Heart(work, every=self.pace.beat, grace=self.pace.grace)
        heart.start()
        try:
            self._try(work)
        finally:
            heart.stop()

    def _try(self, work: Work) -> None:
        job = work.job
        try:
            outcome = find_kind(job.kind).does(work, **job.arguments)
        except Interrupted as interrupted:
            end_interrupted(work, interrupted.why)
        except NotReachable as error:
            try_again(job, str(error))
        except OneplanError as refusal:
            # Trying again changes nothing where the answer is no.
            give_up(job, str(refusal))
        except Exception as error:
            LOG.exception("Job %s (%s) went wrong.", job.pk, job.kind)
            try_again(job, WENT_WRONG.format(name=type(error).__name__))
        else:
            finish(job, outcome)
