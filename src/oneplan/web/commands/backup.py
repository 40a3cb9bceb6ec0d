"""Makes a backup while the site runs: database, statistics, documents and choices in one archive."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer
from django.db.backends.base.base import BaseDatabaseWrapper

from oneplan.errors import NotValid
from oneplan.web import wiring
from oneplan.web.commands.answers import is_kept_as_rows, write_answers
from oneplan.web.commands.archive import Counted, Writing, pieces_of, write_archive
from oneplan.web.commands.database import start_django
from oneplan.web.commands.rows import columns_of, last_numbers, list_tables, write_rows
from oneplan.web.commands.snapshot import snapshot, steps_of, tables_after

FOLDER = "backups"
FILES = "files/"
ROWS = "database/"

NOWHERE = "keys"
"""Never in a backup, wherever it lies: the keys of survey waves. To destroy one destroys it everywhere."""
LEFT_OUT = frozenset({NOWHERE, FOLDER, "secret-key", ".turn", "records", "jobs"})
"""Nor these of the partnership's folder: the site's own key, which opens what is sealed in the same archive;
backups; records of children, which have a day on which they go; and what jobs made of them."""
DATABASE_FILES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Made:
    """A backup that was made: where it is, what it holds, and what in the folder it could not take."""

    path: Path
    size: int
    rows: int
    files: int
    left_out: tuple[str, ...]


def make_backup(to: Path | None = None, *, keep: int = 0) -> Made:
    """Write everything that would be missed into one archive.

    Parameters
    ----------
    to
        Where it goes; otherwise into `backups` in the partnership's folder, named by the moment.
    keep
        How many of the newest backups stay in `backups`; 0 removes none.

    Raises
    ------
    NotValid
        When the database is of a newer version.
    NotReachable
        When the backup cannot be written.
    """
    start_django()
    now = datetime.now(UTC)
    home = wiring.home()
    target = to or home / FOLDER / f"oneplan-{now:%Y-%m-%dT%H-%M-%SZ}.zip"
    about: dict[str, Any] = {"made": now.isoformat(), "oneplan": version("oneplan"), "database": {}}
    left_out: list[str] = []
    with write_archive(target, about) as writing, snapshot() as opened:
        about["database"] = _write_database(writing, opened)
        answers = write_answers(writing, home=home)
        for path in _files(home, left_out):
            # What was removed in between belonged to nothing that the snapshot still knows.
            with suppress(FileNotFoundError):
                writing.add(FILES + path.relative_to(home).as_posix(), pieces_of(path))
    rows = answers + sum(table["rows"] for table in about["database"]["tables"].values())
    files = sum(name.startswith(FILES) for name in writing.parts)
    if keep:
        remove_older(home / FOLDER, keep=keep)
    return Made(target, target.stat().st_size, rows, files, tuple(left_out))


def tell_backup(to: Path | None, *, keep: int) -> None:
    """Make a backup, and say what is in it and what is not."""
    made = make_backup(to, keep=keep)
    typer.echo(f"{made.path}: {made.rows} rows and {made.files} files in {made.size / 1024**2:.1f} MB.")
    for name in made.left_out:
        typer.echo(f"Left out: {name}, which is a link or no file.", err=True)
    typer.echo("The secret key is not in it. Keep a copy of secret-key in another place.", err=True)


def list_backups(home: Path) -> list[Path]:
    """The backups in a partnership's folder, the oldest first."""
    return sorted((home / FOLDER).glob("oneplan-*.zip"))


def remove_older(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest backups, and say which went."""
    gone = sorted(folder.glob("oneplan-*.zip"))[: -keep or None]
    for path in gone:
        path.unlink()
    return gone


def _write_database(writing: Writing, opened: BaseDatabaseWrapper) -> dict[str, Any]:
    steps = steps_of(opened)
    if not steps:
        raise NotValid("There is no database here yet, so there is nothing to back up. Type `oneplan serve`.")
    tables = list_tables(tables_after(steps, opened))
    written = {}
    for model in tables:
        name, counted = model._meta.db_table, Counted(write_rows(model, opened))
        writing.add(f"{ROWS}{name}.jsonl", counted)
        written[name] = {"columns": columns_of(model), "rows": counted.number}
    return {"steps": steps, "tables": written, "last": last_numbers(tables, opened), "from": opened.vendor}


def _files(home: Path, left_out: list[str]) -> Iterator[Path]:
    """Every file to keep; links and anything else that is no file are named, and not followed."""
    database = {f"oneplan.sqlite3{ending}" for ending in DATABASE_FILES}
    for folder, names, files in os.walk(home):
        place = Path(folder)
        out = LEFT_OUT if place == home else {NOWHERE}
        names[:] = sorted(name for name in names if name not in out)
        for name in [*files, *(name for name in names if (place / name).is_symlink())]:
            path = place / name
            in_rows = (place == home and name in database) or is_kept_as_rows(path, home=home)
            if name in out or in_rows:
                continue
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
            else:
                left_out.append(path.relative_to(home).as_posix())
