"""Beats beside a job that runs, and ends the process where the job does not stop when it is told to."""

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import Error, connection

from oneplan.web.jobs.ending import call_off, put_back, try_again
from oneplan.web.jobs.work import Why, Work

LOG = logging.getLogger("oneplan.jobs")
GAVE_UP = 70
"""The exit status of a worker whose job did not stop when it was told to."""


class Heart(threading.Thread):
    """Beats every few seconds until the job ends; a job that must stop gets `grace` seconds to do so."""

    def __init__(
        self, work: Work, *, every: float, grace: float, leave: Callable[[int], object] = os._exit
    ) -> None:
        super().__init__(name=f"heart of job {work.job.pk}", daemon=True)
        self.work = work
        self.every = every
        self.grace = grace
        self.leave = leave
        self._ended = threading.Event()
        self._told_at: float | None = None

    def run(self) -> None:
        """Beat, and watch."""
        next_beat = time.monotonic() + self.every
        while not self._ended.wait(min(self.every, 0.5)):
            if time.monotonic() >= next_beat:
                next_beat = time.monotonic() + self.every
                self._beat()
            self._watch()
        connection.close()

    def stop(self) -> None:
        """The job has ended: stop beating, and wait until that is so."""
        self._ended.set()
        self.join()

    def _beat(self) -> None:
        try:
            self.work.beat()
        except Error:
            # A database that is away for a moment is no reason to end: the next beat tries again.
            LOG.warning("Job %s could not show that it is alive.", self.work.job.pk)
            connection.close()

    def _watch(self) -> None:
        why = self.work.find_why()
        if why is None:
            return
        now = time.monotonic()
        self._told_at = self._told_at or now
        if now - self._told_at > self.grace and not self._ended.is_set():
            LOG.warning("Job %s does not stop although %s: its worker ends.", self.work.job.pk, why.value)
            try:
                end_interrupted(self.work, why)
            finally:
                self.leave(GAVE_UP)


def end_interrupted(work: Work, why: Why) -> None:
    """Write down how a job stands that was stopped before its end."""
    if why is Why.CANCELLED:
        call_off(work.job)
    elif why is Why.STOPPING:
        put_back(work.job)
    elif why is Why.TOO_LONG:
        try_again(work.job, f"It took longer than {work.job.longest_seconds} seconds.")
