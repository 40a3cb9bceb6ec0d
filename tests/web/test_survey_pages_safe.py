"""The pupils' pages keep guessers, other sites and floods out, and children's words in."""

import re
import subprocess
import sys

import pytest

from oneplan.listen.definition.around import all_catalogues
from oneplan.web.listen.collecting.guesses import MOST_WRONG, Guesses
from oneplan.words.reading import reading_age
from web.pupils import (
    PRIMARY,
    Device,
    Site,
    kept,
)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "That is not a whole code"),
        ("ABC", "That is not a whole code"),
        ("CDFHJKM2", "We do not know this code"),
        ("'; DROP --", "That is not a whole code"),
        ("<b>" * 9, "That is not a whole code"),
        ("C" * 60_000, "That is not a whole code"),
    ],
)
def test_a_wrong_code_is_said_kindly_and_stays_in_the_box(device, code, says):
    got = device.post("/survey/", {"code": code})
    assert got.status == 422
    assert says in got.said
    assert got.text.startswith("<!DOCTYPE html>")
    assert "<title>Error: " in got.text
    assert got.values("code") == [code[:20]]
    assert device.cookie == ""


def test_a_machine_that_guesses_is_stopped_but_a_class_that_mistypes_is_not(pages, device, codes):
    for _ in range(MOST_WRONG):
        assert device.post("/survey/", {"code": "CDFHJKM2"}).status == 422
    assert device.post("/survey/", {"code": codes[PRIMARY][0]}).status == 429
    assert Device(pages, address="10.0.0.9").enter(codes[PRIMARY][0]).status == 200
    assert MOST_WRONG > 2 * 30


def test_counted_guesses_hold_no_address_and_are_forgotten():
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(MOST_WRONG):
        guesses.add_one("2001:db8:1:2:3::4")
    assert guesses.are_too_many("2001:db8:1:2:ffff::1")
    assert not guesses.are_too_many("10.0.0.1")
    assert "2001" not in repr(vars(guesses))
    now[0] = 301
    assert not guesses.are_too_many("2001:db8:1:2:3::4")


def test_without_a_cookie_or_with_a_strange_one_every_page_leads_to_the_start(pages):
    for cookie in ("", "00" * 32, "x", "é".encode().hex()):
        device = Device(pages)
        device.cookie = cookie
        assert device.get("/survey/q/year-group/").to == "/survey/"
        assert device.post("/survey/end/", {}).to == "/survey/"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.test"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(pages, device, codes, headers):
    device.begin(codes[PRIMARY][0])
    got = device.post("/survey/q/year-group/", {"seen": "0", "answer": "year-5"}, **headers)
    assert got.status == 403
    assert kept(pages) == [{}]


def test_our_own_form_is_taken_with_and_without_what_new_browsers_say(device, codes):
    page = device.begin(codes[PRIMARY][0])
    form = {"seen": page.values("seen")[0], "answer": "year-5"}
    got = device.post(device.at, form, origin="http://survey.test", sec_fetch_site="same-origin")
    assert got.status == 303


