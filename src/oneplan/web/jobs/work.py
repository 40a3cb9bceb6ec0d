"""What a job has in its hands while it runs: it says how far it is, and hears when it must stop."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from oneplan.web import wiring
from oneplan.web.jobs.models import Job, State

MOST_OFTEN = 0.5
"""Seconds between two writings of progress: a page that looks every two seconds misses nothing."""


class Why(Enum):
    """Why a job must stop before its end."""

    LOST = "another worker has it"
    CANCELLED = "somebody asked for it"
    STOPPING = "the worker stops"
    TOO_LONG = "it takes too long"


class Interrupted(BaseException):
    """Ends a job from within; not an `Exception`, so that no job catches it by mistake."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Work:
    """One try at one job, by one worker."""

    def __init__(self, job: Job, *, stopping: threading.Event) -> None:
        self.job = job
        self.stopping = stopping
        self.why: Why | None = None
        self.ends_at = time.monotonic() + job.longest_seconds
        self._said_at = 0.0

    def say(self, progress: float, sentence: str) -> None:
        """Say how far it is, from 0 to 1, and what is being done; outside of any transaction.

        This is also where a job stops that was cancelled or taken away, so call it often: it writes twice a
        second at most.

        Raises
        ------
        Interrupted
            When the job must stop. Let it pass.
        """
        now = time.monotonic()
        if now - self._said_at >= MOST_OFTEN:
            self._said_at = now
            self.beat(progress=min(max(progress, 0.0), 1.0), sentence=sentence[:500])
        self.check()

    def check(self) -> None:
        """Stop here if the job must stop."""
        why = self.find_why()
        if why is not None:
            raise Interrupted(why)

    def find_why(self) -> Why | None:
        """Why it must stop, or None while it may go on."""
        if self.why is None and self.stopping.is_set():
            self.why = Why.STOPPING
        if self.why is None and time.monotonic() > self.ends_at:
            self.why = Why.TOO_LONG
        return self.why

    def beat(self, **fields: object) -> None:
        """Show that somebody works on it, and learn whether it was cancelled or taken away."""
        held = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=State.RUNNING)
        if not held.update(heartbeat=timezone.now(), **fields):
            self.why = Why.LOST
        elif self.why is None and held.filter(cancel_asked__isnull=False).exists():
            self.why = Why.CANCELLED

    @contextmanager
    def hold(self) -> Iterator[Job]:
        """Hold the job while something is written: all of it is kept, or nothing where the job was lost.

        Raises
        ------
        Interrupted
            When another worker has the job.
        """
        with transaction.atomic():
            held = Job.objects.select_for_update().filter(
                pk=self.job.pk, fence=self.job.fence, state=State.RUNNING
            )
            job = held.first()
            if job is None:
                self.why = Why.LOST
                raise Interrupted(Why.LOST)
            yield job

    def folder(self) -> Path:
        """A folder for the files of this try; nobody else writes there."""
        path = folder_of(self.job)
        path.mkdir(parents=True, exist_ok=True)
        return path


def folder_of(job: Job) -> Path:
    """Where the files of a try are kept."""
    return wiring.home() / "jobs" / str(job.pk) / str(job.fence)
