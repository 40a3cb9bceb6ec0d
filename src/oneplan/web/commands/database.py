"""Sees that the database has the tables this version needs, before anything reads or writes them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.migrations.loader import MigrationLoader

from oneplan.errors import NotReachable, NotValid
from oneplan.web import wiring
from oneplan.web.settings import CACHES

# Any number does, as long as nothing else on the same server takes it: “oneplan” on a telephone's keys.
TURN = 6_637_526


@dataclass(frozen=True)
class Tables:
    """How the database stands beside this version: what it still lacks, and what only a newer one knows."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    empty: bool


def start_django() -> None:
    """Make Django ready in this process; nothing happens the second time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneplan.web.settings")
    django.setup()


def prepare_database(*, even_older: bool = False) -> None:
    """Make the tables in a new folder; quick where there is nothing to do.

    Parameters
    ----------
    even_older
        Also bring the tables of an older version up to date, without a backup: for demonstrations.

    Raises
    ------
    NotValid
        When another version made the tables: an older one, unless told to go on, or a newer one.
    NotReachable
        When the database does not answer.
    """
    start_django()
    try:
        tables = find_tables()
        if tables.missing or tables.unknown:
            with one_at_a_time():
                _make(find_tables(), even_older=even_older)
    except OperationalError as error:
        raise NotReachable(
            "The database does not answer. Look at DATABASE_URL and whether you may write in ONEPLAN_HOME, "
            "then type `oneplan doctor`."
        ) from error
    finally:
        # A connection does not survive the fork of a worker, nor do the threads of a pool.
        connections.close_all()
        # Only a server's has one; importing its class to ask would cost every command a quarter of a second.
        getattr(connections["default"], "close_pool", lambda: None)()


def find_tables() -> Tables:
    """How the database stands beside this version. Django has to be ready."""
    make_place()
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    missing = _missing(loader, applied)
    if CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        missing += ("the table of the cache",)
    unknown = sorted(
        ".".join(key) for key in applied if key not in loader.disk_migrations and _is_ours(loader, key[0])
    )
    return Tables(missing=missing, unknown=tuple(unknown), empty=not applied)


def make_tables() -> None:
    """Bring the tables up to this version. Django has to be ready."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _make(tables: Tables, *, even_older: bool) -> None:
    if tables.unknown:
        raise NotValid(
            f"A newer version of oneplan made this database ({tables.unknown[-1]} is not known here). "
            "Install that version, or restore a backup that this version made."
        )
    if not (tables.empty or even_older or not tables.missing):
        raise NotValid(
            "An older version of oneplan made this database. Type `oneplan upgrade`: it makes a backup, "
            "brings the tables up to date, and puts everything back if that fails."
        )
    make_tables()


def make_place() -> None:
    """A file for SQLite that its owner alone may read; what SQLite writes beside it follows it in that."""
    wiring.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    database = connections["default"]
    if isinstance(database, SQLite) and not database.is_in_memory_db():
        Path(database.settings_dict["NAME"]).touch(mode=0o600)


def _missing(loader: MigrationLoader, applied: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in loader.disk_migrations if key not in applied))


def _is_ours(loader: MigrationLoader, label: str) -> bool:
    return label in loader.migrated_apps


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process makes tables here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
        return
    with (wiring.home() / ".turn").open("w") as turn:
        fcntl.flock(turn.fileno(), fcntl.LOCK_EX)
        yield
