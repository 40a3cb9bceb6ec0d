"""The worker: does jobs in the background, in a process that is started again when it dies."""

import os
import resource
import signal
import sys
import threading
from types import FrameType

from oneplan.web.commands.lifeline import hold_on

LARGE = 200 * 1024**2
"""Bytes above which a worker ends when nothing waits: what counts intersections stays loaded for good."""

POLITE = 5
"""How much the worker gives way: pages that somebody waits for go first."""


def work_here(lifeline: int) -> None:
    """Do jobs in this process until TERM, or until the process at the other end of the lifeline is gone.

    Django must be ready.
    """
    from oneplan.web.jobs.worker import Worker  # noqa: PLC0415 - it wants Django to be ready

    stopping = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    hold_on(lifeline)
    os.nice(POLITE)
    Worker(stopping=stopping, is_spent=is_large).run()


def is_large() -> bool:
    """Whether this process has ever held much memory."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > LARGE
