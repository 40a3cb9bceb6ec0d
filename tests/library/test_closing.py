"""Closing loses no answer, tells of nobody, destroys what links codes to answers, and survives a kill."""

import os
import subprocess
import sys

import polars as pl
import psycopg
import pytest
import yaml

from builders import ROOT, refusal_of
from library.questionnaire_made_up import as_yaml, one, small
from library.small_wave import ASKED, DATA, YOUNG, a_wave
from oneplan.listen.closing import close, keeping
from oneplan.listen.closing.close import close_wave, find_closed
from oneplan.listen.closing.keeping import closed_file, read_answers, read_parts, response_file
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.postgres import schema_of as schema_of_wave
from oneplan.listen.collection.store import Begun, Ended, Entry, Sealed
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.codes import cookie_of, make_code, session_of, ticket_of
from oneplan.listen.waves.keys import make_key
from oneplan.listen.waves.places import key_file, questionnaire_file
from oneplan.listen.waves.wave import read_wave, write_wave


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path):
    """Where answers are kept: nothing stands for a file in the wave's own folder."""
    given = request.getfixturevalue("server") if request.param == "postgres" else ""
    yield given
    if given:
        open_store(tmp_path, "2027", key=bytes(32), address=given).destroy()


def open_wave(home, address="", *, pupils=40):
    """A wave with answers of some pupils; with its store, its key, and the codes that were used."""
    wave = a_wave()
    write_wave(home, wave)
    questionnaire_file(home, wave.id).write_bytes(as_yaml(DATA))
    key = make_key(home, wave.id)
    store = open_store(home, wave.id, key=key, address=address)
    codes = [make_code(key, YOUNG, number=place) for place in range(1, pupils + 1)]
    sessions = [session_of(key, code) for code in codes]
    store.issue(YOUNG, [ticket_of(key, session) for session in sessions])
    for place, session in enumerate(sessions[:-5]):
        store.write(
            [
                Begun(session, ticket_of(key, session), "en"),
                Entry(session, "first", 1, {"codes": ["yes"]}),
                Entry(session, "liked", 1, {"codes": ["art"]}),
                Entry(session, "words", 1, {"text": f"word {place}"}),
                Ended(session, ticket_of(key, session), "done"),
            ]
        )
    return wave, store, key, codes, sessions


def reopened(home, address=""):
    """The store as a new process opens it, with the key or, where that is gone, without it."""
    path = key_file(home, "2027")
    key = path.read_bytes() if path.exists() else bytes(32)
    return open_store(home, "2027", key=key, address=address)


def is_gone(home, address):
    """Whether nothing is left of the store, neither a file nor a schema."""
    if not address:
        return not list(home.rglob("answers.sqlite3*"))
    with psycopg.connect(address) as on:
        found = on.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema_of_wave("2027"),))
        return found.fetchone() is None


def answers_of(home):
    """What was closed."""
    return find_closed(home, read_wave(home, "2027")).frame


def words_in(frame):
    return sorted(frame["words"].drop_nulls().to_list())


def test_everything_said_is_in_one_file_and_nothing_that_stands_for_a_pupil_is_left(tmp_path, address):
    wave, store, key, codes, sessions = open_wave(tmp_path, address)
    assert close_wave(tmp_path, wave, store=store) == 35
    closed = find_closed(tmp_path, wave)
    assert words_in(closed.frame) == sorted(f"word {place}" for place in range(35))
    assert closed.frame["pupil"].to_list() == list(range(1, 36))
    assert closed.response.row(0, named=True) == {
        "school": "100001",
        "year": 4,
        "version": "young",
        "issued": 40,
        "unused": 5,
        "started": 0,
        "done": 35,
        "declined": 0,
        "empty": 0,
    }
    assert read_wave(tmp_path, "2027").state == "closed"
    assert is_gone(tmp_path, address)
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for code, session in zip(codes, sessions, strict=True):
        traces = [code.encode(), session, session.hex().encode(), ticket_of(key, session)]
        assert not any(trace in left for trace in [*traces, cookie_of(key, session).encode()])
    assert key not in left
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "closed.parquet",
        "questionnaire.yaml",
        "response.csv",
        "wave.json",
    ]


def test_only_the_owner_may_read_what_is_left(tmp_path, address):
    wave, store, *_ = open_wave(tmp_path, address)
    close_wave(tmp_path, wave, store=store)
    for path in (closed_file(tmp_path, "2027"), response_file(tmp_path, "2027")):
        assert path.stat().st_mode & 0o077 == 0


def test_a_closed_wave_takes_no_more_answers(tmp_path, monkeypatch, address):
    wave, store, key, _, sessions = open_wave(tmp_path, address)
    late = sessions[-1]

    def write_and_try(*args, **kwargs):
        with pytest.raises(Sealed):
            store.write([Begun(late, ticket_of(key, late), "en")])
        return keeping.write_closed(*args, **kwargs)

    monkeypatch.setattr(close, "write_closed", write_and_try)
    assert close_wave(tmp_path, wave, store=store) == 35


def test_closing_again_gives_the_same(tmp_path, address):
    wave, store, *_ = open_wave(tmp_path, address)
    close_wave(tmp_path, wave, store=store)
    first = find_closed(tmp_path, wave)
    close_wave(tmp_path, read_wave(tmp_path, "2027"), store=reopened(tmp_path, address))
    again = find_closed(tmp_path, wave)
    assert again.frame.equals(first.frame)
    assert again.response.equals(first.response)


def test_a_wave_that_was_never_opened_is_not_closed(tmp_path):
    assert "never opened" in refusal_of(lambda: close_wave(tmp_path, a_wave(state="draft"), store=None))
    assert "not closed" in refusal_of(lambda: find_closed(tmp_path, a_wave()))


