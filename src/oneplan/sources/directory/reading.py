"""Reads a whole directory of help, from files that were kept or page by page from its feed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from oneplan.errors import NotFound, NotValid
from oneplan.sources.directory.envelope import Page, read_page
from oneplan.sources.directory.offers import Doubt, Level, Offer, Reading
from oneplan.sources.publisher.fetching import Fetcher, origin_of
from oneplan.sources.publisher.patience import Clock, Patience

MOST_BYTES = 50_000_000
MOST_PAGES = 2_000
MOST_OFFERS = 100_000
PATIENCE = Patience(whole_seconds=900)
_ADVICE = "look at the address in a browser, or save its pages into a folder and name that"


@dataclass(frozen=True)
class Directory:
    """What a directory offers, and what was doubtful in it."""

    offers: tuple[Offer, ...]
    doubts: tuple[Doubt, ...]
    pages: int


def read_directory(path: Path, *, levels: Mapping[str, Level] | None = None) -> Directory:
    """Read a directory of help from a JSON file, or from a folder with one file a page.

    Parameters
    ----------
    path
        A page, a list of services, or a folder of such files, read in the order of their names.
    levels
        Which level of help each of the directory's own words stands for, for example
        `{"family support": "early"}`: the standard has no field for it.

    Returns
    -------
    Directory
        Each service once; what was left out or doubted is listed with its id.

    Raises
    ------
    NotFound
        When nothing is there.
    NotValid
        When a file is no page of a directory; the sentence names it.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise NotFound(f"There is no directory of help in {path.name}. Name a JSON file or a folder of them.")
    return collect_offers((read_page(_bytes(file), name=file.name) for file in files), levels=levels)


def fetch_directory(
    address: str, *, levels: Mapping[str, Level] | None = None, patience: Patience = PATIENCE
) -> Directory:
    """Fetch a directory of help from its feed, page by page, and each service whole where pages are brief.

    Parameters
    ----------
    address
        Where its services are listed, for example `https://example.org/services`: https, or http on this
        machine only.
    levels
        As in `read_directory`.
    patience
        How long to wait, and for how long altogether.

    Raises
    ------
    NotReachable
        When the feed does not answer as it should.
    NotValid
        When the address is none, an answer is no page of a directory, or the feed sends the same page for
        ever.
    """
    _check_address(address)
    fetcher = Fetcher(
        origins=frozenset({origin_of(address)}),
        clock=Clock.start(patience),
        largest=MOST_BYTES,
        advice=_ADVICE,
    )
    return collect_offers(_pages(address, fetcher=fetcher), levels=levels)


def _pages(address: str, *, fetcher: Fetcher) -> Iterator[Page]:
    joined = "&" if urlsplit(address).query else "?"
    before: tuple[Any, ...] = ()
    for number in range(1, MOST_PAGES + 1):
        name = f"Page {number} of the directory"
        page = read_page(fetcher.fetch(f"{address}{joined}page={number}", name=name), name=name)
        if number > 1 and page.entries and page.entries == before:
            raise NotValid(f"{name} is the same as the one before, so pages are not turned; {_ADVICE}.")
        before = page.entries
        yield Page(tuple(_whole(page.entries, address=address, fetcher=fetcher)), page.pages, page.is_last)
        if page.is_last or not page.entries or (page.pages is not None and number >= page.pages):
            return
    raise NotValid(f"The directory has more than {MOST_PAGES:,} pages; {_ADVICE}.")


def _whole(entries: Iterable[Any], *, address: str, fetcher: Fetcher) -> Iterator[Any]:
    """Each service with its places: since 3.0 a list may leave them out."""
    root = address.partition("?")[0].rstrip("/")
    for entry in entries:
        brief = isinstance(entry, Mapping) and "id" in entry and "service_at_locations" not in entry
        if not brief:
            yield entry
            continue
        id_ = quote(str(entry["id"])[:200], safe="")
        name = f"The service {str(entry['id'])[:60]!a}"
        yield from read_page(fetcher.fetch(f"{root}/{id_}", name=name), name=name).entries


def collect_offers(pages: Iterable[Page], *, levels: Mapping[str, Level] | None) -> Directory:
    """The services of all pages, each once, with what is doubtful."""
    reading = Reading({term.casefold(): level for term, level in (levels or {}).items()})
    count = number = 0
    for page in pages:
        count += 1
        for entry in page.entries:
            number += 1
            if number > MOST_OFFERS:
                raise NotValid(f"The directory has more than {MOST_OFFERS:,} services. Take a part of it.")
            reading.take(entry, number=number)
    return Directory(tuple(reading.offers.values()), tuple(reading.doubts), count)


def _bytes(file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise NotValid(f"{file.name} is larger than {MOST_BYTES:,} bytes. Divide it into pages.")
    return file.read_bytes()


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        fine = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))
        fine = fine and bool(parts.hostname) and parts.username is None and not re.search(r"[\s#]", address)
    except ValueError:
        fine = False
    if not fine:
        raise NotValid(
            f"{address[:80]!a} is no address of a feed. Give one like https://example.org/services."
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
