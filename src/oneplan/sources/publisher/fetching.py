"""Fetches one file over HTTP within bounds: known hosts, a size, a time and a few retries."""

import contextlib
import functools
import http.client
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

from oneplan.errors import NotReachable, NotValid
from oneplan.sources.publisher.connections import make_opener
from oneplan.sources.publisher.patience import Clock
from oneplan.sources.publisher.unreachable import may_pass, why_unreachable

Progress = Callable[[str, int, int | None], None]
"""Told while a file comes: its name, the bytes so far, and of how many (None where nobody says)."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_CHUNK = 65_536


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, since a redirect may only lead to an origin we know.

    Examples
    --------
    >>> origin_of("https://raw.githubusercontent.com/some/file.csv")
    'https://raw.githubusercontent.com:443'
    """
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{parts.hostname}:{port}"


@dataclass(frozen=True, kw_only=True)
class Fetcher:
    """One visit to a publisher: where we may go, how much we take, how long, and what to advise."""

    origins: frozenset[str]
    clock: Clock
    largest: int
    advice: str

    @functools.cached_property
    def _opener(self) -> urllib.request.OpenerDirector:
        """Made once a visit, since reading the trusted certificates takes longer than a small file."""
        return make_opener(self.clock)

    def fetch(self, address: str, *, name: str, progress: Progress | None = None) -> bytes:
        """The bytes at an address; `name` is what the file is called in progress and errors.

        Raises
        ------
        NotReachable
            No or no good answer came, in spite of the retries.
        NotValid
            What came is too large, cut short, packed strangely, or sends us to a place we do not know.
        """
        tried = 0
        while True:
            try:
                return self._fetch_once(address, name=name, progress=progress)
            except http.client.IncompleteRead as error:
                raise self._not_valid(name, "it was cut short on the way") from error
            except (OSError, http.client.HTTPException) as error:
                pause = self.clock.patience.backoff_seconds * 2**tried
                if tried == self.clock.patience.retries or not may_pass(error) or self.clock.left <= pause:
                    raise self._not_reached(name, address=address, error=error) from error
                time.sleep(pause)
                tried += 1

    def _fetch_once(self, address: str, *, name: str, progress: Progress | None) -> bytes:
        with contextlib.closing(self._open(address, name=name)) as response:
            announced = response.length
            if announced is not None and announced > self.largest:
                raise self._not_valid(name, f"it is larger than {self.largest:,} bytes")
            came = bytearray()
            for chunk in _chunks(response):
                came += chunk
                if len(came) > self.largest:
                    raise self._not_valid(name, f"it is larger than {self.largest:,} bytes")
                if progress:
                    progress(name, len(came), announced)
            if announced is not None and len(came) < announced:
                raise self._not_valid(name, f"it was cut short: {len(came):,} of {announced:,} bytes came")
            return self._unpack(bytes(came), name=name, packing=response.headers.get("Content-Encoding", ""))

    def _open(self, address: str, *, name: str) -> HTTPResponse:
        """The answer at the end of the redirects, each of which is looked at before it is followed."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_origin(address, name=name)
            headers = {"User-Agent": "oneplan", "Accept": "*/*", "Accept-Encoding": "identity"}
            request = urllib.request.Request(address, headers=headers)  # noqa: S310 the origin was checked above
            try:
                response: HTTPResponse = self._opener.open(
                    request, timeout=self.clock.patience.connect_seconds
                )
            except HTTPError as error:
                error.close()
                target = error.headers.get("Location")
                if error.code not in _REDIRECTS or not target:
                    raise
                address = _join(address, target)
            else:
                return _only_if_whole(response)
        raise self._not_valid(name, "the server sends us round in circles (too many redirects)")

    def _check_origin(self, address: str, *, name: str) -> None:
        with contextlib.suppress(ValueError):
            if origin_of(address) in self.origins:
                return
        elsewhere = ascii(address[:80])
        raise self._not_valid(
            name, f"the server sends us on to {elsewhere}, which is not one of the publisher's addresses"
        )

    def _unpack(self, data: bytes, *, name: str, packing: str) -> bytes:
        """The file itself: some proxies pack what was asked for unpacked."""
        if packing.strip().lower() in {"", "identity"}:
            return data
        if packing.strip().lower() not in {"gzip", "x-gzip"}:
            raise self._not_valid(name, f"it came packed in a way nobody asked for ({packing[:20]!a})")
        machine = zlib.decompressobj(wbits=31)
        try:
            plain = machine.decompress(data, self.largest + 1)
        except zlib.error as error:
            raise self._not_valid(name, "it came packed with gzip, and damaged") from error
        if len(plain) > self.largest:
            raise self._not_valid(name, f"it is larger than {self.largest:,} bytes")
        if not machine.eof or machine.unused_data:
            raise self._not_valid(name, "it came packed with gzip, and not whole")
        return plain

    def _not_valid(self, name: str, what: str) -> NotValid:
        return NotValid(f"{name} is not what was asked for: {what}; {self.advice}.")

    def _not_reached(self, name: str, *, address: str, error: Exception) -> NotReachable:
        why = why_unreachable(error)
        if self.clock.left <= 0:
            why = f"it took longer than {self.clock.patience.whole_seconds:g} seconds altogether"
        return NotReachable(
            f"{name} could not be fetched from {urlsplit(address).netloc}: {why}; {self.advice}."
        )


def status_of(problem: NotReachable) -> int | None:
    """The HTTP status behind a failure; None where no answer came at all."""
    return problem.__cause__.code if isinstance(problem.__cause__, HTTPError) else None


def _join(address: str, target: str) -> str:
    """Where a redirect leads; what cannot be joined is left as it is, to be refused by name."""
    try:
        return urljoin(address, target)
    except ValueError:
        return target


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read1(_CHUNK):
        yield chunk


def _only_if_whole(response: HTTPResponse) -> HTTPResponse:
    """The same answer; one that says it is a part (206), or nothing (204), is no file."""
    if response.status != http.client.OK:
        response.close()
        raise HTTPError(response.url, response.status, response.reason, response.headers, None)
    return response
