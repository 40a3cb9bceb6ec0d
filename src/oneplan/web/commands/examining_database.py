"""Looks at the database of an installation: its tables, its log, its documents, and who works on its jobs."""

import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils import timezone

from oneplan.errors import OneplanError
from oneplan.web.commands.database import find_tables
from oneplan.web.commands.examining import SET_THE_CLOCK, Finding
from oneplan.web.jobs.queries import is_somebody_at_work
from oneplan.web.people.documents.files import read_file
from oneplan.web.people.models import Event, LogHead, Version
from oneplan.web.people.trail import find_breaks

MOST_NAMED = 5


def database_answers() -> Iterator[Finding]:
    """Whether the database can be reached and is not damaged."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                said = str(cursor.fetchone()[0])
                if said != "ok":
                    yield Finding("The database file is damaged.", "Stop the site, restore a backup.")
            else:
                cursor.execute("SELECT 1")
    except (DatabaseError, sqlite3.Error) as error:
        yield Finding(
            f"The database does not answer ({type(error).__name__}).",
            "See whether it runs, and look at DATABASE_URL; restore a backup where a file is damaged.",
        )


def tables_are_right() -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    tables = find_tables()
    if tables.unknown:
        yield Finding("A newer version made this database.", "Install that version.")
    elif tables.empty:
        yield Finding("There are no tables yet.", "Type: oneplan serve")
    elif tables.missing:
        yield Finding(
            f"{len(tables.missing)} changes to the tables are missing, the first is {tables.missing[0]}.",
            "Stop the site, and type: oneplan upgrade",
        )


def log_is_whole() -> Iterator[Finding]:
    """Whether the log is what was written."""
    head = LogHead.objects.filter(pk=1).first()
    if head is None:
        yield Finding("The head of the log is gone.", "Keep everything as it is, and ask for help.")
    breaks = find_breaks(Event.objects.order_by("number").iterator(chunk_size=1000), head=head)
    for sentence in list(breaks)[:MOST_NAMED]:
        yield Finding(sentence, "Keep all as it is, and compare it with a backup: oneplan log verify")


def entries_are_not_of_tomorrow() -> Iterator[Finding]:
    """Whether the clock is not behind what was already written."""
    last = Event.objects.aggregate(last=Max("at"))["last"]
    if last is not None and last > timezone.now():
        yield Finding("The clock is behind the last entry of the log.", SET_THE_CLOCK)


def documents_are_whole() -> Iterator[Finding]:
    """Whether every published document has its file, unchanged."""
    for version in Version.objects.select_related("document").iterator():
        try:
            read_file(version.digest)
        except (OneplanError, OSError):
            yield Finding(f"The file of “{version}” is gone or changed.", "Take it out of the last backup.")


def somebody_works() -> Iterator[Finding]:
    """Whether a worker gave a sign of life lately."""
    if not is_somebody_at_work(timezone.now()):
        yield Finding("No worker is at work, so nothing in the background happens.", "Type: oneplan serve")
