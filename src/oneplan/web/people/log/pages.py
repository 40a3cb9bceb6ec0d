"""What the page of the log shows: each entry as a sentence, with what it was before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from oneplan.people import MAY
from oneplan.web.people.log.queries import PAGE, Asked
from oneplan.web.people.models import Event

BY_ITSELF = "Done by the site itself"
"""What stands in the log without a person behind it, such as the daily deletion."""


@dataclass(frozen=True)
class Change:
    """One field that is not as it was."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    number: int
    at: datetime
    does: str
    said: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Page:
    """One page of the log, and where the next one is."""

    entries: tuple[Entry, ...]
    earlier: str
    asked: Asked


def make_page(events: list[Event], asked: Asked) -> Page:
    """The page for the entries that were found: one more than a page means that there are earlier ones."""
    shown = events[:PAGE]
    more = len(events) > PAGE
    query = {"act": asked.act, "organisation": asked.organisation, "words": asked.words}
    kept = {name: value for name, value in query.items() if value}
    earlier = f"?{urlencode(kept | {'before': shown[-1].number})}" if more else ""
    return Page(entries=make_entries(shown), earlier=earlier, asked=asked)


def make_entries(events: Iterable[Event]) -> tuple[Entry, ...]:
    """Entries as they are shown."""
    return tuple(
        Entry(
            number=event.number,
            at=event.at,
            does=MAY[event.act].does if event.act in MAY else BY_ITSELF,
            said=event.said,
            title=event.title,
            changes=changes_of(event.before, event.after),
        )
        for event in events
    )


def changes_of(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[Change, ...]:
    """What is not as it was; a new thing shows all that was written."""
    was, is_ = before or {}, after or {}
    names = [name for name in {**was, **is_} if name != "id" and was.get(name) != is_.get(name)]
    return tuple(
        Change(name.replace("_id", "").replace("_", " "), _said(was.get(name)), _said(is_.get(name)))
        for name in names
        if _said(was.get(name)) != _said(is_.get(name))
    )


def _said(value: object) -> str:
    return "" if value is None else str(value)
