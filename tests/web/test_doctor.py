"""The doctor names what is wrong with an installation, and says what to type."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from builders import small_evidence
from oneplan.people import NOBODY
from oneplan.web import settings as site_settings
from oneplan.web.commands import examining
from oneplan.web.commands import examining_database as rows
from oneplan.web.commands.database import Tables
from oneplan.web.jobs.models import Presence
from oneplan.web.people.models import Document, Event, LogHead, Version
from oneplan.web.people.trail import About, remember


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    return settings.HOME


def said(question, *given):
    """What one question found, each with what to do: nothing where all is well."""
    found = list(question(*given))
    for finding in found:
        assert finding.what.endswith(".")
        assert finding.mend
    return " ".join(f"{finding.what} → {finding.mend}" for finding in found)


def test_an_old_python_is_named(monkeypatch):
    assert said(examining.python_is_right) == ""
    monkeypatch.setattr(examining, "OLDEST_PYTHON", (9, 9))
    assert "older than 9.9" in said(examining.python_is_right)


def test_a_clock_that_is_wrong_is_named(home, monkeypatch):
    assert said(examining.clock_is_right) == ""
    (home / "backups").mkdir()
    ahead = home / "backups" / "oneplan-2030.zip"
    ahead.touch()
    later = datetime.now(UTC).timestamp() + 3600
    os.utime(ahead, (later, later))
    assert "behind the last backup" in said(examining.clock_is_right)
    monkeypatch.setattr(examining, "BUILT", datetime.now(UTC) + timedelta(days=1))
    assert "too early" in said(examining.clock_is_right)


def test_a_folder_that_others_can_write_is_named(home):
    assert said(examining.folder_is_safe) == ""
    home.chmod(0o777)
    assert "chmod go-w" in said(examining.folder_is_safe)


def test_a_folder_that_is_not_there_is_named(home):
    home.rmdir()
    assert "cannot be written" in said(examining.folder_is_safe)


@pytest.mark.parametrize("name", ["secret-key", "oneplan.sqlite3", "backups", "keys", "records"])
def test_what_others_can_read_is_named(home, name):
    (home / name).touch(mode=0o600)
    assert said(examining.secrets_are_kept) == ""
    (home / name).chmod(0o640)
    assert f"chmod go-rwx {home / name}" in said(examining.secrets_are_kept)


def test_a_key_that_is_too_short_is_named_and_not_shown(home, monkeypatch):
    monkeypatch.setenv("ONEPLAN_SECRET_KEY", "letmein")
    assert "too short" in said(examining.secrets_are_kept)
    assert "letmein" not in said(examining.secrets_are_kept)


def test_a_disk_that_is_nearly_full_is_named(home, monkeypatch):
    monkeypatch.setattr(examining, "LEAST_FREE", 0)
    monkeypatch.setattr(examining, "LEAST_SHARE", 0)
    assert said(examining.disk_has_room) == ""
    monkeypatch.setattr(examining, "LEAST_FREE", 10**18)
    assert "are free on the disk" in said(examining.disk_has_room)


def test_choices_that_cannot_be_read_are_named(home):
    assert said(examining.choices_can_be_read) == ""
    (home / "partnership.toml").write_text('area = "Atlantis"\n')
    assert "partnership.toml" in said(examining.choices_can_be_read)


def test_statistics_that_are_damaged_are_named(home):
    assert said(examining.statistics_are_whole) == ""
    evidence = small_evidence(home)
    assert said(examining.statistics_are_whole) == ""
    table = evidence.folder / "observations.parquet"
    table.chmod(0o600)
    table.write_bytes(b"not a table")
    assert "observations.parquet cannot be read" in said(examining.statistics_are_whole)
    table.unlink()
    assert "missing" in said(examining.statistics_are_whole)


def test_errors_that_are_shown_and_passwords_in_the_open_are_named(monkeypatch):
    assert said(examining.nobody_sees_errors) == ""
    monkeypatch.setattr(site_settings, "DEBUG", True)
    assert "ONEPLAN_DEBUG is on" in said(examining.nobody_sees_errors)
    monkeypatch.setattr(site_settings, "NAMED_HOSTS", ["children.example.org"])
    assert "ONEPLAN_HTTPS=1" in said(examining.nobody_sees_errors)
    monkeypatch.setattr(site_settings, "HTTPS", True)
    assert "ONEPLAN_HTTPS" not in said(examining.nobody_sees_errors)


def test_a_backup_that_is_old_or_absent_is_named(home):
    assert "There is no backup" in said(examining.backup_is_recent, 2)
    (home / "backups").mkdir()
    made = home / "backups" / "oneplan-2026-01-01.zip"
    made.touch()
    assert said(examining.backup_is_recent, 2) == ""
    before = datetime.now(UTC).timestamp() - 5 * 24 * 3600
    os.utime(made, (before, before))
    assert "5 days old" in said(examining.backup_is_recent, 2)
    assert said(examining.backup_is_recent, 7) == ""


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        (Tables(missing=(), unknown=(), empty=False), ""),
        (Tables(missing=("people.0009_x",), unknown=(), empty=False), "oneplan upgrade"),
        (Tables(missing=("people.0009_x",), unknown=(), empty=True), "no tables yet"),
        (Tables(missing=(), unknown=("people.9999_x",), empty=False), "newer version"),
    ],
)
def test_tables_of_another_version_are_named(monkeypatch, tables, what):
    monkeypatch.setattr(rows, "find_tables", lambda: tables)
    found = said(rows.tables_are_right)
    assert what in found
    assert bool(found) == bool(what)


@pytest.mark.django_db
def test_a_database_that_answers_is_well():
    assert said(rows.database_answers) == ""


@pytest.mark.django_db
def test_a_log_that_is_not_whole_is_named():
    remember("person.add", by=NOBODY, about=About(title="a"))
    assert said(rows.log_is_whole) == ""
    LogHead.objects.update(number=7)
    assert "The log ends at entry 1, but 7 were written." in said(rows.log_is_whole)
    LogHead.objects.all().delete()
    assert "head of the log is gone" in said(rows.log_is_whole)


@pytest.mark.django_db
def test_a_clock_behind_the_log_is_named(monkeypatch):
    assert said(rows.entries_are_not_of_tomorrow) == ""
    remember("person.add", by=NOBODY, about=About(title="a"))
    assert Event.objects.count() == 1
    earlier = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(rows.timezone, "now", lambda: earlier)
    assert "behind the last entry" in said(rows.entries_are_not_of_tomorrow)


@pytest.mark.django_db
def test_a_document_without_its_file_is_named(home):
    document = Document.objects.create(key="terms", title="Terms")
    Version.objects.create(
        document=document,
        number=1,
        file_name="t.txt",
        media_type="text/plain",
        digest="0" * 64,
        size=1,
        published=timezone.now(),
    )
    assert "“Terms, version 1” is gone or changed" in said(rows.documents_are_whole)
    (home / "documents").mkdir()
    (home / "documents" / ("0" * 64)).write_text("something else")
    assert "gone or changed" in said(rows.documents_are_whole)


@pytest.mark.django_db
def test_a_worker_that_is_away_is_named():
    assert "No worker is at work" in said(rows.somebody_works)
    now = timezone.now()
    presence = Presence.objects.create(worker="w", since=now, seen=now)
    assert said(rows.somebody_works) == ""
    Presence.objects.filter(pk=presence.pk).update(seen=now - timedelta(minutes=10))
    assert "No worker is at work" in said(rows.somebody_works)


def oneplan(*words, **surroundings):
    return subprocess.run(
        [sys.executable, "-c", "from oneplan.cli import main; main()", *words],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_the_doctor_asks_everything_and_ends_with_one_where_something_is_wrong(own_database):
    answer = oneplan("doctor", "--format", "csv", **own_database)
    assert answer.returncode == 1
    lines = answer.stdout.splitlines()
    assert lines[0] == "question,found,mend"
    assert len({line.split(",")[0] for line in lines[1:]}) == 17
    assert "There is no backup" in answer.stdout
    assert "No worker is at work" in answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_database_file_that_is_damaged_is_named(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "oneplan.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    answer = oneplan("doctor", ONEPLAN_HOME=str(home), DATABASE_URL="")
    assert answer.returncode == 1
    assert "database" in answer.stdout.lower()
    assert "restore a backup" in " ".join(answer.stdout.split())
    assert "Traceback" not in answer.stderr
