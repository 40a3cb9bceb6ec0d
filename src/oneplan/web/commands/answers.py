"""Takes the answers of waves into a backup while pupils go on, and puts them back: rows, without the key."""

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from oneplan.errors import NotValid
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.postgres import schema_of
from oneplan.listen.collection.sqlite import BESIDE
from oneplan.listen.collection.tables import NAMES
from oneplan.listen.waves.places import LISTENING, answers_file
from oneplan.listen.waves.wave import list_waves
from oneplan.web import wiring
from oneplan.web.commands.archive import Counted, Writing

WAVES = "waves/"
"""Where they stand in the archive: one part a wave, one line a row."""
AT_ONCE = 1000
WITHOUT = b""
"""In place of the key, which no backup holds and no row needs."""
# By their keys, since a server gives rows back in the order in which they came: that of the pupils.
READ = "SELECT * FROM {name} ORDER BY 1, 2"
Row = Sequence[Any]
Read = Callable[[str], Iterable[Row]]
Fill = Callable[[str, Sequence[Row]], object]


def is_kept_as_rows(path: Path, *, home: Path) -> bool:
    """Whether a file belongs to a store of answers: copied as it lies there, it could be torn."""
    store = answers_file(home, "x").name
    below = path.parent.parent == home / LISTENING
    return below and path.name in {store + ending for ending in BESIDE}


def write_answers(writing: Writing, *, home: Path) -> int:
    """Write the rows of every wave that is being collected, each wave as it stood at one moment."""
    number = 0
    for wave in list_waves(home):
        with _reading(home, wave) as read:
            if read is not None:
                lines = Counted(_lines(read))
                writing.add(f"{WAVES}{wave}.jsonl", lines)
                number += lines.number
    return number


def read_answers(archive: zipfile.ZipFile, listed: dict[str, Any], *, home: Path) -> int:
    """Put the rows of every wave into a store of its own, and say how many there were.

    Raises
    ------
    NotValid
        When answers of a wave of this name are there already. Nothing was changed then.
    """
    waves = _waves_in(listed)
    for wave in waves:
        with _reading(home, wave) as there:
            if there is not None:
                raise NotValid(f"The database holds answers of {wave} already. Name an empty one.")
    number = 0
    for wave in waves:
        open_store(home, wave, key=WITHOUT, address=wiring.answers_address()).close()
        with _filling(home, wave) as fill, archive.open(f"{WAVES}{wave}.jsonl") as lines:
            number += _put_in(fill, lines)
    return number


def forget_answers(listed: dict[str, Any], *, home: Path) -> None:
    """Take back what was put in, where a restore could not be ended."""
    for wave in _waves_in(listed):
        open_store(home, wave, key=WITHOUT, address=wiring.answers_address()).destroy()


def _waves_in(listed: dict[str, Any]) -> list[str]:
    parts = [name for name in listed["parts"] if name.startswith(WAVES)]
    return [name.removeprefix(WAVES).removesuffix(".jsonl") for name in parts]


def _lines(read: Read) -> Iterator[bytes]:
    for name in NAMES:
        for row in read(name):
            yield json.dumps([name, *map(_to_line, row)], ensure_ascii=False).encode() + b"\n"


def _put_in(fill: Fill, lines: Iterable[bytes]) -> int:
    number, waiting = 0, iter(lines)
    while some := [json.loads(line) for line in islice(waiting, AT_ONCE)]:
        for name in NAMES:
            rows = [tuple(map(_from_line, row)) for kind, *row in some if kind == name]
            if rows:
                fill(name, rows)
                number += len(rows)
    return number


@contextmanager
def _reading(home: Path, wave: str) -> Iterator[Read | None]:
    """What reads the tables of a wave as they stand at one moment; nothing where there are none."""
    address, file = wiring.answers_address(), answers_file(home, wave)
    if address:
        with psycopg.connect(address) as server:
            server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            server.read_only = True
            found = server.execute("SELECT to_regnamespace(%s)", [schema_of(wave)]).fetchone()
            yield _server_reader(server, schema_of(wave)) if found and found[0] else None
    elif file.exists():
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            opened.isolation_level = None
            opened.execute("BEGIN")
            yield lambda name: opened.execute(READ.format(name=name))
    else:
        yield None


def _server_reader(server: psycopg.Connection[Any], schema: str) -> Read:
    def read(name: str) -> Iterator[Row]:
        # A cursor on the server, since all answers of a county need not be in memory at once.
        with server.cursor(name="rows") as cursor:
            cursor.execute(SQL(READ).format(name=Identifier(schema, name)))
            yield from cursor

    return read


@contextmanager
def _filling(home: Path, wave: str) -> Iterator[Fill]:
    """What fills the tables of a wave, all of them or none."""
    address = wiring.answers_address()
    if address:
        with psycopg.connect(address) as server, server.cursor() as cursor:
            cursor.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(schema_of(wave))))
            cursor.execute("DELETE FROM taking")
            yield lambda name, rows: cursor.executemany(_insert(name, rows, mark="%s").encode(), rows)
    else:
        with closing(sqlite3.connect(answers_file(home, wave))) as opened, opened:
            opened.execute("DELETE FROM taking")
            yield lambda name, rows: opened.executemany(_insert(name, rows, mark="?"), rows)


def _insert(name: str, rows: Sequence[Row], *, mark: str) -> str:
    return f"INSERT INTO {name} VALUES ({', '.join([mark] * len(rows[0]))})"  # noqa: S608 - our own names


def _to_line(value: object) -> object:
    return {"bytes": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _from_line(value: object) -> object:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value
