"""A backup holds everything that would be missed, and comes back row by row, or not at all."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from postgres import database_beside, place_beside

HOW = {"capture_output": True, "text": True, "timeout": 180}
COMMAND = [sys.executable, "-c", "from oneplan.cli import main; main()"]

# Every kind of value, more rows than are written at once, and a number that was given before.
FILL = """
import datetime, hashlib, sys
from pathlib import Path
from oneplan.web.commands.database import start_django
start_django()
from django.contrib.sessions.models import Session
from django.utils import timezone
from oneplan.people import NOBODY
from oneplan.web import wiring
from oneplan.web.people.counts.models import add_one
from oneplan.web.people.models import *
from oneplan.web.people.trail import About, remember
now = timezone.now()
police = Organisation.objects.create(
    key="police", name="Polícia “quoted” \\n\\t ’ 🌱", sector="police", joined="2020-02-29"
)
people = Person.objects.bulk_create([Person(post=f"Post {n}", organisation=police) for n in range(2500)])
Term.objects.create(person=people[0], role="officer", organisation=police, starts="2024-01-01")
Account.objects.create_user("a@x.example", password="correct horse battery", person=people[0])
last = Account.objects.create_user("b@x.example")
last.delete()
board = Group.objects.create(key="board", name="Board", kind="board")
Group.objects.create(key="below", name="Below", kind="pillar", reports_to=board, rhythm="monthly")
soon = now + datetime.timedelta(days=9)
Invitation.objects.create(email="c@x.example", person=people[1], digest="d" * 64, until=soon)
paper = b"terms of reference"
digest = hashlib.sha256(paper).hexdigest()
document = Document.objects.create(key="terms", title="Terms")
Version.objects.create(
    document=document, number=1, file_name="t.txt", media_type="text/plain", digest=digest, size=18,
    published=now,
)
for n in range(3):
    remember("person.add", by=NOBODY, about=About(kind="person", title=f"Post {n}"), before=None,
             after={"z": [1, None, True, {"deep": "ü"}], "a": 1.5, "json": {"moment": "no"}})
Session.objects.create(session_key="s" * 32, session_data="x", expire_date=now)
add_one("t" * 64, until=now)
home = wiring.home()
for name, content in {
    "documents/" + digest: paper, "partnership.toml": b'area = "Leeds"\\n',
    "evidence/lait/one/rows.parquet": bytes(range(256)) * 99, "releases/2026/figures.csv": b"a,b\\n",
    "keys/wave-1": b"never", "records/pupils.parquet": b"never", "jobs/1/found.csv": b"never",
    "plans/2026/records/ours.md": b"a word", "releases/keys/wave-2": b"never", "backups/old.zip": b"old",
}.items():
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_bytes(content)
"""


def python(words, **surroundings):
    return subprocess.run([sys.executable, *words], env={**os.environ, **surroundings}, check=False, **HOW)


def oneplan(*words, **surroundings):
    return python([*COMMAND[1:], *map(str, words)], **surroundings)


def done(answer):
    assert answer.returncode == 0, answer.stderr
    return answer


@pytest.fixture(scope="module")
def filled_once(shared_database):
    done(python(["-c", FILL], **shared_database))
    return shared_database


@pytest.fixture
def filled(filled_once, tmp_path):
    """A partnership's folder and database, with everything in them."""
    with place_beside(filled_once, home=tmp_path / "own-home") as own:
        yield own


@contextmanager
def empty_place(tmp_path, like):
    """Where to restore to: the words for it, and the variables of the new place."""
    into = tmp_path / "restored"
    if "DATABASE_URL" not in like:
        yield ["--into", into], {"ONEPLAN_HOME": str(into)}
        return
    with database_beside(like["DATABASE_URL"]) as address:
        yield ["--into", into, "--database", address], {"ONEPLAN_HOME": str(into), "DATABASE_URL": address}


