"""The log proves itself: what is changed, removed, reordered or cut is named, wherever it lies."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from postgres import place_beside

COMMAND = "from oneplan.cli import main; main()"
FILL = """
from oneplan.web.commands.database import start_django
start_django()
from oneplan.people import NOBODY
from oneplan.web.people.trail import About, remember
for number in range(6):
    remember("person.add", by=NOBODY, about=About(title=f"Post {number} ü"), after={"post": f"Post {number}"})
"""
# The database itself refuses; this is somebody who may take its guard away.
NO_GUARD = {
    "sqlite": ["DROP TRIGGER people_event_kept_as_it_is", "DROP TRIGGER people_event_kept_for_good"],
    "postgresql": ["DROP TRIGGER people_event_kept ON people_event"],
}
HARM = {
    "changed": (["UPDATE people_event SET said = 'Somebody else' WHERE number = 3"], ["Entry 3 was changed"]),
    "removed": (["DELETE FROM people_event WHERE number IN (3, 4)"], ["Entries 3 to 4 are missing."]),
    "reordered": (
        [
            "UPDATE people_event SET number = 99 WHERE number = 2",
            "UPDATE people_event SET number = 2 WHERE number = 3",
            "UPDATE people_event SET number = 3 WHERE number = 99",
        ],
        ["Entry 2 does not follow", "Entry 2 was changed", "Entry 3 does not follow"],
    ),
    "cut": (["DELETE FROM people_event WHERE number > 4"], ["The log ends at entry 4, but 6 were written."]),
}


def run(*words, **surroundings):
    return subprocess.run(
        [sys.executable, "-c", *map(str, words)],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def oneplan(*words, **surroundings):
    return run(COMMAND, *words, **surroundings)


def harm(place, statements):
    if "DATABASE_URL" in place:
        import psycopg

        with psycopg.connect(place["DATABASE_URL"]) as database:
            for statement in [*NO_GUARD["postgresql"], *statements]:
                database.execute(statement)
        return
    with sqlite3.connect(Path(place["ONEPLAN_HOME"]) / "oneplan.sqlite3") as database:
        for statement in [*NO_GUARD["sqlite"], *statements]:
            database.execute(statement)


@pytest.fixture(scope="module")
def filled_once(shared_database):
    assert run(FILL, **shared_database).returncode == 0
    return shared_database


@pytest.fixture
def filled(filled_once, tmp_path):
    with place_beside(filled_once, home=tmp_path / "own-home") as own:
        yield own


@pytest.mark.parametrize("kind", HARM)
def test_what_was_done_to_the_log_is_named(filled, kind):
    statements, sentences = HARM[kind]
    harm(filled, statements)
    answer = oneplan("log", "verify", **filled)
    assert answer.returncode == 1
    for sentence in sentences:
        assert sentence in answer.stdout
    assert "not what was written" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_log_that_is_whole_says_so_with_its_last_seal(filled):
    answer = oneplan("log", "verify", **filled)
    assert answer.returncode == 0, answer.stderr
    assert "The log is whole: 6 entries." in answer.stdout
    seal = answer.stdout.split()[-1]
    assert len(seal) == 64
    # A tail that is cut together with the head shows only by a seal that was written down.
    harm(filled, ["DELETE FROM people_event WHERE number = 6", CUT_HEAD])
    assert oneplan("log", "verify", **filled).returncode == 0
    cut = oneplan("log", "verify", "--seal", seal, **filled)
    assert cut.returncode == 1
    assert "cut or written anew" in cut.stdout


CUT_HEAD = """
    UPDATE people_loghead SET number = 5, seal = (SELECT seal FROM people_event WHERE number = 5) WHERE id = 1
"""


def test_an_export_proves_itself_and_is_remembered(filled, tmp_path):
    target = tmp_path / "log.jsonl"
    answer = oneplan("log", "export", target, **filled)
    assert answer.returncode == 0, answer.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert lines[0]["title"] == "Post 0 ü"
    assert lines[6]["act"] == "log.export"
    assert oneplan("log", "verify", "--file", target, **filled).returncode == 0
    for number, change in enumerate((change_a_word, leave_a_line_out, swap_two_lines)):
        harmed = tmp_path / f"{number}.jsonl"
        harmed.write_text("\n".join(change(target.read_text().splitlines())) + "\n")
        answer = oneplan("log", "verify", "--file", harmed, **filled)
        assert answer.returncode == 1
        assert "Entry" in answer.stdout or "Entries" in answer.stdout


def change_a_word(lines):
    return [line.replace("Post 3", "Post 9") for line in lines]


def leave_a_line_out(lines):
    return lines[:2] + lines[3:]


def swap_two_lines(lines):
    return [lines[0], lines[2], lines[1], *lines[3:]]


@pytest.mark.parametrize("content", ["not json\n", "{}\n", '{"number": 1}\n', "[1]\n"])
def test_a_file_that_is_no_export_is_said_in_a_sentence(shared_database, tmp_path, content):
    (tmp_path / "log.jsonl").write_text(content)
    answer = oneplan("log", "verify", "--file", tmp_path / "log.jsonl", **shared_database)
    assert answer.returncode == 1
    assert "is no export of a log" in " ".join(answer.stderr.split())


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(filled, tmp_path):
    answer = oneplan("log", "export", tmp_path / "no" / "log.jsonl", **filled)
    assert answer.returncode == 1
    assert "Choose another place" in answer.stderr
