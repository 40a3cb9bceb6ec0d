"""Fills an empty database with the rows of a backup, first with the tables that the backup knew."""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps.registry import Apps
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, connections, transaction
from django.utils import timezone

from oneplan.errors import NotReachable, NotValid
from oneplan.web.commands.answers import forget_answers, read_answers
from oneplan.web.commands.database import make_place, make_tables, start_django
from oneplan.web.commands.rows import columns_of, go_on_from, list_tables, read_rows
from oneplan.web.commands.snapshot import make_tables_up_to, tables_after

ROWS = "database/"


def prepare() -> None:
    """Make Django ready, and see that the database is there and empty."""
    start_django()
    make_place()
    try:
        tables = connection.introspection.table_names()
    except OperationalError as error:
        raise NotReachable("The database does not answer. Look at the address after --database.") from error
    if tables:
        raise NotValid("The database is not empty. Make a new one, and give its address with --database.")


def is_shared() -> bool:
    """Whether the database is a server's, and not a file in the folder that is moved into place."""
    return connection.vendor == "postgresql"


@contextmanager
def whole_or_not() -> Iterator[None]:
    """One transaction around all of it, tables and rows."""
    with transaction.atomic():
        yield


def fill(archive: zipfile.ZipFile, listed: dict[str, Any]) -> int:
    """Make the tables as the backup knew them, put the rows in, and bring the tables up to this version."""
    steps = [(app, name) for app, name in listed["database"]["steps"]]
    make_tables_up_to(steps, connection)
    apps = tables_after(steps, connection)
    try:
        with transaction.atomic():
            number = _put_in(archive, listed["database"], apps)
            connection.check_constraints()
    except (IntegrityError, ProgrammingError, ValueError, KeyError) as error:
        raise NotValid(
            "The rows in this backup do not fit together. Take another; nothing was changed."
        ) from error
    make_tables()
    return number


def fill_answers(archive: zipfile.ZipFile, listed: dict[str, Any], *, home: Path) -> int:
    """Put the answers of every wave back, whose key stays lost: no backup holds it."""
    try:
        return read_answers(archive, listed, home=home)
    except (sqlite3.Error, psycopg.Error, ValueError, KeyError, TypeError) as error:
        raise NotValid(
            "The answers in this backup do not fit together. Take another; nothing was changed."
        ) from error


def take_answers_back(listed: dict[str, Any], *, home: Path) -> None:
    """Remove the answers again from a server, where the rest could not be put back."""
    if is_shared():
        forget_answers(listed, home=home)


def delete_again() -> int:
    """Delete what was due to be deleted since the backup was made, so that a restore brings nobody back."""
    from oneplan.web.people.retention import delete_what_is_due  # noqa: PLC0415 - needs Django to be ready

    return sum(done.number for done in delete_what_is_due(timezone.now()))


def close() -> None:
    """Let go of the database, so that its file can be moved."""
    connections.close_all()


def _put_in(archive: zipfile.ZipFile, said: dict[str, Any], apps: Apps) -> int:
    number, tables = 0, list_tables(apps)
    for model in tables:
        name = model._meta.db_table
        about = said["tables"][name]
        if about["columns"] != columns_of(model):
            raise ValueError(name)
        # What a change of tables writes by itself is in the backup as well.
        if model._base_manager.exists():
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - our own name
        with archive.open(f"{ROWS}{name}.jsonl") as lines:
            found = read_rows(model, lines, connection=connection)
        if found != about["rows"]:
            raise ValueError(name)
        number += found
    go_on_from(said["last"], tables=tables, connection=connection)
    return number
