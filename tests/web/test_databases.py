"""The same site on one file or on PostgreSQL: how each is set up, and what both hold to."""

import os
import subprocess
import sys
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from oneplan.web.settings.databases import SECONDS_TO_WAIT, find_database

ASK = """
from oneplan.web.commands.database import start_django
start_django()
from django.db import connection, transaction
def ask(words):
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchone()[0] if cursor.description else None
"""


def run(own, script):
    done = subprocess.run(
        [sys.executable, "-c", ASK + script],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def only_for_the_file(own):
    if "DATABASE_URL" in own:
        pytest.skip("this is how the file is set up, not the server")


def test_without_an_address_it_is_a_file_in_the_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = find_database(tmp_path)
    assert found["NAME"] == tmp_path / "oneplan.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("address", "engine", "host", "name"),
    [
        ("postgres://me@db.example:5433/plan", "postgresql", "db.example", "plan"),
        ("postgresql://me@%2Fvar%2Frun/plan", "postgresql", "/var/run", "plan"),
        ("sqlite:///kept/here.sqlite3", "sqlite3", "", "kept/here.sqlite3"),
    ],
)
def test_an_address_names_the_database(tmp_path, monkeypatch, address, engine, host, name):
    monkeypatch.setenv("DATABASE_URL", address)
    found = find_database(tmp_path)
    assert found["ENGINE"].endswith(engine)
    assert (found["HOST"], found["NAME"]) == (host, name)


def test_connections_to_a_server_are_pooled_and_looked_at(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db.example/plan?sslmode=require")
    found = find_database(tmp_path)
    assert found["OPTIONS"]["pool"]["max_size"] >= 4
    assert found["OPTIONS"]["sslmode"] == "require"
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)


def test_the_file_is_kept_so_that_readers_and_a_writer_do_not_wait_for_each_other(own_database):
    only_for_the_file(own_database)
    script = """
for setting in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
    print(ask(f"PRAGMA {setting}"))
"""
    assert run(own_database, script) == ["wal", "2", "1", str(1000 * SECONDS_TO_WAIT)]


def test_a_transaction_in_the_file_takes_its_turn_at_its_start(own_database):
    only_for_the_file(own_database)
    script = """
import sqlite3
from django.conf import settings
with transaction.atomic():
    ask("SELECT count(*) FROM people_organisation")
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
    print(other.execute("SELECT number FROM people_loghead").fetchone()[0])
    try:
        other.execute("UPDATE people_loghead SET number = 5")
    except sqlite3.OperationalError as error:
        print(str(error).replace(" ", "_"))
"""
    assert run(own_database, script) == ["0", "database_is_locked"]


def test_a_lost_connection_is_replaced_before_anybody_notices(own_database):
    if "DATABASE_URL" not in own_database:
        pytest.skip("SQLite has no connections to lose")
    script = """
import psycopg
from django.conf import settings
print(ask("SELECT 1"))
mine = ask("SELECT pg_backend_pid()")
connection.close()
database = settings.DATABASES["default"]
place = {"host": database["HOST"], "user": database["USER"], "dbname": "postgres"}
with psycopg.connect(**place, autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s)", [mine])
print(ask("SELECT 2"), ask("SELECT pg_backend_pid()") != mine)
"""
    assert run(own_database, script) == ["1", "2", "True"]


def test_more_threads_than_connections_wait_their_turn(own_database):
    script = """
import threading
def count(said):
    try:
        said.append(ask("SELECT count(*) FROM people_organisation"))
    finally:
        connection.close()
said = []
threads = [threading.Thread(target=count, args=[said]) for _ in range(60)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(said), set(said))
"""
    assert run(own_database, script) == ["60", "{0}"]


def test_no_table_has_changed_without_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_log_refuses_to_be_changed_by_the_database_itself(db):
    from django.db import Error, transaction

    from oneplan.people import Actor
    from oneplan.web.people.trail import About, remember

    remember("organisation.add", by=Actor("A test"), about=About(title="A thing"))
    for words in ("UPDATE people_event SET title = 'x'", "DELETE FROM people_event"):
        with pytest.raises(Error, match="can only grow"), transaction.atomic():
            connection.cursor().execute(words)


def test_a_writer_waits_for_the_one_before_it(own_database):
    """Two processes add to one number; what one reads for writing, the other has finished writing."""
    script = """
import sys
from oneplan.web.people.models import LogHead
for _ in range(40):
    with transaction.atomic():
        head = LogHead.objects.select_for_update().get(pk=1)
        head.number += 1
        head.save()
"""
    writers = [threading.Thread(target=run, args=(own_database, script)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert run(own_database, "print(ask('SELECT number FROM people_loghead'))") == ["120"]