def rows_of(place):
    """Every row of every table but those that are not kept, read past all our own code."""
    left_out = {"django_session", "counts_count", "django_migrations", "oneplan_cache", "sqlite_sequence"}
    if "DATABASE_URL" in place:
        import psycopg

        with psycopg.connect(place["DATABASE_URL"]) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            names = sorted({name for (name,) in tables} - left_out)
            return {
                name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall()))
                for name in names
            }
    with sqlite3.connect(Path(place["ONEPLAN_HOME"]) / "oneplan.sqlite3") as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = sorted({name for (name,) in tables} - left_out)
        return {
            name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall())) for name in names
        }


def files_of(home):
    kept = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(Path(home).rglob("*"))
        if path.is_file()
    }
    return {
        name: content for name, content in kept.items() if not name.startswith((".turn", "oneplan.sqlite3"))
    }


def database_parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("database/")}


def test_what_comes_back_is_what_was_there_row_by_row_and_file_by_file(filled, tmp_path):
    backup = tmp_path / "b.zip"
    assert "files in" in done(oneplan("backup", "--to", backup, **filled)).stdout
    assert backup.stat().st_mode & 0o777 == 0o600
    before = rows_of(filled)
    assert len(before["people_person"]) == 2500
    assert len(before["people_event"]) == 3
    with empty_place(tmp_path, filled) as (words, place):
        said = done(oneplan("restore", backup, *words))
        assert rows_of(place) == before
        kept = files_of(filled["ONEPLAN_HOME"])
        restored = files_of(place["ONEPLAN_HOME"])
        assert restored.pop("secret-key") != kept.pop("secret-key")
        assert "new one was made" in said.stderr
        never = {"keys/wave-1", "releases/keys/wave-2", "backups/old.zip"}
        never |= {"records/pupils.parquet", "jobs/1/found.csv"}
        assert restored == {name: content for name, content in kept.items() if name not in never}
        assert (Path(place["ONEPLAN_HOME"])).stat().st_mode & 0o777 == 0o700
        # The log is whole, a number that was used is not given again, and a second backup says the same.
        done(oneplan("log", "verify", **place))
        assert done(python(["-c", NEXT_ACCOUNT], **place)).stdout.split() == ["3"]
        again = tmp_path / "again.zip"
        done(oneplan("backup", "--to", again, **place))
        first, second = database_parts(backup), database_parts(again)
        first.pop("database/people_account.jsonl"), second.pop("database/people_account.jsonl")
        assert first == second


NEXT_ACCOUNT = """
from oneplan.web.commands.database import start_django
start_django()
from oneplan.web.people.models import Account
print(Account.objects.create_user("new@x.example").pk)
"""


def test_a_backup_of_a_file_comes_back_in_postgresql_and_the_other_way_round(filled, tmp_path):
    if "DATABASE_URL" not in filled:
        pytest.skip("needs DATABASE_URL: python tests/postgres.py tests/web/test_backup.py")
    first, second, third = (tmp_path / name for name in ("1.zip", "2.zip", "3.zip"))
    done(oneplan("backup", "--to", first, **filled))
    in_file = {"ONEPLAN_HOME": str(tmp_path / "in-file"), "DATABASE_URL": ""}
    done(oneplan("restore", first, "--into", in_file["ONEPLAN_HOME"]))
    done(oneplan("backup", "--to", second, **in_file))
    with empty_place(tmp_path, filled) as (words, place):
        done(oneplan("restore", second, *words))
        done(oneplan("log", "verify", **place))
        done(oneplan("backup", "--to", third, **place))
        assert rows_of(place) == rows_of(filled)
    assert database_parts(first) == database_parts(second) == database_parts(third)


WRITE_ON = """
import select, sys
from oneplan.web.commands.database import start_django
start_django()
from oneplan.people import NOBODY
from oneplan.web.people.trail import About, remember
print("ready", flush=True)
number = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    remember("person.add", by=NOBODY, about=About(title=str(number)))
    number += 1
print(number)
"""


