"""Answers in one SQLite file of their own, each on disk before it is acknowledged."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from oneplan.errors import NotReachable
from oneplan.listen.collection.tables import NAMES, TABLES, Tables

SECONDS_TO_WAIT = 20
BESIDE = ("", "-wal", "-shm", "-journal")
# FULL: the disk has it when the commit returns. secure_delete: what was deleted is overwritten.
_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")


class SqliteStore(Tables):
    """A store in a file that its owner alone may read; a connection for each thread that uses it."""

    reads_at_once = True

    def __init__(self, file: Path, *, key: bytes) -> None:
        super().__init__(key)
        self._file = file
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []
        with self._said():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            on = self._connection()
            with self._begun(on, "IMMEDIATE"):
                for sql in TABLES:
                    on.execute(sql.format(bytes="BLOB", order="WITHOUT ROWID"))

    def close(self) -> None:
        """Let go of the file."""
        while self._all:
            self._all.pop().close()
        self._mine = threading.local()

    def destroy(self) -> None:
        """Overwrite every row, then remove the file and what SQLite keeps beside it."""
        with self._said():
            on = self._connection()
            # One by one: within a transaction SQLite would hold every page in memory until its end. The seal
            # goes last, so that whoever is stopped on the way can go on.
            for name in NAMES:
                on.execute(f"DROP TABLE IF EXISTS {name}")
            on.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.close()
            for ending in BESIDE:
                self._file.with_name(self._file.name + ending).unlink(missing_ok=True)

    def copy(self, to: Path) -> None:
        """Write a copy as it stands now, while others go on writing."""
        with self._said(), closing(sqlite3.connect(to)) as other:
            to.chmod(0o600)
            self._connection().backup(other)

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[sqlite3.Connection]:
        with self._said():
            on = self._connection()
            with self._begun(on, "IMMEDIATE" if writes else "DEFERRED"):
                yield on

    def _is_taking(self, on: sqlite3.Connection) -> bool:
        # Nobody else writes within an IMMEDIATE transaction, so nobody can seal.
        return not on.execute("SELECT sealed FROM taking").fetchone()[0]

    def _do(self, on: sqlite3.Connection, sql: str, given: Sequence[object]) -> sqlite3.Cursor:
        return on.execute(sql.replace("%s", "?"), given)

    def _connection(self) -> sqlite3.Connection:
        on = getattr(self._mine, "connection", None)
        if on is None:
            on = sqlite3.connect(
                self._file, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
            )
            for setting in _SETTINGS:
                on.execute(f"PRAGMA {setting}")
            self._mine.connection = on
            self._all.append(on)
        return on

    @contextmanager
    def _begun(self, on: sqlite3.Connection, kind: str) -> Iterator[None]:
        on.execute(f"BEGIN {kind}")
        try:
            yield
            on.execute("COMMIT")
        finally:
            if on.in_transaction:
                with suppress(sqlite3.Error):
                    on.execute("ROLLBACK")

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise NotReachable(
                f"The answers cannot be kept or read ({error}). "
                f"Look at the disk and at who may write in {self._file.parent}."
            ) from error
