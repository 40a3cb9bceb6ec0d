"""One page of a directory's answer, in whichever of the standard's two envelopes it comes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oneplan.errors import NotValid

FIRST = {"content": "content", "pages": "totalPages", "number": "number", "last": "last"}
THIRD = {"content": "contents", "pages": "total_pages", "number": "page_number", "last": "last_page"}
"""The names in the envelope of Open Referral UK before 3.0, and since 3.0."""


@dataclass(frozen=True)
class Page:
    """The services on one page, and what the envelope says of the others."""

    entries: tuple[Any, ...]
    pages: int | None
    """How many pages there are; None where nobody says."""
    is_last: bool | None


def read_page(data: bytes, *, name: str) -> Page:
    """Read one page: an envelope of either edition, a bare list of services, or one service alone.

    Raises
    ------
    NotValid
        When it is none of these.

    Examples
    --------
    >>> read_page(b'{"contents": [], "total_pages": 3, "last_page": false}', name="page 1").pages
    3
    """
    said = _parsed(data, name=name)
    if isinstance(said, list):
        return Page(tuple(said), 1, is_last=True)
    if isinstance(said, Mapping):
        for names in (THIRD, FIRST):
            entries = said.get(names["content"])
            if isinstance(entries, list):
                pages, last = said.get(names["pages"]), said.get(names["last"])
                return Page(
                    tuple(entries),
                    pages if isinstance(pages, int) and not isinstance(pages, bool) else None,
                    last if isinstance(last, bool) else None,
                )
        if "id" in said and "name" in said:
            return Page((said,), 1, is_last=True)
    raise NotValid(
        f"{name} is no page of an Open Referral UK directory: it has neither contents nor content. "
        "Give the answer of its /services address."
    )


def _parsed(data: bytes, *, name: str) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotValid(f"{name} is not readable as JSON. Fetch it from the directory again.") from error
