"""HTTP connections that never wait longer than they may: for a name, an answer, a byte, the whole visit."""

import functools
import http.client
import io
import queue
import socket
import ssl
import threading
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from oneplan.sources.publisher.patience import Clock

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def _open_socket(address: tuple[str, int], *_: object, clock: Clock) -> socket.socket:
    """A connected socket, or an OSError within the seconds allowed for name and connection together."""
    until = time.monotonic() + clock.allow(clock.patience.connect_seconds)
    found = _look_up(address, seconds=until - time.monotonic())
    # One address of each family, so that a dead IPv6 route cannot use up the time that IPv4 needs.
    by_family: dict[int, tuple[Any, ...]] = {}
    for family, kind, _, _, where in found:
        by_family.setdefault(family, (family, kind, where))
    candidates = list(by_family.values())
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


class _TimedConnection(http.client.HTTPConnection):
    """A connection that is opened and read against the clock."""

    response_class: Any

    def __init__(self, host: str, /, *, clock: Clock, **given: Any) -> None:  # noqa: ANN401 passed on as it came
        super().__init__(host, **given)
        self._create_connection = functools.partial(_open_socket, clock=clock)
        self.response_class = functools.partial(_TimedResponse, clock=clock)


class _TimedSecureConnection(_TimedConnection, http.client.HTTPSConnection):
    """The same with TLS."""


class _Handler(urllib.request.HTTPHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(functools.partial(_TimedConnection, clock=self._clock), req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, clock: Clock) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(context=self._trust)
        self._clock = clock

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(
            functools.partial(_TimedSecureConnection, clock=self._clock), req, context=self._trust
        )


def make_opener(clock: Clock) -> urllib.request.OpenerDirector:
    """Knows HTTP, HTTPS and proxies, and nothing else: no files, no FTP, no redirects of its own."""
    opener = urllib.request.OpenerDirector()
    handlers: tuple[Any, ...] = (
        urllib.request.ProxyHandler(),
        _Handler(clock),
        _SecureHandler(clock),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener
