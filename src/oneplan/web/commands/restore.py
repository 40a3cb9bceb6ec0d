"""Puts a backup back into an empty place: all of it, proven first, or nothing."""

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from oneplan.errors import NotReachable, NotValid
from oneplan.web.commands.archive import A_PIECE, read_archive

MAY_BE_THERE = {"secret-key"}
FILES = "files/"
ROWS = "database/"


@dataclass(frozen=True)
class Restored:
    """What was put back, and what was deleted again because its time was over."""

    rows: int
    files: int
    deleted: int
    has_own_key: bool


def restore(path: Path, *, into: Path, database: str = "") -> Restored:
    """Put a backup back.

    Parameters
    ----------
    path
        The backup.
    into
        A folder that is empty or not there yet; a `secret-key` may lie in it.
    database
        The address of an empty PostgreSQL database; without one the database becomes a file in the folder.

    Raises
    ------
    NotFound, NotValid
        When there is no such backup, it is damaged, or the place is not empty. Nothing has changed then.
    NotReachable
        When the folder or the database cannot be written to. Nothing has changed then.
    """
    archive, listed = read_archive(path)
    into = into.absolute()
    _check_place(into)
    draft = into.with_name(f".{into.name}.{secrets.token_hex(4)}")
    try:
        with archive:
            _write_files(archive, listed, draft)
            has_own_key = _take_key(into, draft)
            with _settings_for(draft, database):
                rows, deleted = _write_database(archive, listed, draft=draft, into=into)
    except OSError as error:
        raise NotReachable(
            f"The backup could not be put into {into}: {error.strerror or error}. Nothing was changed there."
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(rows, sum(name.startswith(FILES) for name in listed["parts"]), deleted, has_own_key)


def tell_restore(path: Path, *, into: Path, database: str) -> None:
    """Put a backup back, and say what is left to do."""
    done = restore(path, into=into, database=database)
    typer.echo(f"{done.rows} rows and {done.files} files are back in {into}.")
    if done.deleted:
        typer.echo(f"{done.deleted} things were deleted again, because their time was over.")
    if not done.has_own_key:
        typer.echo(
            f"There was no secret key, so a new one was made in {into}. With the old one in its place, "
            "nobody has to set up their second step again.",
            err=True,
        )


def _check_place(into: Path) -> None:
    if into.exists() and (not into.is_dir() or {entry.name for entry in into.iterdir()} - MAY_BE_THERE):
        raise NotValid(f"{into} is not empty. A backup goes into a new folder: choose another with --into.")


def _write_files(archive: zipfile.ZipFile, listed: dict[str, Any], draft: Path) -> None:
    draft.mkdir(mode=0o700, parents=True)
    for name in listed["parts"]:
        if not name.startswith(FILES):
            continue
        target = draft / name.removeprefix(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as part, target.open("wb") as file:
            shutil.copyfileobj(part, file, A_PIECE)
            file.flush()
            os.fsync(file.fileno())


def _take_key(into: Path, draft: Path) -> bool:
    kept = into / "secret-key"
    if kept.exists():
        shutil.copy2(kept, draft / "secret-key")
        return True
    return "ONEPLAN_SECRET_KEY" in os.environ


@contextmanager
def _settings_for(home: Path, database: str) -> Iterator[None]:
    """Let Django's settings, which are read once, be those of the new place."""
    before = dict(os.environ)
    os.environ["ONEPLAN_HOME"] = str(home)
    os.environ["DATABASE_URL"] = database
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _write_database(
    archive: zipfile.ZipFile, listed: dict[str, Any], *, draft: Path, into: Path
) -> tuple[int, int]:
    """Fill the database and move the folder into place; with PostgreSQL both happen, or neither."""
    filling: Any = import_module("oneplan.web.commands.filling")
    filling.prepare()
    filled = moved = False
    try:
        with filling.whole_or_not() if filling.is_shared() else nullcontext():
            rows: int = filling.fill(archive, listed)
            rows += filling.fill_answers(archive, listed, home=draft)
            filled = True
            deleted: int = filling.delete_again()
            if not filling.is_shared():
                filling.close()
            _move(draft, into)
            moved = True
    except BaseException:
        if filled:
            filling.take_answers_back(listed, home=draft)
        if moved:
            into.rename(draft)
        raise
    finally:
        filling.close()
    return rows, deleted


def _move(draft: Path, into: Path) -> None:
    """Put the folder in its place, over an empty one; the key that lay there was taken along."""
    (into / "secret-key").unlink(missing_ok=True)
    # A folder may take the place of an empty one, in one step.
    draft.rename(into)
