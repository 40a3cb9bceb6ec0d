"""A backup of an open wave holds every answer and no key; put back, the wave goes on with new codes."""

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from oneplan.web.commands.answers import WAVES, is_kept_as_rows
from web.test_backup import done, empty_place, oneplan
from web.told import Told

OPEN = """
from oneplan.web import wiring
from oneplan.web.listen import collection, running
from oneplan.web.listen.queries import find_wave
from web import waves
from web.test_waves_pages import answer_somebody
wave = waves.opened()
codes = [code for made in collection.list_codes(waves.school_of(wave)).values() for code in made]
for code in codes[:3]:
    answer_somebody(wave, code=code)
print(wave.key)
print((wiring.home() / "keys" / f"{wave.key}.key").read_bytes().hex())
print(" ".join(codes))
"""
AFTER = """
from oneplan.web.listen import collection, running
from oneplan.web.listen.pages import make_wave_page
from oneplan.web.listen.queries import find_wave
from web import waves
wave = find_wave(KEY)
print(make_wave_page(wave, waves.BY).lost_key)
with collection.open_store(wave.key) as store:
    before = sorted(str(dict(one.answers)) for one in store.sheets())
running.renew_codes(wave, by=waves.BY)
with collection.open_store(wave.key) as store:
    print(before == sorted(str(dict(one.answers)) for one in store.sheets()), len(before))
    print(sum(one.unused for one in store.counts()), sum(one.done for one in store.counts()))
fresh = [code for made in collection.list_codes(waves.school_of(wave, waves.LAKE)).values() for code in made]
print(len(fresh), make_wave_page(wave, waves.BY).lost_key)
print(" ".join(fresh))
"""


@pytest.fixture
def wave(own_database):
    """An open wave with three pupils who ended, in a partnership of its own: its key, secret and codes."""
    told = Told(own_database)
    key, secret, *codes = told(OPEN)
    told.stop()
    return own_database, key, secret, codes


def test_a_backup_holds_every_answer_and_neither_key_nor_code(wave, tmp_path):
    place, key, secret, codes = wave
    made = tmp_path / "a.zip"
    done(oneplan("backup", "--to", made, **place))
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names)
        lines = [json.loads(line) for line in archive.read(f"{WAVES}{key}.jsonl").splitlines()]
    assert not [name for name in names if "sqlite" in name or "keys/" in name]
    assert f"files/listening/{key}/wave.json" in names
    assert sum(line[0] == "answers" for line in lines) == 3
    assert bytes.fromhex(secret) not in whole
    assert secret.encode() not in whole
    assert not [code for code in codes if code.encode() in whole]


def test_put_back_without_its_key_the_wave_keeps_every_answer_and_issues_new_codes(wave, tmp_path):
    place, key, _, codes = wave
    made = tmp_path / "a.zip"
    done(oneplan("backup", "--to", made, **place))
    with empty_place(tmp_path, place) as (words, there):
        done(oneplan("restore", made, *words))
        told = Told({**place, **there})
        said = told(AFTER.replace("KEY", repr(key)))
        told.stop()
    lost, same, pupils, unused, ended, fresh, lost_after, *new = said
    assert (lost, lost_after) == ("True", "False")
    assert (same, pupils, ended) == ("True", "3", "3")
    assert int(unused) == 29 + 24 + 14 - 3
    assert int(fresh) == len(set(new)) == 24
    assert not set(new) & set(codes)


def test_a_copy_that_is_made_while_pupils_answer_is_never_torn(wave, tmp_path):
    place, key, *_ = wave
    if "DATABASE_URL" in place:
        pytest.skip("the file of SQLite")
    file = Path(place["ONEPLAN_HOME"]) / "listening" / key / "answers.sqlite3"
    stop = threading.Event()

    def write():
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as on:
            number = 0
            while not stop.is_set():
                number += 1
                session = number.to_bytes(16, "big")
                on.execute("BEGIN IMMEDIATE")
                on.execute("INSERT INTO sessions VALUES (?, 'a', 4, 'primary', 'en', 'going')", [session])
                on.execute("INSERT INTO answers VALUES (?, 'q', 1, '{}')", [session])
                on.execute("COMMIT")

    busy = threading.Thread(target=write)
    busy.start()
    try:
        made = [tmp_path / f"{number}.zip" for number in range(3)]
        for path in made:
            done(oneplan("backup", "--to", path, **place))
    finally:
        stop.set()
        busy.join()
    sizes = []
    for path in made:
        with zipfile.ZipFile(path) as archive:
            lines = [json.loads(line) for line in archive.read(f"{WAVES}{key}.jsonl").splitlines()]
        begun = {line[1]["bytes"] for line in lines if line[0] == "sessions"}
        assert begun == {line[1]["bytes"] for line in lines if line[0] == "answers"}
        sizes.append(len(begun))
    assert sizes[0] < sizes[-1]


def test_a_backup_whose_answers_were_changed_is_refused_and_nothing_is_left(wave, tmp_path):
    place, *_ = wave
    made, other = tmp_path / "a.zip", tmp_path / "b.zip"
    done(oneplan("backup", "--to", made, **place))
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(other, "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            changed.writestr(
                name, content.replace(b'"done"', b'"gone"') if name.startswith(WAVES) else content
            )
    with empty_place(tmp_path, place) as (words, _):
        answer = oneplan("restore", other, *words)
        assert answer.returncode == 1
        assert "damaged" in answer.stderr
        assert not (tmp_path / "restored").exists()


def test_only_the_files_of_a_store_are_left_out():
    home = Path("home")
    for ending in ("", "-wal", "-shm", "-journal"):
        assert is_kept_as_rows(home / "listening" / "2027" / f"answers.sqlite3{ending}", home=home)
    assert not is_kept_as_rows(home / "listening" / "2027" / "closed.parquet", home=home)
    assert not is_kept_as_rows(home / "plans" / "2027" / "answers.sqlite3", home=home)
