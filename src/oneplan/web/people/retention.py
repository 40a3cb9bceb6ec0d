"""Deletes what is past its time, kind by kind, and leaves in the log how many there were: never what."""

import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from oneplan.people import Actor
from oneplan.web import wiring
from oneplan.web.jobs.models import ACTIVE, Job
from oneplan.web.people.limits import forget_tries
from oneplan.web.people.models import Account, Event, Invitation, Link
from oneplan.web.people.trail import About, remember
from oneplan.web.settings import CACHES
from oneplan.web.settings.mail import LETTERS

DAILY = "every day"
ACT = "retention.delete"
WHO = Actor(said="The daily deletion")
WITHOUT_PROOF = frozenset({"tries", "remembered"})
"""Kinds that hold nothing of anybody: an entry a day for them would only make the log longer."""


@dataclass(frozen=True)
class Kept:
    """One line of the table: what is kept, for how long after what, what deletes it, and what proves that."""

    key: str
    what: str
    counted_from: str
    job: str
    proof: str
    why: str
    days: int | None = None


@dataclass(frozen=True)
class Deleted:
    """How many of a kind were deleted."""

    key: str
    number: int


@cache
def retention_table() -> tuple[Kept, ...]:
    """The whole table of what is kept and for how long."""
    written = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(Kept(**line) for line in written["kept"])


def delete_what_is_due(now: datetime) -> tuple[Deleted, ...]:
    """Delete everything whose time is over.

    Each kind goes in a transaction of its own with its entry in the log: all of it and the proof, or nothing.
    Call it as often as you like; what is gone is not counted again.
    """
    return tuple(
        Deleted(kept.key, _delete(kept, now - timedelta(days=kept.days or 0)))
        for kept in retention_table()
        if kept.job == DAILY
    )


def _delete(kept: Kept, before: datetime) -> int:
    with transaction.atomic():
        number = DELETE[kept.key](before)
        if number and kept.key not in WITHOUT_PROOF:
            remember(
                ACT,
                by=WHO,
                about=About(kind="retention", thing=kept.key, title=f"{kept.what}: {number}"),
                after={"deleted": number, "before": before.isoformat()},
            )
    return number


def _visits(before: datetime) -> int:
    return _count_and_delete(Session.objects.filter(expire_date__lt=before))


def _remembered(before: datetime) -> int:
    table = connection.ops.quote_name(str(CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - our own name
            [connection.ops.adapt_datetimefield_value(before.replace(microsecond=0))],
        )
        return max(0, int(cursor.rowcount))


def _invitations(before: datetime) -> int:
    over = Q(until__lt=before) | Q(taken__lt=before) | Q(withdrawn__lt=before)
    return _count_and_delete(Invitation.objects.filter(over))


def _links(before: datetime) -> int:
    return _count_and_delete(Link.objects.filter(Q(until__lt=before) | Q(used__lt=before)))


def _letters(before: datetime) -> int:
    """Letters that no mail server took, and that whoever runs the site hands on by hand."""
    folder = wiring.home() / LETTERS
    due = [letter for letter in folder.glob("*") if letter.stat().st_mtime < before.timestamp()]
    for letter in due:
        letter.unlink(missing_ok=True)
    return len(due)


def _accounts(before: datetime) -> int:
    """Accounts that are closed, and were closed for the last time before then."""
    closed = Account.objects.filter(is_active=False)
    lately = set(Event.objects.filter(act="account.close", at__gte=before).values_list("thing", flat=True))
    due = [account.pk for account in closed.only("pk", "created") if _is_due(account, lately, before)]
    return _count_and_delete(Account.objects.filter(pk__in=due))


def _is_due(account: Account, lately: set[str], before: datetime) -> bool:
    return str(account.pk) not in lately and account.created < before


def _jobs(before: datetime) -> int:
    due = Job.objects.filter(ended__lt=before).exclude(state__in=ACTIVE)
    for number in due.values_list("pk", flat=True):
        shutil.rmtree(wiring.home() / "jobs" / str(number), ignore_errors=True)
    return _count_and_delete(due)


def _count_and_delete(found: QuerySet) -> int:  # type: ignore[type-arg] # of whatever kind
    """How many there were, without what hung on them."""
    number = found.count()
    found.delete()
    return number


DELETE: Mapping[str, Callable[[datetime], int]] = {
    "visits": _visits,
    "tries": forget_tries,
    "remembered": _remembered,
    "invitations": _invitations,
    "links": _links,
    "letters": _letters,
    "accounts": _accounts,
    "jobs": _jobs,
}
