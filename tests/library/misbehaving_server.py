"""A real HTTP server on this machine that answers like a publisher, or misbehaves as servers do."""

import contextlib
import gzip
import io
import json
import socket
import ssl
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest

from oneplan.sources.publisher.addresses import LAIT_PUBLISHER, Publisher
from oneplan.sources.publisher.patience import Patience

NAMES = [file.name for file in LAIT_PUBLISHER.files]
QUICK = Patience(connect_seconds=1, read_seconds=2, whole_seconds=10, retries=2, backoff_seconds=0.01)
IMPATIENT = replace(QUICK, connect_seconds=0.3, read_seconds=0.3, whole_seconds=0.7)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
COMMITS = [{"sha": COMMIT, "commit": {"committer": {"date": "2026-04-14T09:30:00Z"}}}]

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the behaviour that the test chose for the file."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        name = self.path.split("?")[0].rpartition("/")[2]
        self.server.asked.append(self.path)
        self.server.user_agents.add(self.headers["User-Agent"])
        behaviour = self.server.behaviours.get(name, answer(404))
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            behaviour(self)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet: a test's output is for failures."""

    def begin(self, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def pause(self, seconds: float) -> bool:
        """Waits, and says whether the server still runs."""
        return not self.server.stopping.wait(seconds)


@dataclass(eq=False)
class Server(ThreadingHTTPServer):
    """What the test sets up, and what it may look at afterwards."""

    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    certificate: Path | None = None
    asked: list[str] = field(default_factory=list)
    user_agents: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet: clients that hang up are what these tests are about."""


@contextlib.contextmanager
def misbehaving_server(
    behaviours: Mapping[str, Behaviour], *, certificate: Path | None = None
) -> Iterator[Server]:
    server = Server(behaviours=dict(behaviours), certificate=certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("no_proxy", "127.0.0.1")
            yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def at(server: Server, **changes: object) -> Publisher:
    """The publisher, as if it were this server, and without much patience."""
    return replace(
        LAIT_PUBLISHER, **{"api": server.address, "raw": server.address, "patience": QUICK, **changes}
    )


def made_up_files() -> dict[str, bytes]:
    """Small files with the names, kinds and columns of the real ones."""
    table, spreadsheet = io.BytesIO(), io.BytesIO()
    row = {"Short Desc": "A", "Years": "2025", "LA and Regions": "B", "Values": "1", "LA Number": 1.0}
    pl.DataFrame([row]).write_parquet(table)
    with zipfile.ZipFile(spreadsheet, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    kinds = {"parquet": table.getvalue(), "csv": b"Topic,Measure_short\n", "xlsx": spreadsheet.getvalue()}
    return {name: kinds[name.rpartition(".")[2]] for name in NAMES}


def behaviours_of(files: Mapping[str, bytes]) -> dict[str, Behaviour]:
    """A publisher that does everything right."""
    return {"commits": send_commits(), **{name: send(data) for name, data in files.items()}}


def send(data: bytes, **headers: object) -> Behaviour:
    """What a server should do."""

    def behave(handler: Handler) -> None:
        handler.begin(**{"Content_Length": len(data), **headers})
        handler.wfile.write(data)

    return behave


def send_commits(commits: object = COMMITS) -> Behaviour:
    return send(json.dumps(commits).encode())


def answer(status: int, **headers: object) -> Behaviour:
    """A status and a page about it."""
    return lambda handler: (handler.begin(status, Content_Length=4, **headers), handler.wfile.write(b"oops"))[
        0
    ]


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first behaviour for the first request, and so on; the last one for all that follow."""
    rest = list(behaviours)

    def behave(handler: Handler) -> None:
        (rest.pop(0) if len(rest) > 1 else rest[0])(handler)

    return behave


def send_nothing(handler: Handler) -> None:
    """Takes the request and stays silent."""
    handler.pause(5)


def drip(handler: Handler) -> None:
    """Sends a byte now and then, never long enough silent to be given up for that."""
    handler.begin(Content_Length=1_000_000)
    while handler.pause(0.02):
        handler.wfile.write(b"P")


def drip_headers(handler: Handler) -> None:
    """The same before the body has begun."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while handler.pause(0.02):
        handler.wfile.write(b"X")


def send_part(data: bytes) -> Behaviour:
    """Announces the whole file and stops half way, politely."""

    def behave(handler: Handler) -> None:
        handler.begin(Content_Length=len(data))
        handler.wfile.write(data[: len(data) // 2])

    return behave


def send_part_of_chunks(handler: Handler) -> None:
    """Begins a body in chunks and never ends it."""
    handler.begin(Transfer_Encoding="chunked")
    handler.wfile.write(b"ff\r\nPAR1")


def reset_in_the_middle(handler: Handler) -> None:
    """Sends a part and drops the connection so that the other side is told."""
    handler.begin(Content_Length=1_000_000)
    handler.wfile.write(b"PAR1")
    handler.pause(0.03)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Closed for good only when the files made from the socket are closed too.
    handler.wfile.close()
    handler.rfile.close()
    handler.connection.close()


def send_without_end(handler: Handler) -> None:
    """Says no size and sends for ever."""
    handler.begin()
    while handler.pause(0):
        handler.wfile.write(b"P" * 65_536)


def announce(size: int) -> Behaviour:
    """Says how much will come."""
    return lambda handler: handler.begin(Content_Length=size)


def send_packed(data: bytes) -> Behaviour:
    """Packs what was asked for unpacked, as some proxies do."""
    return send(gzip.compress(data), Content_Encoding="gzip")


def redirect(target: str, *, status: int = 302) -> Behaviour:
    return answer(status, Location=target)


def send_no_http(handler: Handler) -> None:
    """Speaks another language."""
    handler.wfile.write(b"220 welcome to the mail server\r\n")
