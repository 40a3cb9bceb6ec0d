"""Keeps the site, the pupils' pages and the worker of jobs running, each in a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from oneplan.web.commands.lifeline import Lifeline

REFUSED = 78
"""The exit status of a process that said in a sentence why it cannot run, and is not started again."""

SPENT = 0
"""The exit status of a worker whose work was heavy, and which makes room for a fresh one."""

FRUGAL = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:200,muzzy_decay_ms:0,narenas:2",
}
"""Memory goes back to the machine soon after it was needed, in C's allocator and in that of polars: with
eighty pages read, the site holds 281 MB instead of 332 MB."""

LOOK = 0.2
LONGEST_STOP = 15.0
HEALTHY_AFTER = 10.0
LONGEST_REST = 30.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Child:
    """A process that is kept running: started again when it dies, after a rest that grows."""

    def __init__(self, says: str, *, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._says, self._start = says, start
        self._from = 0.0
        self._rest = 0.0

    @property
    def has_refused(self) -> bool:
        """Whether it said why it cannot run."""
        return self.process is not None and self.process.poll() == REFUSED

    def keep(self) -> None:
        """Start it where it does not run, unless it rests."""
        now = time.monotonic()
        if self.process is None and now >= self._from:
            self.process, self._from = self._start(), now
        elif self.process is not None and self.process.poll() == SPENT:
            self.process, self._from = None, now
        elif self.process is not None and self.process.poll() is not None:
            lived = now - self._from
            self._rest = 1.0 if lived > HEALTHY_AFTER else min(max(2 * self._rest, 1.0), LONGEST_REST)
            said = f"ended (status {self.process.returncode}); it is started again in {self._rest:.0f} s."
            sys.stderr.write(f"{self._says} {said}\n")
            self.process, self._from = None, now + self._rest


class Supervisor:
    """Starts the site, then the others; starts these again when they die; ends with the site."""

    def __init__(
        self, *, site: tuple[str, int] | None, worker: bool, survey: tuple[str, int] | None = None
    ) -> None:
        self.site_at = site
        self.stopping = threading.Event()
        self.site: subprocess.Popen[bytes] | None = None
        self.survey = Child(
            "The pages of the survey", start=lambda: self._start("survey", *map(str, survey or ()))
        )
        self.worker = Child("The worker of jobs", start=lambda: self._start("worker"))
        self.kept = [*([self.survey] if survey else []), *([self.worker] if worker else [])]
        self._lifeline = Lifeline()
        self._ready, self._tell_ready = os.pipe()
        os.set_blocking(self._ready, False)
        self._listens = site is None

    def run(self) -> int:
        """Run until Ctrl-C or TERM; the exit status."""
        with _heard(self.stopping):
            try:
                if self.site_at is not None:
                    host, port = self.site_at
                    self.site = self._start("site", host, str(port), str(self._tell_ready))
                return self._watch()
            finally:
                self._stop()

    def _watch(self) -> int:
        while not self.stopping.wait(LOOK):
            if self.site is not None and self.site.poll() is not None:
                return 1
            if any(child.has_refused for child in self.kept):
                return 1
            if self._is_site_up():
                for child in self.kept:
                    child.keep()
        return 0

    def _is_site_up(self) -> bool:
        """The site goes first, since it makes the tables, and since somebody waits for it."""
        with suppress(BlockingIOError):
            self._listens = self._listens or bool(os.read(self._ready, 1))
        return self._listens

    def _start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        # In a group of its own, so that Ctrl-C reaches us alone, and each is stopped once and in turn.
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "oneplan.web.commands.children", what, str(self._lifeline.end), *words],
            pass_fds=(self._lifeline.end, self._tell_ready),
            env={**FRUGAL, **os.environ},
            process_group=0,
        )

    def _stop(self) -> None:
        started = (self.site, *(child.process for child in self.kept))
        running = [child for child in started if child is not None and child.poll() is None]
        for child in running:
            child.terminate()
        until = time.monotonic() + LONGEST_STOP
        for child in running:
            try:
                child.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._lifeline.close()
        os.close(self._ready)
        os.close(self._tell_ready)


@contextmanager
def _heard(stopping: threading.Event) -> Iterator[None]:
    """Take the signals that end a process as a wish to stop, while this lasts."""

    def hear(_: int, __: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, hear) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
