"""HTTP connections that never wait longer than they may: for a name, an answer, a byte, the whole visit."""

import functools
import http.client
import io
import queue
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long we wait for a publisher, in seconds, and how often we try again."""

    connect_seconds: float = 3
    read_seconds: float = 10
    whole_seconds: float = 120
    retries: int = 2
    backoff_seconds: float = 0.5


@dataclass(frozen=True)
class Clock:
    """One visit's clock: what is left of the patience it began with."""

    patience: Patience
    ends: float

    @classmethod
    def start(cls, patience: Patience) -> Self:
        """A clock that begins to run now."""
        return cls(patience, time.monotonic() + patience.whole_seconds)

    @property
    def left(self) -> float:
        """Seconds left for the whole visit; below zero when it is over."""
        return self.ends - time.monotonic()

    def allow(self, seconds: float) -> float:
        """How long a wait of so many seconds may be now.

        Raises
        ------
        TimeoutError
            Where the visit is over.
        """
        if self.left <= 0:
            raise TimeoutError("the whole visit took too long")
        return min(seconds, self.left)


def open_socket(address: tuple[str, int], *_: object, clock: Clock) -> socket.socket:
    """A connected socket, or an OSError within the seconds allowed for name and connection together."""
    until = time.monotonic() + clock.allow(clock.patience.connect_seconds)
    found = _look_up(address, seconds=until - time.monotonic())
    # One address of each family, so that a dead IPv6 route cannot use up the time that IPv4 needs.
    candidates = list(
        {family: (family, kind, where) for family, kind, _, _, where in reversed(found)}.values()
    )
    problem = OSError("no address to connect to")
    for tried, (family, kind, where) in enumerate(candidates):
        seconds = (until - time.monotonic()) / (len(candidates) - tried)
        opened = socket.socket(family, kind)
        try:
            opened.settimeout(max(seconds, 0.001))
            opened.connect(where)
            opened.settimeout(clock.allow(clock.patience.read_seconds))
        except OSError as error:
            opened.close()
            problem = error
        else:
            return opened
    raise problem


def _look_up(address: tuple[str, int], *, seconds: float) -> list[tuple[Any, ...]]:
    """The addresses behind a name; the system's own look-up knows no time limit, so it runs aside."""
    answers: queue.SimpleQueue[list[tuple[Any, ...]] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(*address, type=socket.SOCK_STREAM)))
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(socket.gaierror(socket.EAI_NONAME, str(error)))

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("the look-up of the name took too long") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class _TimedReads(io.RawIOBase):
    """The bytes of a socket, each wait for them cut to what the clock allows."""

    def __init__(self, plain: io.RawIOBase, *, sock: socket.socket, clock: Clock) -> None:
        self._plain, self._sock, self._clock = plain, sock, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        self._sock.settimeout(self._clock.allow(self._clock.patience.read_seconds))
        return self._plain.readinto(buffer)

    def close(self) -> None:
        self._plain.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """An answer read against the clock, headers and body alike: a byte a second is no way round it."""

    def __init__(self, sock: socket.socket, *, clock: Clock, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        self.fp = io.BufferedReader(_TimedReads(self.fp.detach(), sock=sock, clock=clock))


class TimedHTTPConnection(http.client.HTTPConnection):
    """A connection that is opened and read against the clock."""

    response_class: Any

    def __init__(self, host: str, /, *, clock: Clock, **given: Any) -> None:  # noqa: ANN401 passed on as it came
        super().__init__(host, **given)
        self._create_connection = functools.partial(open_socket, clock=clock)
        self.response_class = functools.partial(_TimedResponse, clock=clock)


class TimedHTTPSConnection(TimedHTTPConnection, http.client.HTTPSConnection):
    """The same with TLS."""
