"""`oneplan worker`: does jobs in the background, in a process that is started again when it dies."""

import os
import signal
import threading
from types import FrameType

from oneplan.web.commands.lifeline import hold_on
from oneplan.web.commands.supervising import Supervisor

POLITE = 5
"""How much the worker gives way: pages that somebody waits for go first."""


def run_worker() -> int:
    """Do jobs until Ctrl-C or TERM; the exit status."""
    return Supervisor(site=None, worker=True).run()


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
    Worker(stopping=stopping).run()