def test_answers_that_came_from_elsewhere_after_the_close_are_not_destroyed(tmp_path, address):
    wave, store, *_ = open_wave(tmp_path, address)
    close_wave(tmp_path, wave, store=store)
    store = reopened(tmp_path, address)
    key = bytes(32)
    session = session_of(key, "CDFHJKM2")
    store.issue(YOUNG, [ticket_of(key, session)])
    store.write(
        [Begun(session, ticket_of(key, session), "en"), Entry(session, "first", 1, {"codes": ["no"]})]
    )
    assert "new answers beside it" in refusal_of(lambda: close_wave(tmp_path, wave, store=store))
    assert not is_gone(tmp_path, address)
    store.close()


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch, address):
    wave, store, *_ = open_wave(tmp_path, address)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(pl.LazyFrame, "sink_parquet", full)
        assert "nothing was lost" in refusal_of(lambda: close_wave(tmp_path, wave, store=store))
    assert key_file(tmp_path, "2027").exists()
    assert close_wave(tmp_path, wave, store=store) == 35


def test_a_disk_that_gives_back_something_else_destroys_nothing(tmp_path, monkeypatch, address):
    wave, store, *_ = open_wave(tmp_path, address)
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "read_parts", lambda path: [part.reverse() for part in read_parts(path)])
        assert "other answers than were written" in refusal_of(
            lambda: close_wave(tmp_path, wave, store=store)
        )
    assert key_file(tmp_path, "2027").exists()
    assert not closed_file(tmp_path, "2027").exists()
    assert close_wave(tmp_path, wave, store=store) == 35


def test_the_file_of_another_questionnaire_is_told_apart(tmp_path, address):
    wave, store, *_ = open_wave(tmp_path, address)
    close_wave(tmp_path, wave, store=store)
    other = Questionnaire.model_validate(small(one("first"), one("other")))
    said = refusal_of(lambda: read_answers(closed_file(tmp_path, "2027"), asked=other))
    assert "does not belong to the questionnaire small" in said
    (tmp_path / "no.parquet").write_bytes(b"PAR1" + b"\0" * 50)
    assert "not readable" in refusal_of(lambda: read_answers(tmp_path / "no.parquet", asked=ASKED))


def test_an_answer_that_is_none_stops_the_close_in_the_middle_and_nothing_is_lost(tmp_path, address):
    wave, store, key, _, sessions = open_wave(tmp_path, address)
    ticket = ticket_of(key, sessions[-1])
    wrong = Entry(sessions[-1], "first", 1, {"codes": ["perhaps"]})
    store.write([Begun(sessions[-1], ticket, "en"), wrong])
    said = refusal_of(lambda: close_wave(tmp_path, wave, store=store))
    assert "none that it has" in said
    assert key_file(tmp_path, "2027").exists()
    assert len(list(store.sheets())) == 36
    store.close()


# Killed on the way


class Killed(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


STEPS = ("seal", "write_wave", "make_frames", "write_closed", "destroy_key", "destroy")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_beside_any_step_nothing_is_lost_and_the_next_call_ends_it(
    tmp_path, monkeypatch, step, when, address
):
    wave, store, *_ = open_wave(tmp_path, address)
    owner = store if step in ("seal", "destroy") else close
    real = getattr(owner, step)

    def killed(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(owner, step, killed)
        with pytest.raises(Killed):
            close_wave(tmp_path, wave, store=store)
    store.close()
    close_wave(tmp_path, read_wave(tmp_path, "2027"), store=reopened(tmp_path, address))
    closed = find_closed(tmp_path, wave)
    assert words_in(closed.frame) == sorted(f"word {place}" for place in range(35))
    assert closed.response["done"].to_list() == [35]
    assert not key_file(tmp_path, "2027").exists()
    assert is_gone(tmp_path, address)


def test_killed_while_the_key_is_overwritten_the_answers_are_whole(tmp_path, monkeypatch, address):
    wave, store, *_ = open_wave(tmp_path, address)

    def half(home, wave_id):
        key_file(home, wave_id).write_bytes(b"\0" * 7)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(close, "destroy_key", half)
        with pytest.raises(Killed):
            close_wave(tmp_path, wave, store=store)
    assert close_wave(tmp_path, wave, store=store) == 35
    assert not key_file(tmp_path, "2027").exists()


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from oneplan.listen.closing import close
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.postgres import schema_of as schema_of_wave
from oneplan.listen.waves.places import answers_file, key_file
from oneplan.listen.waves.wave import read_wave
home, step, address = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = open_store(home, "2027", key=key_file(home, "2027").read_bytes(), address=address)
owner = type(store) if step == "destroy" else close
setattr(owner, step, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
close.close_wave(home, read_wave(home, "2027"), store=store)
"""


@pytest.mark.parametrize("step", ["destroy_key", "destroy"])
def test_a_process_that_is_killed_leaves_what_another_can_end(tmp_path, step, address):
    wave, store, *_ = open_wave(tmp_path, address)
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(tmp_path), step, address], cwd=ROOT, env=os.environ, check=False
    )
    assert done.returncode == -9
    close_wave(tmp_path, read_wave(tmp_path, "2027"), store=reopened(tmp_path, address))
    closed = find_closed(tmp_path, wave)
    assert words_in(closed.frame) == sorted(f"word {place}" for place in range(35))
    assert is_gone(tmp_path, address)


def test_the_questionnaire_beside_a_closed_wave_is_still_readable(tmp_path, address):
    wave, store, *_ = open_wave(tmp_path, address)
    close_wave(tmp_path, wave, store=store)
    assert yaml.safe_load(questionnaire_file(tmp_path, "2027").read_bytes())["id"] == "small"
