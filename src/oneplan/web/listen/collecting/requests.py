"""What comes in and what goes out, as this application sees it: a form with one cookie, and a page."""

import gzip
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from oneplan.errors import NotValid

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BYTES = 65_536
_MOST_FIELDS = 60
_SMALL = 500


@dataclass(frozen=True)
class Request:
    """One request: where to, from which address, with which cookie and form."""

    method: str
    path: str
    headers: Mapping[bytes, bytes]
    peer: str
    cookies: Mapping[str, str]
    form: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_by_script(self) -> bool:
        """Whether our script sent it, which follows where it is led by itself."""
        return self.headers.get(b"x-sent-by") == b"script"

    def field(self, name: str) -> str:
        """The first value of a field; nothing where it is absent."""
        return self.form.get(name, [""])[0]


@dataclass(frozen=True)
class Reply:
    """One answer: a page, or the address of another."""

    body: bytes = b""
    status: int = 200
    to: str = ""
    cookie: str | None = None
    """What the browser keeps from now on; empty for nothing, None for no change."""
    again_after: int = 0
    """After how many seconds the browser asks again by itself."""
    kind: str = "text/html; charset=utf-8"
    lasts: bool = False
    """Whether a copy may be kept for a year."""
    part: str = ""
    """Which part of a sound it is."""


def see(address: str, *, cookie: str | None = None) -> Reply:
    """Lead to another page; going back and forth then sends nothing twice."""
    return Reply(status=303, to=address, cookie=cookie)


def read_request(scope: Scope) -> Request:
    """Read everything of a request but its form."""
    headers, client = dict(scope["headers"]), scope.get("client")
    return Request(
        method="GET" if scope["method"] == "HEAD" else scope["method"],
        path=scope["path"],
        headers=headers,
        peer=client[0] if client else "",
        cookies=_cookies(headers.get(b"cookie", b"").decode("latin-1")),
    )


async def read_form(request: Request, receive: Receive) -> Request:
    """The request with its form, where it sends one.

    Raises
    ------
    NotValid
        When the form is too large, or no form.
    """
    if request.method != "POST":
        return request
    body = await _read_body(receive)
    try:
        form = parse_qs(
            body.decode("ascii", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise NotValid("The form has more fields than any page of ours. Go back and try again.") from error
    return replace(request, form=form)


async def _read_body(receive: Receive) -> bytes:
    pieces: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MOST_BYTES:
            raise NotValid("That is too long for one page. Make it shorter.")
        more = message.get("more_body", False)
    return b"".join(pieces)


def _cookies(given: str) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in given.split(";"))
    return {name: value for name, _, value in pairs if name}


async def send_reply(send: Send, reply: Reply, *, headers: list[tuple[bytes, bytes]], packs: bool) -> None:
    """Send an answer, packed where the browser can unpack it."""
    body = reply.body
    sent = [*headers, (b"content-type", reply.kind.encode())]
    if packs and len(body) > _SMALL and not reply.kind.startswith("audio/"):
        body = gzip.compress(body, 1, mtime=0)
        sent.append((b"content-encoding", b"gzip"))
    if reply.to:
        sent.append((b"location", reply.to.encode()))
    if reply.again_after:
        seconds = str(reply.again_after).encode()
        sent += [(b"refresh", seconds), *([(b"retry-after", seconds)] if reply.status == 503 else [])]
    if reply.part:
        sent += [(b"content-range", reply.part.encode()), (b"accept-ranges", b"bytes")]
    sent.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": sent})
    await send({"type": "http.response.body", "body": body})
