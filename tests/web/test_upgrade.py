"""The database has the tables that a version needs, or nothing starts; an upgrade is whole or undone."""

import os
import sqlite3
import subprocess
import sys

import pytest

PREPARE = """
import sys
from oneplan.errors import OneplanError
from oneplan.web.commands import database
try:
    database.prepare_database(even_older="older" in sys.argv)
except OneplanError as refusal:
    print(refusal)
"""


@pytest.fixture
def prepare(tmp_path):
    """Prepares the database of a folder in a process of its own, and gives what was said."""

    def run(home=tmp_path / "home", *arguments, **surroundings):
        environment = {**os.environ, "ONEPLAN_HOME": str(home), **surroundings}
        if "DATABASE_URL" not in surroundings:
            environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-c", PREPARE, *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def in_file(home, statement):
    with sqlite3.connect(home / "oneplan.sqlite3") as database:
        return database.execute(statement).fetchall()


def test_a_new_folder_gets_its_tables_for_its_owner_alone(prepare, tmp_path):
    home = tmp_path / "home"
    assert prepare() == ""
    assert in_file(home, "SELECT number FROM people_loghead") == [(0,)]
    assert in_file(home, "SELECT count(*) FROM oneplan_cache") == [(0,)]
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "oneplan.sqlite3").stat().st_mode & 0o777 == 0o600
    assert prepare() == ""


def test_an_older_database_is_not_touched_without_a_backup(prepare, tmp_path):
    prepare()
    home = tmp_path / "home"
    in_file(home, "DELETE FROM django_migrations WHERE app = 'axes'")
    assert "oneplan upgrade" in prepare()
    assert in_file(home, "SELECT count(*) FROM django_migrations WHERE app = 'axes'") == [(0,)]


def test_a_newer_database_is_refused(prepare, tmp_path):
    prepare()
    in_file(
        tmp_path / "home",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', '2030-01-01')",
    )
    assert "newer version" in prepare()


def test_a_demonstration_brings_an_older_database_up_to_date(prepare, tmp_path):
    prepare()
    home = tmp_path / "home"
    in_file(home, "DROP TABLE oneplan_cache")
    assert prepare(home, "older") == ""
    assert in_file(home, "SELECT count(*) FROM oneplan_cache") == [(0,)]


def test_a_folder_that_cannot_hold_a_database_is_said_in_a_sentence(prepare, tmp_path):
    home = tmp_path / "home"
    (home / "oneplan.sqlite3").mkdir(parents=True)
    assert "does not answer" in prepare()