def test_a_form_that_was_drawn_for_another_pupil_is_not_taken(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    (whose,) = page.values("whose")
    assert re.fullmatch("[0-9a-f]{12}", whose)
    assert whose not in device.cookie
    other = Device(pages)
    other.begin(codes[PRIMARY][1])
    form = {"seen": "0", "answer": "year-5", "whose": whose}
    assert other.post("/survey/q/year-group/", form).to == "/survey/next/"
    assert other.post("/survey/end/", {"whose": whose}).to == "/survey/next/"
    assert kept(pages) == [{}, {}]
    assert device.post("/survey/q/year-group/", form).to == "/survey/q/sex/"


def test_the_script_is_told_where_to_go_and_follows_by_itself(device, codes):
    page = device.begin(codes[PRIMARY][0])
    got = device.post(device.at, {"seen": page.values("seen")[0]}, x_sent_by="script")
    assert (got.status, got.to, got.text) == (200, "", "/survey/q/sex/")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"


def test_strange_requests_are_refused_without_an_error(pages, device):
    assert device.get("/survey/", host="elsewhere.test").status == 400
    big = device.request("/survey/", {"code": "x" * 70_000})
    many = device.request("/survey/", {f"f{number}": "1" for number in range(100)})
    strange = device.request("/survey/") | {"method": "DELETE"}
    raw = device.request("/survey/", {}) | {"body": b"\xff\xfe%%%=\x00&code=%FF"}
    assert [got.status for got in pages.ask(big, many, strange, raw)] == [413, 413, 405, 422]


def test_every_answer_carries_strict_headers_and_is_kept_nowhere(device, codes):
    for got in (device.get("/survey/"), device.begin(codes[PRIMARY][0]), device.get("/survey/none/")):
        assert "default-src 'none'" in got.headers["content-security-policy"]
        assert "unsafe" not in got.headers["content-security-policy"]
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["referrer-policy"] == "same-origin"
        assert got.headers["x-frame-options"] == "DENY"


def test_the_cookie_is_the_only_one_and_holds_no_code(tmp_path, codes):
    plain, safe = Site(tmp_path), Site(tmp_path, https=True)
    code = codes[PRIMARY][0]
    got = Device(plain).post("/survey/", {"code": code})
    assert re.fullmatch(r"survey=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict", got.headers["set-cookie"])
    got = Device(safe).post("/survey/", {"code": code})
    assert re.fullmatch(
        r"__Host-survey=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure", got.headers["set-cookie"]
    )
    assert "strict-transport-security" in got.headers
    plain.close()
    safe.close()


def test_past_the_knee_a_page_waits_and_sends_the_same_answer_again(pages, device, codes, monkeypatch):
    page = device.begin(codes[PRIMARY][0])
    fields = {"seen": page.values("seen")[0], "answer": "year-5", "text": '"><b>'}
    pages.application._late = 9.0
    busy = device.post(device.at, fields)
    assert busy.status == 503
    assert "Your last answer is not lost" in busy.said
    assert busy.values("answer") == ["year-5"]
    assert busy.values("text") == ['"><b>']
    assert 'action="/survey/q/year-group/"' in busy.text
    waiting = device.get("/survey/next/")
    assert (waiting.status, waiting.headers["retry-after"], waiting.headers["refresh"]) == (503, "3", "3")
    pages.application._late = 0.0
    assert device.post(device.at, {name: busy.values(name)[0] for name in fields}).status == 303


def test_an_answer_that_could_not_be_kept_is_not_said_to_be_kept_and_comes_back(pages, device, codes):
    page = device.begin(codes[PRIMARY][0])
    store = next(iter(pages.waves)).taking.store

    def fail(_):
        raise OSError(28, "No space left on device")

    write, store.write = store.write, fail
    failed = device.answer(page, answer="year-5")
    assert failed.status == 503
    assert "We could not save this yet" in failed.said
    assert failed.values("answer") == ["year-5"]
    assert kept(pages) == [{}]
    store.write = write
    assert device.answer(page, answer="year-5").status == 200


def test_the_words_around_the_questions_are_for_a_child_of_eight():
    said = [text.replace("{", "").replace("}", "") for text in all_catalogues()["en"].words.values()]
    assert reading_age("\n\n".join(said)) <= 8
    assert {text: reading_age(text) for text in said if len(text) > 60 and reading_age(text) > 12} == {}


def test_every_language_of_the_words_has_only_names_that_the_english_has():
    english = all_catalogues()["en"].words
    for words in (one.words for one in all_catalogues().values()):
        assert set(words) <= set(english)
        for name, text in words.items():
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", english[name])


def test_the_pupils_pages_load_no_model_and_no_middleware():
    code = (
        "import sys, oneplan.web.listen.collecting.serving;"
        "print([name for name in sys.modules if name.startswith(('django.db.models', 'django.db.backends',"
        " 'django.core.handlers', 'polars', 'oneplan.web.people', 'oneplan.web.listen.models'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
