"""Closing loses no answer, tells of nobody, destroys what links codes to answers, and survives a kill."""

import os
import subprocess
import sys
from datetime import date
from itertools import count, repeat

import polars as pl
import psycopg
import pytest
import yaml

from builders import ROOT, refusal_of
from library.questionnaire_made_up import as_yaml, number, one, several, small, text
from oneplan.listen.closing import close, keeping
from oneplan.listen.closing.answers import AT_ONCE, make_frames
from oneplan.listen.closing.close import close_wave, find_closed
from oneplan.listen.closing.columns import NOT_ASKED, columns_of, schema_of
from oneplan.listen.closing.keeping import closed_file, read_answers, read_parts, response_file
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.postgres import schema_of as schema_of_wave
from oneplan.listen.collection.store import Begun, Ended, Entry, Sealed, Sheet
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.codes import cookie_of, make_code, session_of, ticket_of
from oneplan.listen.waves.keys import make_key
from oneplan.listen.waves.places import key_file, questionnaire_file
from oneplan.listen.waves.wave import Group, Wave, read_wave, write_wave

YOUNG = Group(school="100001", year=4, version="young")
OLD = Group(school="100001", year=8, version="old")
DATA = small(
    one("first"),
    several("liked", "art", "music", ask_if="first is yes"),
    number("times", 0, 10),
    one("secret", sensitivity="special", versions=["old"]),
    text("words"),
    one("last"),
)
ASKED = Questionnaire.model_validate(DATA)


def a_wave(**changes):
    given = {
        "id": "2027",
        "title": "How is life?",
        "versions": ("young", "old"),
        "languages": ("en",),
        "opens": date(2027, 3, 1),
        "closes": date(2027, 3, 31),
        "state": "open",
        "schools": {"100001": "Ash School"},
    }
    return Wave(**(given | changes))


def frame_of(*sheets, **changes):
    wave = a_wave(**changes)
    empty = pl.DataFrame(schema=schema_of(ASKED, synthetic=wave.demonstration))
    return pl.concat([empty, *make_frames(sheets, asked=ASKED, wave=wave)])


def row_of(answers, *, group=YOUNG, state="done", **changes):
    return frame_of(Sheet(group, "en", state, answers), **changes).row(0, named=True)


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


# What the rows say


def test_every_kind_of_answer_stands_in_its_columns():
    row = row_of(
        {
            "first": {"codes": ["yes"]},
            "liked": {"codes": ["music"]},
            "times": {"number": 3},
            "words": {"text": "More art"},
            "last": {"codes": ["no"]},
        }
    )
    assert row["first"] == "yes"
    assert (row["liked.art"], row["liked.music"], row["liked.why"]) == (False, True, None)
    assert (row["times"], row["times.why"]) == (3, None)
    assert (row["words"], row["words.why"]) == ("More art", None)


def test_a_way_out_is_said_and_is_no_answer():
    out = {"codes": ["rather-not"]}
    row = row_of({"first": {"codes": ["yes"]}, "liked": out, "times": {"codes": ["dont-know"]}, "words": out})
    assert (row["liked.art"], row["liked.why"]) == (None, "rather-not")
    assert (row["times"], row["times.why"]) == (None, "dont-know")
    assert (row["words"], row["words.why"]) == (None, "rather-not")


def test_what_was_left_blank_is_neither_an_answer_nor_not_asked():
    blank = {"codes": []}
    row = row_of({"first": {"codes": ["yes"]}, "liked": blank, "times": blank, "last": blank})
    assert [row[name] for name in ("liked.art", "liked.why", "times", "times.why", "last")] == [None] * 5


def test_an_answer_off_the_way_is_left_out_after_a_change_of_mind():
    row = row_of({"first": {"codes": ["no"]}, "liked": {"codes": ["art"]}, "last": {"codes": ["no"]}})
    assert (row["liked.art"], row["liked.why"]) == (None, NOT_ASKED)


def test_who_went_away_never_reached_the_rest():
    row = row_of({"first": {"codes": ["no"]}, "times": {"number": 1}}, state="going")
    assert (row["liked.why"], row["times"]) == (NOT_ASKED, 1)
    assert (row["words.why"], row["last"]) == (None, None)


def test_a_question_that_the_version_or_the_checklist_does_not_allow_was_not_asked():
    yes = {"first": {"codes": ["yes"]}, "secret": {"codes": ["yes"]}}
    assert row_of(yes)["secret"] == NOT_ASKED
    assert row_of(yes, group=OLD)["secret"] == NOT_ASKED
    assert row_of(yes, group=OLD, special=("old",))["secret"] == "yes"


def test_pupils_without_any_answer_are_no_rows():
    blank = Sheet(YOUNG, "en", "done", {"first": {"codes": []}})
    assert frame_of(Sheet(YOUNG, "en", "going", {}), blank).height == 0
    out = Sheet(YOUNG, "en", "done", {"first": {"codes": ["rather-not"]}})
    assert frame_of(out).height == 1


def test_a_wave_without_answers_has_the_same_columns():
    assert dict(frame_of().schema) == dict(schema_of(ASKED))


def test_a_demonstration_says_in_every_row_that_it_is_made_up():
    frame = frame_of(Sheet(YOUNG, "en", "done", {"first": {"codes": ["yes"]}}), demonstration=True)
    assert frame["synthetic"].to_list() == [True]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("first", {"codes": ["perhaps"]}),
        ("first", {"codes": ["yes", "no"]}),
        ("first", {"number": 1}),
        ("first", {"text": "yes"}),
        ("times", {"number": 11}),
        ("times", {"codes": ["3"]}),
        ("times", {"codes": ["yes"]}),
        ("words", {"codes": ["yes"]}),
    ],
)
def test_an_answer_that_the_question_does_not_have_stops_the_close(question, given):
    said = refusal_of(lambda: row_of({question: given}))
    assert f"question {question} is none that it has" in said


def test_an_answer_with_a_way_out_beside_it_stops_the_close():
    given = {"first": {"codes": ["yes"]}, "liked": {"codes": ["art", "rather-not"]}}
    assert "liked" in refusal_of(lambda: row_of(given))


def test_two_columns_of_one_name_are_refused_before_anything_is_asked():
    asked = Questionnaire.model_validate(small(one("school"), one("last")))
    assert "second column “school”" in refusal_of(lambda: columns_of(asked))
    asked = Questionnaire.model_validate(small(number("a", 0, 1), one("a.why")))
    assert "a.why" in refusal_of(lambda: columns_of(asked))


def test_rows_come_in_parts_and_are_numbered_through():
    answers = {"first": {"codes": ["yes"]}}
    sheets = (Sheet(YOUNG, "en", "done", answers) for _ in range(2 * AT_ONCE + 1))
    parts = list(make_frames(sheets, asked=ASKED, wave=a_wave()))
    assert [part.height for part in parts] == [AT_ONCE, AT_ONCE, 1]
    assert pl.concat(parts)["pupil"].to_list() == list(range(1, 2 * AT_ONCE + 2))


def test_no_more_than_a_part_is_held_at_once():
    taken = count(1)
    endless = (Sheet(YOUNG, "en", "done", {"times": {"number": next(taken) % 10}}) for _ in repeat(None))
    parts = make_frames(endless, asked=ASKED, wave=a_wave())
    assert [next(parts).height, next(parts).height] == [AT_ONCE, AT_ONCE]
    assert next(taken) == 2 * AT_ONCE + 1


# What closing leaves


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
