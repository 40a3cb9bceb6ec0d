"""Tells a process that the one which started it is gone: a pipe that nobody holds any more."""

import os
import signal
import threading
from collections.abc import Callable


class Lifeline:
    """The end that the starting process holds; it writes nothing, and only has to be there."""

    def __init__(self) -> None:
        self.end, self._held = os.pipe()

    def close(self) -> None:
        """Let go on purpose."""
        os.close(self.end)
        os.close(self._held)


def hold_on(end: int, *, whom: Callable[[], int] = os.getpid) -> None:
    """Watch the other end beside everything else, and ask `whom` to stop when it is let go."""

    def wait() -> None:
        # Nothing is ever written: reading ends when the last holder is gone.
        while os.read(end, 1):
            pass
        os.kill(whom(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
