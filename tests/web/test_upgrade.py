"""The database has the tables that a version needs, or nothing starts; an upgrade is whole or undone."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from oneplan.web.people import migrations
from postgres import place_beside

COMMAND = "from oneplan.cli import main; main()"

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


LATER = """
import sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])
from django.conf import settings
from oneplan.web.commands.database import start_django
start_django()
settings.MIGRATION_MODULES = {"people": "later_people"}
from oneplan.errors import OneplanError
upgrade = import_module("oneplan.web.commands.upgrade")
if "cut-off" in sys.argv:
    import os
    upgrade._put_back_what_was_cut_off = lambda: None
    upgrade._check = lambda: os._exit(9)
try:
    upgrade.tell_upgrade()
except OneplanError as refusal:
    print(refusal)
"""
ADD = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("people", "{before}")]
    operations = [
        migrations.AddField("organisation", "motto", models.CharField(max_length=9, default="later")),
        migrations.RunPython(lambda apps, _: apps.get_model("people", "Organisation").objects.create(
            key="later", name="Later", sector="other", motto="new")),
    ]
"""
FAIL = """
from django.db import migrations, models
def fail(apps, _):
    apps.get_model("people", "Organisation").objects.update(name="spoilt")
    raise RuntimeError("no luck today")
class Migration(migrations.Migration):
    dependencies = [("people", "9998_add")]
    operations = [migrations.RemoveField("group", "purpose"), migrations.RunPython(fail)]
"""
FILL = """
from oneplan.web.commands.database import start_django
start_django()
from oneplan.people import NOBODY
from oneplan.web.people.models import Organisation
from oneplan.web.people.trail import About, remember
Organisation.objects.create(key="police", name="Police", sector="police")
remember("organisation.add", by=NOBODY, about=About(title="Police"))
"""


def later_version(folder, *, fails):
    """The next version's changes to tables: one that works, and perhaps one that fails half-way."""
    package = folder / "later_people"
    shutil.copytree(Path(migrations.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = max(path.stem for path in package.glob("0*.py"))
    (package / "9998_add.py").write_text(ADD.format(before=before))
    if fails:
        (package / "9999_fail.py").write_text(FAIL)
    return folder


def typed(script, *arguments, **surroundings):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, **surroundings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def everything_in(place):
    """Every table, column and row, read past our own code."""
    if "DATABASE_URL" in place:
        import psycopg

        columns = (
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        with psycopg.connect(place["DATABASE_URL"]) as connection:
            found = connection.execute(columns).fetchall()
            names = sorted({name for name, *_ in found})
            rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
        return found, rows
    with sqlite3.connect(Path(place["ONEPLAN_HOME"]) / "oneplan.sqlite3") as database:
        return list(database.iterdump())


@pytest.fixture(scope="module")
def filled_once(shared_database):
    assert typed(FILL, **shared_database).returncode == 0
    return shared_database


@pytest.fixture
def filled(filled_once, tmp_path):
    with place_beside(filled_once, home=tmp_path / "own-home") as own:
        yield own


def test_an_upgrade_makes_a_backup_and_then_all_changes(filled, tmp_path):
    answer = typed(LATER, later_version(tmp_path, fails=False), **filled)
    assert answer.returncode == 0, answer.stderr
    assert "Done: 1 changes" in answer.stdout
    (backup,) = (Path(filled["ONEPLAN_HOME"]) / "backups").iterdir()
    assert str(backup) in answer.stdout
    assert "motto" in str(everything_in(filled))
    assert typed(COMMAND, "restore", backup, "--into", tmp_path / "old").returncode == 0
    assert "motto" not in str(everything_in({"ONEPLAN_HOME": tmp_path / "old"}))


def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(filled, tmp_path):
    before = everything_in(filled)
    answer = typed(LATER, later_version(tmp_path, fails=True), **filled)
    assert answer.returncode == 0, answer.stderr
    said = " ".join(answer.stdout.split())
    assert "The upgrade failed (RuntimeError: no luck today). All is as it was" in said
    assert everything_in(filled) == before
    assert not list(Path(filled["ONEPLAN_HOME"]).rglob("before-upgrade*"))
    # The version from before goes on with it as if nothing had been.
    again = typed(COMMAND, "upgrade", **filled)
    assert "up to date already" in again.stdout, again.stderr


def test_an_upgrade_that_was_cut_off_is_put_back_by_the_next_one(filled, tmp_path):
    before = everything_in(filled)
    answer = typed(LATER, later_version(tmp_path, fails=False), "cut-off", **filled)
    assert answer.returncode == 9
    if "DATABASE_URL" not in filled:
        assert everything_in(filled) != before
        assert "cut off half-way" in typed(COMMAND, "doctor", **filled).stdout
    assert "up to date already" in typed(COMMAND, "upgrade", **filled).stdout
    assert everything_in(filled) == before


def test_there_is_nothing_to_upgrade_before_there_is_a_database(tmp_path):
    place = {"ONEPLAN_HOME": str(tmp_path / "new"), "DATABASE_URL": ""}
    answer = typed(COMMAND, "upgrade", **place)
    assert answer.returncode == 1
    assert "no database here yet" in answer.stderr
