"""What may be read of the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from oneplan.web.people.models import Event

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """Which entries are asked for: an act, an organisation, words in a title, and those before a number."""

    act: str = ""
    organisation: str = ""
    words: str = ""
    before: int | None = None


def list_events(asked: Asked) -> list[Event]:
    """One page of entries, the latest first, and one more where there are more.

    Pages are found by the number of the last entry: the thousandth is as fast as the first, and no entry
    is shown twice while others are written.
    """
    return list(_filtered(asked)[: PAGE + 1])


def iterate_events() -> Iterator[Event]:
    """All entries in their order, without holding them all in memory."""
    return Event.objects.order_by("number").iterator(chunk_size=2_000)


def list_events_of(account: int, *, latest: int) -> list[Event]:
    """What somebody did last."""
    return list(Event.objects.filter(account=account)[:latest])


def _filtered(asked: Asked) -> QuerySet[Event]:
    events = Event.objects.all()
    if asked.before is not None:
        events = events.filter(number__lt=asked.before)
    if asked.act:
        events = events.filter(act=asked.act)
    if asked.organisation:
        events = events.filter(organisation=asked.organisation)
    if asked.words:
        events = events.filter(Q(title__icontains=asked.words) | Q(said__icontains=asked.words))
    return events
