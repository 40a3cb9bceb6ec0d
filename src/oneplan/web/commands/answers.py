"""Takes the answers of waves into a backup while pupils go on, and puts them back: rows, without the key."""

import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from oneplan.listen.collection.sqlite import BESIDE, SqliteStore
from oneplan.listen.collection.tables import NAMES
from oneplan.listen.waves.places import LISTENING, answers_file
from oneplan.listen.waves.wave import list_waves
from oneplan.web.commands.archive import Counted, Writing

WAVES = "waves/"
"""Where they stand in the archive: one part a wave, one line a row."""
WITHOUT = b""
"""In place of the key, which no backup holds and no row needs."""


def is_kept_as_rows(path: Path, *, home: Path) -> bool:
    """Whether a file belongs to a store of answers: copied as it lies there, it could be torn."""
    store = answers_file(home, "x").name
    below = path.parent.parent == home / LISTENING
    return below and path.name in {store + ending for ending in BESIDE}


def write_answers(writing: Writing, *, home: Path) -> int:
    """Write the rows of every wave that is being collected, each wave as it stood at one moment."""
    number = 0
    for wave in list_waves(home):
        file = answers_file(home, wave)
        if not file.exists():
            continue
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            opened.isolation_level = None
            opened.execute("BEGIN")
            counted = Counted(_rows(opened))
            writing.add(f"{WAVES}{wave}.jsonl", counted)
            number += counted.number
    return number


def read_answers(archive: zipfile.ZipFile, listed: dict[str, Any], *, home: Path) -> int:
    """Put the rows of every wave into a store of its own, and say how many there were."""
    number = 0
    for name in listed["parts"]:
        if name.startswith(WAVES):
            file = answers_file(home, name.removeprefix(WAVES).removesuffix(".jsonl"))
            SqliteStore(file, key=WITHOUT).close()
            with closing(sqlite3.connect(file)) as opened, archive.open(name) as lines, opened:
                opened.execute("DELETE FROM taking")
                number += _fill(opened, lines)
    return number


def _rows(opened: sqlite3.Connection) -> Iterator[bytes]:
    for name in NAMES:
        for row in opened.execute(f"SELECT * FROM {name}"):  # noqa: S608 - our own name
            yield json.dumps([name, *map(_to_line, row)], ensure_ascii=False).encode() + b"\n"


def _fill(opened: sqlite3.Connection, lines: Iterable[bytes]) -> int:
    number = 0
    for line in lines:
        name, *row = json.loads(line)
        if name not in NAMES:
            raise ValueError(name)
        places = ", ".join("?" * len(row))
        opened.execute(f"INSERT INTO {name} VALUES ({places})", [_from_line(value) for value in row])  # noqa: S608
        number += 1
    return number


def _to_line(value: object) -> object:
    return {"bytes": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _from_line(value: object) -> object:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value
