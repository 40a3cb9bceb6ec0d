"""A wave's file, its key and its codes: what is written down, what is not, and what cannot be guessed."""

import stat
from datetime import date

import pytest

from builders import refusal_of
from oneplan.errors import NotFound, NotValid
from oneplan.listen.waves import codes, keys
from oneplan.listen.waves.places import key_file, wave_folder
from oneplan.listen.waves.wave import Group, Wave, list_waves, read_wave, write_wave

KEY = bytes(range(32))
GROUP = Group(school="100001", year=5, version="primary")


def a_wave(**changes):
    given = {
        "id": "2027",
        "title": "How is life for you?",
        "versions": ("primary",),
        "languages": ("en",),
        "opens": date(2027, 3, 1),
        "closes": date(2027, 3, 31),
        "schools": {"100001": "Ash School"},
        "contacts": {"100001": "Mrs Example in the Hub"},
    }
    return Wave(**(given | changes))


def test_a_wave_is_read_as_it_was_written(tmp_path):
    write_wave(tmp_path, a_wave(state="open"))
    assert read_wave(tmp_path, "2027") == a_wave(state="open")
    assert list(list_waves(tmp_path)) == ["2027"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id": "../2027"}, "no name for a wave"),
        ({"closes": date(2027, 2, 1)}, "closes before it opens"),
        ({"special": ("secondary",)}, "not one of its versions"),
        ({"contacts": {"9": "Mr Nobody"}}, "not in schools"),
        ({"schools": {}}, "at least 1 item"),
        ({"id": "a" * 41}, "no name for a wave"),
    ],
)
def test_a_wave_that_does_not_fit_together_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        a_wave(**changes)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"id": 3}', b"\xff\xfe", b"x" * 100_000])
def test_a_damaged_file_is_a_sentence_that_names_it(tmp_path, damage):
    write_wave(tmp_path, a_wave()).write_bytes(damage)
    assert "wave.json" in refusal_of(lambda: read_wave(tmp_path, "2027"))


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "a" * 41, "é", "a--b", "-a", "a\x00"])
def test_no_other_folder_is_reached_by_the_name_of_a_wave(tmp_path, name):
    with pytest.raises(NotValid):
        wave_folder(tmp_path, name)


def test_a_folder_without_waves_has_none(tmp_path):
    assert list(list_waves(tmp_path)) == []
    assert "no wave" in refusal_of(lambda: read_wave(tmp_path, "2027"))


def test_a_key_is_for_its_owner_alone_and_made_once(tmp_path):
    key = keys.make_key(tmp_path, "2027")
    assert keys.read_key(tmp_path, "2027") == key
    assert len(key) == 32
    assert stat.S_IMODE(key_file(tmp_path, "2027").stat().st_mode) == 0o600
    with pytest.raises(NotValid, match="has a key already"):
        keys.make_key(tmp_path, "2027")


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_no_mistake(tmp_path):
    key = keys.make_key(tmp_path, "2027")
    keys.destroy_key(tmp_path, "2027")
    keys.destroy_key(tmp_path, "2027")
    with pytest.raises(NotFound, match="a new key and new codes"):
        keys.read_key(tmp_path, "2027")
    assert all(key not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_damaged_key_is_refused(tmp_path):
    keys.make_key(tmp_path, "2027")
    key_file(tmp_path, "2027").write_bytes(b"short")
    assert "damaged" in refusal_of(lambda: keys.read_key(tmp_path, "2027"))


def test_codes_have_no_letters_that_look_alike_and_no_vowels():
    assert not set("AEIOU01LSZBVG") - set("V") & set(codes.ALPHABET)
    drawn = [codes.make_code(KEY, GROUP, number=number) for number in range(1, 2001)]
    assert len(set(drawn)) == 2000
    assert set("".join(drawn)) == set(codes.ALPHABET)
    counted = ["".join(drawn).count(letter) for letter in codes.ALPHABET]
    assert max(counted) < 1.25 * min(counted)


def test_every_group_and_every_key_has_its_own_codes():
    others = [GROUP.model_copy(update=change) for change in ({"school": "2"}, {"year": 6}, {"version": "x"})]
    drawn = {codes.make_code(KEY, group, number=1) for group in [GROUP, *others]}
    assert len(drawn | {codes.make_code(bytes(32), GROUP, number=1)}) == 5


def test_a_code_is_read_however_a_child_types_it():
    for typed in ("cdfh jkm2", "CDFH-JKM2", " c d f h j k m 2 ", "cdfh.jkm2", "CDFH\u00a0JKM2"):
        assert codes.read_code(typed) == "CDFHJKM2"


@pytest.mark.parametrize(
    "typed", ["", "CDFHJKM", "CDFHJKM22", "CDFHJKM0", "ＣDFHJKM2", "x" * 10**6, "\x00" * 8]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.read_code(typed) is None


def test_a_cookie_gives_the_session_back_only_with_its_key():
    session = codes.session_of(KEY, "CDFHJKM2")
    cookie = codes.cookie_of(KEY, session)
    assert codes.read_cookie(KEY, cookie) == session
    assert codes.read_cookie(bytes(32), cookie) is None
    assert len(cookie) == 64


@pytest.mark.parametrize("cookie", ["", "zz", "00" * 32, "é" * 64, "00" * 10_000, "0" * 63])
def test_a_cookie_that_we_did_not_give_is_none(cookie):
    assert codes.read_cookie(KEY, cookie) is None


def test_a_changed_letter_of_a_cookie_is_noticed():
    cookie = codes.cookie_of(KEY, codes.session_of(KEY, "CDFHJKM2"))
    for place in range(64):
        other = "0" if cookie[place] != "0" else "1"
        assert codes.read_cookie(KEY, cookie[:place] + other + cookie[place + 1 :]) is None


def test_nothing_kept_tells_the_code_or_links_ticket_and_session():
    session = codes.session_of(KEY, "CDFHJKM2")
    ticket = codes.ticket_of(KEY, session)
    assert ticket != codes.ticket_of(bytes(32), session)
    assert len({ticket, session, codes.session_of(KEY, "CDFHJKM3")}) == 3
    assert b"CDFHJKM2" not in session + ticket
