"""Looks at an installation, one question after another: what is wrong, and how it is mended."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from oneplan.choices import FILE_NAME, read_choices
from oneplan.errors import OneplanError
from oneplan.sources.evidence import list_editions
from oneplan.web import settings, wiring
from oneplan.web.commands.backup import list_backups
from oneplan.web.commands.upgrade import has_cut_off_upgrade
from oneplan.words.saying import say_day

OLDEST_PYTHON = (3, 11)
SHORTEST_KEY = 32
LEAST_FREE = 1024**3
LEAST_SHARE = 0.05
SET_THE_CLOCK = "Type: timedatectl set-ntp true"
ANYBODY_ELSE = stat.S_IRWXG | stat.S_IRWXO
WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock that shows less than this is wrong: this version was not written yet."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: what, and how to mend it."""

    what: str
    mend: str


@dataclass(frozen=True)
class Question:
    """One thing that is looked at, in words, and what looks at it."""

    title: str
    ask: Callable[[], Iterator[Finding]]


def python_is_right() -> Iterator[Finding]:
    """Whether this Python is one that the packages were tested with."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        yield Finding(f"This Python is older than {wanted}.", f"Install Python {wanted} and oneplan in it.")


def clock_is_right() -> Iterator[Finding]:
    """Whether the time can be right; second factors and deadlines depend on it."""
    now = datetime.now(UTC)
    if now < BUILT:
        yield Finding(f"The clock says {say_day(now)}, which is too early.", SET_THE_CLOCK)
    for path in list_backups(wiring.home())[-1:]:
        made = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        if made > now + timedelta(minutes=5):
            yield Finding(f"The clock is behind the last backup, {path.name}.", SET_THE_CLOCK)


def folder_is_safe() -> Iterator[Finding]:
    """Whether the folder can be written, and by nobody else."""
    home = wiring.home()
    if not home.is_dir() or not os.access(home, os.W_OK | os.X_OK):
        yield Finding(f"{home} cannot be written.", "Give it to the user that runs the site.")
    elif home.stat().st_mode & WRITTEN_BY_OTHERS:
        yield Finding(f"Others can write in {home}.", f"Type: chmod go-w {home}")


def secrets_are_kept() -> Iterator[Finding]:
    """Whether the keys and the database can be read by their owner alone, and the key is long enough."""
    home = wiring.home()
    given = os.environ.get("ONEPLAN_SECRET_KEY")
    if given is not None and len(given) < SHORTEST_KEY:
        yield Finding("ONEPLAN_SECRET_KEY is too short.", "Take it out: a good one is made by itself.")
    names = ("secret-key", "oneplan.sqlite3", "oneplan.sqlite3-wal", "backups", "keys", "records")
    for path in (home / name for name in names):
        if path.exists() and path.stat().st_mode & ANYBODY_ELSE:
            yield Finding(f"Others on this machine can read {path}.", f"Type: chmod go-rwx {path}")


def disk_has_room() -> Iterator[Finding]:
    """Whether what people write tomorrow still finds a place."""
    there = next(place for place in (wiring.home(), *wiring.home().parents) if place.exists())
    disk = shutil.disk_usage(there)
    if disk.free < max(LEAST_FREE, disk.total * LEAST_SHARE):
        free = f"{disk.free / 1024**3:.1f} GB"
        yield Finding(f"Only {free} are free on the disk of {there}.", "Make room, or move the folder.")


def choices_can_be_read() -> Iterator[Finding]:
    """Whether partnership.toml says what it should."""
    try:
        read_choices(wiring.home() / FILE_NAME)
    except OneplanError as error:
        yield Finding(str(error), f"Mend {FILE_NAME}, or put back the one from the last backup.")


def statistics_are_whole() -> Iterator[Finding]:
    """Whether every edition opens and holds the rows it says."""
    try:
        for evidence in list_editions(wiring.home() / "evidence"):
            evidence.count_observations()
            _ = evidence.measures, evidence.neighbours
    except OneplanError as error:
        yield Finding(str(error), "Type: oneplan evidence import lait")


def nobody_sees_errors() -> Iterator[Finding]:
    """Whether the site hides its insides, and asks for HTTPS where others see it."""
    if settings.DEBUG:
        yield Finding(
            "ONEPLAN_DEBUG is on, so errors show the inside of the site.", "Take ONEPLAN_DEBUG out."
        )
    if settings.NAMED_HOSTS and not settings.HTTPS:
        yield Finding(
            "The site has a name for others, but passwords would travel in the open.",
            "Put a web server with HTTPS before it, and set ONEPLAN_HTTPS=1.",
        )


def upgrade_was_finished() -> Iterator[Finding]:
    """Whether no upgrade was cut off half-way."""
    if has_cut_off_upgrade():
        yield Finding("An upgrade was cut off half-way.", "Stop the site, and type: oneplan upgrade")


def backup_is_recent(days: int) -> Iterator[Finding]:
    """Whether the last backup is at most so old; only those in the folder's own place are known."""
    made = list_backups(wiring.home())
    if not made:
        yield Finding("There is no backup in the folder’s backups.", "Type: oneplan backup (and every night)")
        return
    age = datetime.now(UTC) - datetime.fromtimestamp(made[-1].stat().st_mtime, tz=UTC)
    if age > timedelta(days=days):
        yield Finding(f"The last backup is {age.days} days old.", "Type: oneplan backup")
