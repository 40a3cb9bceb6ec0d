"""Answers in PostgreSQL, in a schema of their own for each wave."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from oneplan.errors import NotReachable
from oneplan.listen.collection.tables import TABLES, Tables

SECONDS_TO_WAIT = 10
# Any number does, as long as nothing else on the same server takes it.
_TURN = 7_863_789


class PostgresStore(Tables):
    """A store in a schema of a database; a connection for each thread that uses it."""

    lock = "FOR SHARE"

    def __init__(self, address: str, *, wave: str, key: bytes) -> None:
        super().__init__(key)
        self._address = address
        self._schema = schema_of(wave)
        self._mine = threading.local()
        self._all: list[psycopg.Connection[Any]] = []
        with self._transaction(writes=True) as on:
            on.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
            on.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(self._schema)))
            for sql in TABLES:
                on.execute(sql.format(bytes="BYTEA", order="").encode())

    def close(self) -> None:
        """Let go of the database."""
        while self._all:
            self._all.pop().close()
        self._mine = threading.local()

    def destroy(self) -> None:
        """Drop the schema with everything in it, and let go of the server's log of changes where we may.

        That log (`pg_wal`) holds each change with its time until the server needs it no more.
        """
        with self._transaction(writes=True) as on:
            on.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(self._schema)))
        for sql in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            with suppress(psycopg.errors.InsufficientPrivilege):
                self._connection().execute(sql)
        self.close()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[psycopg.Connection[Any]]:
        try:
            on = self._connection()
            with on.transaction():
                if not writes:
                    on.execute("SET TRANSACTION READ ONLY")
                yield on
        except psycopg.Error as error:
            raise NotReachable(
                f"The answers cannot be kept or read ({type(error).__name__}). "
                "Look at DATABASE_URL and whether the server runs."
            ) from error

    def _is_taking(self, on: psycopg.Connection[Any]) -> bool:
        row = on.execute("SELECT sealed FROM taking FOR SHARE").fetchone()
        return bool(row and not row[0])

    def _do(self, on: psycopg.Connection[Any], sql: str, given: Sequence[object]) -> psycopg.Cursor[Any]:
        return on.execute(sql.encode(), given or None)

    def _connection(self) -> psycopg.Connection[Any]:
        """This thread's connection; a new one where the server was started again meanwhile."""
        on: psycopg.Connection[Any] | None = getattr(self._mine, "connection", None)
        if on is None or on.closed:
            on = psycopg.connect(self._address, autocommit=True, connect_timeout=SECONDS_TO_WAIT)
            on.execute(SQL("SET search_path TO {}").format(Identifier(self._schema)))
            on.execute("SET synchronous_commit TO on")
            self._mine.connection = on
            self._all = [one for one in self._all if not one.closed] + [on]
        return on


def schema_of(wave: str) -> str:
    """The schema of a wave.

    Examples
    --------
    >>> schema_of("2027-spring")
    'wave_2027_spring'
    """
    return f"wave_{wave.replace('-', '_')}"
