"""The application that serves pupils: refuses what is strange, and asks to wait where too many come."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from oneplan.errors import NotReachable, NotValid
from oneplan.listen.collection.store import Sealed
from oneplan.web.listen.collecting.files import all_files
from oneplan.web.listen.collecting.guesses import Guesses, address_of
from oneplan.web.listen.collecting.journey import COOKIE, Journey, say
from oneplan.web.listen.collecting.pages import render
from oneplan.web.listen.collecting.requests import (
    Receive,
    Reply,
    Request,
    Scope,
    Send,
    read_form,
    read_request,
    see,
    send_reply,
)
from oneplan.web.listen.collecting.resuming import IN, START, language_in
from oneplan.web.listen.collecting.sounds import SOUNDS, send_sound
from oneplan.web.listen.collecting.tongues import part_cookie, spoken
from oneplan.web.listen.collecting.waves import OpenWaves

MOST_IN_FLIGHT = 1000
"""Requests that wait for the disk at once; one more is asked to come back."""
MOST_LATE = 1.0
"""Seconds by which the loop may lag behind before it asks everybody to come back."""
BUSY_SECONDS = 3
LOOK_SECONDS = 0.2
QUIET_SECONDS = 30.0
_RULES = (
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("style", "script", "img", "media", "connect")),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Surroundings:
    """How the site is reached: under which names, over HTTPS or not, behind how many servers."""

    hosts: Sequence[str]
    https: bool = False
    proxies: int = 0

    @property
    def cookie(self) -> str:
        """The cookie's name: with HTTPS one that no neighbour can set."""
        return f"__Host-{COOKIE}" if self.https else COOKIE


class Application:
    """What uvicorn calls for every request."""

    def __init__(self, waves: OpenWaves, *, around: Surroundings) -> None:
        self._waves, self._around = waves, around
        self._guesses = Guesses()
        self._journey = Journey(waves, guesses=self._guesses)
        self._in_flight = 0
        self._late = 0.0
        self._quiet_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._fixed = _headers(around)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = read_request(scope)
        try:
            reply = await self._reply(await read_form(request, receive))
        except NotValid:
            reply = say("lost", status=413, language=self._language(request))
        if request.is_by_script and reply.to:
            reply = replace(
                reply, status=200, to="", body=reply.to.encode(), kind="text/plain; charset=utf-8"
            )
        headers = [
            *self._fixed,
            (b"cache-control", b"public, max-age=31536000" if reply.lasts else b"no-store"),
        ]
        if reply.cookie is not None:
            headers.append((b"set-cookie", self._cookie(reply.cookie)))
        packs = b"gzip" in request.headers.get(b"accept-encoding", b"")
        await send_reply(send, reply, headers=headers, packs=packs)

    async def _reply(self, request: Request) -> Reply:
        if refused := self._refuse(request):
            return refused
        if self._in_flight >= MOST_IN_FLIGHT or self._late > MOST_LATE:
            return self._wait(request)
        self._in_flight += 1
        try:
            return await self._answer(request)
        except Sealed:
            return say("closed", status=409, language=self._language(request))
        except NotReachable as error:
            self._say_once(error)
            return self._wait(request)
        except Exception:  # noqa: BLE001 - whatever it is, a child is told that nothing is lost
            _LOG.exception("A page for pupils went wrong.")
            return self._wait(request)
        finally:
            self._in_flight -= 1

    async def _answer(self, request: Request) -> Reply:
        if request.path == START or request.path.startswith(IN):
            if request.method == "POST" and list(self._waves):
                return await self._journey.enter(request, address=self._address(request))
            return await self._journey.start(request)
        if request.path in all_files():
            file = all_files()[request.path]
            return Reply(file.content, kind=file.kind, lasts=True)
        if request.path.startswith(SOUNDS):
            return await send_sound(self._waves, request)
        if request.path.startswith(START):
            return await self._journey.go_on(request, cookie=self._given(request))
        is_top = request.path == "/"
        return see(START) if is_top else say("lost", status=404, language=self._language(request))

    def _given(self, request: Request) -> str:
        return request.cookies.get(self._around.cookie, "")

    def _language(self, request: Request) -> str:
        return part_cookie(self._given(request))[1] or language_in(request.path)

    def _refuse(self, request: Request) -> Reply | None:
        """What no browser with one of our pages would send."""
        language = self._language(request)
        if request.method not in ("GET", "POST"):
            return say("lost", status=405, language=language)
        host = request.headers.get(b"host", b"").decode("latin-1").lower()
        if urlsplit(f"//{host}").hostname not in self._around.hosts:
            return say("lost", status=400, language=language)
        if request.method == "POST" and not _is_from_us(request, host):
            return say("origin", status=403, language=language)
        return None

    def _wait(self, request: Request) -> Reply:
        """A page that tries again by itself; what was typed waits in it, and is sent once more."""
        language = spoken(self._language(request))
        if request.method != "POST":
            return say("busy", status=503, again_after=BUSY_SECONDS, language=language)
        fields = [(name, value) for name, values in request.form.items() for value in values]
        shown = {"address": request.path, "fields": fields, "seconds": BUSY_SECONDS}
        form = render("again", language=language, shown=shown).fill({}).decode()
        return say("not-saved", status=503, again=form, language=language)

    def _say_once(self, error: Exception) -> None:
        """Write what is wrong with the store into the log, but not for every pupil who waits for it."""
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + QUIET_SECONDS
            _LOG.error("%s", error)

    def _address(self, request: Request) -> str:
        forwarded = request.headers.get(b"x-forwarded-for", b"").decode("latin-1")
        return address_of(request.peer, forwarded=forwarded, proxies=self._around.proxies)

    def _cookie(self, value: str) -> bytes:
        ends = "" if value else "; Max-Age=0"
        secure = "; Secure" if self._around.https else ""
        said = f"{self._around.cookie}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{ends}"
        return said.encode()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._waves.look()
        self._tasks = [asyncio.create_task(self._waves.follow()), asyncio.create_task(self._feel_late())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._waves.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _feel_late(self) -> None:
        """Measure by how much the loop lags behind."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(LOOK_SECONDS)
            self._late = loop.time() - before - LOOK_SECONDS


def _is_from_us(request: Request, host: str) -> bool:
    """Whether a form was sent by one of our pages, by what the browser itself says of it.

    A browser that says nothing is an old one; the cookie is for this site alone even there.
    """
    origin = request.headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc.lower() != host:
        return False
    return request.headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")


def _headers(around: Surroundings) -> list[tuple[bytes, bytes]]:
    """What browsers are told with every answer: nothing from elsewhere, nothing in place."""
    rules = "; ".join((*_RULES, *(("upgrade-insecure-requests",) if around.https else ())))
    headers = [
        (b"content-security-policy", rules.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (
            b"permissions-policy",
            b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), bluetooth=()",
        ),
        (b"vary", b"accept-encoding"),
    ]
    return [*headers, (b"strict-transport-security", b"max-age=31536000")] if around.https else headers
