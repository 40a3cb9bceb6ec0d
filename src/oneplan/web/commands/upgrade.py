"""Brings a database up to this version: a backup first, then all of it, or everything as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from django.core.management import call_command
from django.db import connection, connections, transaction

from oneplan.errors import NotValid
from oneplan.web import wiring
from oneplan.web.commands.backup import FOLDER, make_backup
from oneplan.web.commands.database import find_tables, make_tables, one_at_a_time, start_django

KEPT = "before-upgrade.sqlite3"


@dataclass(frozen=True)
class Upgraded:
    """What was done: the changes that were made, and the backup from before."""

    steps: tuple[str, ...]
    backup: Path | None


def tell_upgrade() -> None:
    """Bring the database up to date, and say what was done."""
    done = upgrade()
    if done.backup is None:
        typer.echo("Everything is up to date already.")
        return
    typer.echo(f"The backup from before is {done.backup}.")
    typer.echo(f"Done: {len(done.steps)} changes to the database. Start the site again.")


def upgrade() -> Upgraded:
    """Back up, bring the tables up to this version, check them; put everything back where that fails.

    Raises
    ------
    NotValid
        When it failed, with the database as it was before; or a newer version made the database.
    """
    start_django()
    with one_at_a_time():
        _put_back_what_was_cut_off()
        tables = find_tables()
        if tables.empty:
            raise NotValid("There is no database here yet. Type `oneplan serve`: it makes one.")
        if not (tables.missing or tables.unknown):
            return Upgraded((), None)
        made = make_backup()
        try:
            with _all_or_nothing():
                make_tables()
                _check()
        except Exception as error:
            raise NotValid(
                f"The upgrade failed ({type(error).__name__}: {_first_line(error)}). All is as it was; "
                f"a backup is {made.path}. Install the version from before, and tell whoever made this one."
            ) from error
    return Upgraded(tables.missing, made.path)


def has_cut_off_upgrade() -> bool:
    """Whether an upgrade was cut off before it could put things back, as by a power failure."""
    return _kept().exists()


def _check() -> None:
    tables = find_tables()
    if tables.missing:
        raise NotValid(f"{tables.missing[0]} is still missing.")
    call_command("check", verbosity=0)
    connection.check_constraints()


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """PostgreSQL changes tables in a transaction; of SQLite's file an exact copy is put back."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    _copy(_file(), _kept())
    try:
        yield
    except BaseException:
        _put_back_what_was_cut_off()
        raise
    _kept().unlink()


def _put_back_what_was_cut_off() -> None:
    if connection.vendor == "sqlite" and _kept().exists():
        connections.close_all()
        _copy(_kept(), _file())
        _kept().unlink()


def _copy(source: Path, target: Path) -> None:
    """A copy of a whole database, in one step, whoever else has it open."""
    draft = target.with_name(f".{target.name}") if target == _kept() else target
    draft.touch(mode=0o600)
    with sqlite3.connect(source) as reading, sqlite3.connect(draft) as writing:
        reading.backup(writing)
    reading.close()
    writing.close()
    draft.replace(target)


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _kept() -> Path:
    return wiring.home() / FOLDER / KEPT


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200].rstrip(".")
