"""Writes the log: each entry takes the next number and seals the one before it, so that no gap can hide."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from oneplan.people import Actor
from oneplan.web.people.models import Event, LogHead

Snapshot = dict[str, Any]

SECRETS = frozenset({"password", "digest", "email", "last_login"})
"""Fields that the log does not repeat: it says that they are there, never what they are."""


@dataclass(frozen=True)
class About:
    """What an entry is about: a kind of thing, which one, what it is called, and whose it is."""

    kind: str = ""
    thing: str = ""
    title: str = ""
    organisation: str = ""


def remember(
    act: str,
    *,
    by: Actor,
    about: About,
    before: Snapshot | None = None,
    after: Snapshot | None = None,
) -> Event:
    """Add an entry to the log, in the transaction of what it tells of.

    Writers wait for each other at the head of the log; that is what makes it one chain.
    """
    with transaction.atomic():
        head = LogHead.objects.select_for_update().get(pk=1)
        event = Event(
            number=head.number + 1,
            at=timezone.now(),
            act=act,
            account=by.account,
            said=by.said[:250],
            organisation=about.organisation,
            kind=about.kind,
            thing=about.thing,
            title=about.title[:250],
            before=before,
            after=after,
            previous=head.seal,
        )
        event.seal = seal_of(event)
        event.save(force_insert=True)
        head.number, head.seal = event.number, event.seal
        head.save()
    return event


def seal_of(event: Event) -> str:
    """The digest over everything an entry says, and over the seal of the entry before it."""
    return hashlib.sha256(json.dumps(written(event), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def written(event: Event) -> Snapshot:
    """An entry as it is sealed and exported: all of it but its own seal."""
    return {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": event.act,
        "account": event.account,
        "said": event.said,
        "organisation": event.organisation,
        "kind": event.kind,
        "thing": event.thing,
        "title": event.title,
        "before": event.before,
        "after": event.after,
        "previous": event.previous,
    }


def find_breaks(events: Iterator[Event], *, head: LogHead | None) -> Iterator[str]:
    """Every place at which the log is not what was written, as sentences; events come in their order."""
    number, seal = 0, ""
    for event in events:
        if event.number != number + 1:
            yield f"Entries {number + 1} to {event.number - 1} are missing."
        elif event.previous != seal:
            yield f"Entry {event.number} does not follow the entry before it."
        if event.seal != seal_of(event):
            yield f"Entry {event.number} was changed after it was written."
        number, seal = event.number, event.seal
    if head is not None and (head.number, head.seal) != (number, seal):
        yield f"The log ends at entry {number}, but {head.number} were written."


def snapshot(thing: models.Model | None) -> Snapshot | None:
    """A thing as the log keeps it: every field by name, without secrets and addresses of people."""
    if thing is None:
        return None
    fields = thing._meta.concrete_fields
    return {field.attname: _plain(field.attname, getattr(thing, field.attname)) for field in fields}


def _plain(name: str, value: object) -> object:
    if name in SECRETS:
        return "kept out of the log" if value else ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)