def test_a_backup_while_others_write_is_of_one_moment_and_stops_nobody(filled, tmp_path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writer = subprocess.Popen([sys.executable, "-c", WRITE_ON], env={**os.environ, **filled}, **pipes)
    try:
        assert writer.stdout.readline() == "ready\n"
        backup = tmp_path / "b.zip"
        done(oneplan("backup", "--to", backup, **filled))
        rest = writer.communicate("enough", timeout=120)[0]
    finally:
        writer.kill()
    assert writer.returncode == 0
    parts = database_parts(backup)
    entries = [json.loads(line) for line in parts["database/people_event.jsonl"].splitlines()]
    (head,) = [json.loads(line) for line in parts["database/people_loghead.jsonl"].splitlines()]
    assert 3 < len(entries) < 3 + int(rest)
    assert head[1] == entries[-1][0] == len(entries)
    assert head[2] == entries[-1][-1]


def damaged(source, target, change):
    """A copy of a backup with its parts changed, and otherwise a sound archive."""
    with zipfile.ZipFile(source) as reading, zipfile.ZipFile(target, "w") as writing:
        parts = {name: reading.read(name) for name in reading.namelist()}
        change(parts)
        for name, content in parts.items():
            writing.writestr(name, content)
    return target


def change_a_row(parts):
    parts["database/people_person.jsonl"] = parts["database/people_person.jsonl"].replace(
        b"Post 7", b"Post 8", 1
    )


def take_a_part_out(parts):
    del parts["database/people_event.jsonl"]


def add_a_part(parts):
    parts["files/extra"] = b"x"


def lead_elsewhere(parts):
    listed = json.loads(parts["manifest.json"])
    parts["files/../../evil"] = b"x"
    listed["parts"]["files/../../evil"] = {"sha256": hashlib.sha256(b"x").hexdigest(), "size": 1}
    parts["manifest.json"] = json.dumps(listed).encode()


def forget_a_row(parts):
    """A list that agrees with its parts, of rows that do not fit: nobody holds the role of post 0."""
    listed = json.loads(parts["manifest.json"])
    name = "database/people_person.jsonl"
    parts[name] = parts[name].split(b"\n", 1)[1]
    listed["parts"][name] = {"sha256": hashlib.sha256(parts[name]).hexdigest(), "size": len(parts[name])}
    listed["database"]["tables"]["people_person"]["rows"] -= 1
    parts["manifest.json"] = json.dumps(listed).encode()


def come_from_a_newer_version(parts):
    listed = json.loads(parts["manifest.json"])
    listed["database"]["steps"].append(["people", "9999_later"])
    parts["manifest.json"] = json.dumps(listed).encode()


CHANGES = {
    change_a_row: "people_person.jsonl in the backup is damaged",
    take_a_part_out: "does not hold what its list says",
    add_a_part: "does not hold what its list says",
    lead_elsewhere: "leads elsewhere",
    forget_a_row: "do not fit together",
    come_from_a_newer_version: "newer version",
}


def test_a_backup_that_is_not_whole_changes_nothing(filled, tmp_path):
    backup = tmp_path / "b.zip"
    done(oneplan("backup", "--to", backup, **filled))
    with empty_place(tmp_path, filled) as (words, place):
        for change, why in CHANGES.items():
            answer = oneplan("restore", damaged(backup, tmp_path / "d.zip", change), *words)
            assert answer.returncode == 1
            assert why in " ".join(answer.stderr.split()), change
            assert "Traceback" not in answer.stderr
            assert not (tmp_path / "restored").exists()
            assert not (tmp_path / "evil").exists()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        # The place is still empty enough for the whole one.
        done(oneplan("restore", backup, *words))
        assert rows_of(place) == rows_of(filled)


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_backup_is_said_in_a_sentence(tmp_path, content):
    (tmp_path / "b.zip").write_bytes(content)
    answer = oneplan("restore", tmp_path / "b.zip", "--into", tmp_path / "new")
    assert answer.returncode == 1
    assert "is no backup" in " ".join(answer.stderr.split())
    assert not (tmp_path / "new").exists()


def test_a_backup_that_is_cut_short_is_noticed(filled, tmp_path):
    backup = tmp_path / "b.zip"
    done(oneplan("backup", "--to", backup, **filled))
    backup.write_bytes(backup.read_bytes()[:-200])
    answer = oneplan("restore", backup, "--into", tmp_path / "new")
    assert (answer.returncode, (tmp_path / "new").exists()) == (1, False)


def test_a_place_that_is_not_empty_is_left_alone(filled, tmp_path):
    backup = tmp_path / "b.zip"
    done(oneplan("backup", "--to", backup, **filled))
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").write_text("mine")
    answer = oneplan("restore", backup, "--into", tmp_path / "new")
    assert "is not empty" in answer.stderr
    assert files_of(tmp_path / "new") == {"mine": b"mine"}
    if "DATABASE_URL" in filled:
        answer = oneplan(
            "restore", backup, "--into", tmp_path / "other", "--database", filled["DATABASE_URL"]
        )
        assert "not empty" in answer.stderr


def test_a_secret_key_that_lies_there_is_kept(filled, tmp_path):
    backup = tmp_path / "b.zip"
    done(oneplan("backup", "--to", backup, **filled))
    into = tmp_path / "new"
    into.mkdir()
    shutil.copy2(Path(filled["ONEPLAN_HOME"]) / "secret-key", into)
    key = (into / "secret-key").read_bytes()
    said = done(oneplan("restore", backup, "--into", into))
    assert (into / "secret-key").read_bytes() == key
    assert "new one was made" not in said.stderr


def test_a_restore_brings_nobody_back_whose_time_is_over(filled, tmp_path):
    expire = (
        "from oneplan.web.commands.database import start_django\nstart_django()\n"
        "from oneplan.web.people.models import Invitation\n"
        "Invitation.objects.update(until='2020-01-01T00:00:00Z')"
    )
    done(python(["-c", expire], **filled))
    backup = tmp_path / "b.zip"
    done(oneplan("backup", "--to", backup, **filled))
    with empty_place(tmp_path, filled) as (words, place):
        assert "1 things were deleted again" in done(oneplan("restore", backup, *words)).stdout
        assert rows_of(place)["people_invitation"] == []


def test_backups_go_into_their_folder_and_the_oldest_make_room(own_database):
    folder = Path(own_database["ONEPLAN_HOME"]) / "backups"
    folder.mkdir(mode=0o700)
    for day in range(1, 5):
        (folder / f"oneplan-2020-01-0{day}T00-00-00Z.zip").touch()
    (folder / "mine.zip").touch()
    done(oneplan("backup", "--keep", "2", **own_database))
    mine, old, new = sorted(path.name for path in folder.iterdir())
    assert (mine, old) == ("mine.zip", "oneplan-2020-01-04T00-00-00Z.zip")
    assert new > "oneplan-2026"
    assert (folder / new).stat().st_mode & 0o777 == 0o600


def test_a_link_is_named_and_not_followed(own_database, tmp_path):
    home = Path(own_database["ONEPLAN_HOME"])
    (tmp_path / "secret.txt").write_text("elsewhere")
    (home / "link.txt").symlink_to(tmp_path / "secret.txt")
    (home / "folder").symlink_to(tmp_path)
    answer = done(oneplan("backup", "--to", tmp_path / "b.zip", **own_database))
    assert "link.txt" in answer.stderr
    assert "folder" in answer.stderr
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not any("secret" in name or "folder" in name for name in archive.namelist())


def test_where_nothing_is_there_is_nothing_to_back_up(tmp_path):
    answer = oneplan("backup", ONEPLAN_HOME=str(tmp_path / "new"), DATABASE_URL="")
    assert answer.returncode == 1
    assert "nothing to back up" in answer.stderr


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(own_database, tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = oneplan("backup", "--to", tmp_path / "file" / "b.zip", **own_database)
    assert answer.returncode == 1
    assert "Choose another with --to" in " ".join(answer.stderr.split())
