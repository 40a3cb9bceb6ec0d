"""The words around the questions: whole in Arabic, a partnership's own where it wants them, help always."""

import html
import re

import pytest

from oneplan.listen.definition.around import KEEPS_SAFE, all_catalogues
from oneplan.listen.waves.wave import read_wave
from web.pupils import DEMONSTRATION, PRIMARY, SECONDARY, Device, Site, open_wave, read_demonstration

ENGLISH = all_catalogues()["en"].words
ARABIC = all_catalogues()["ar"].words
LETTERS = re.compile(r"[A-Za-z]{2,}")
NAMES = {"Childline", "Mrs", "Example", "in", "the", "Hub", "English"}
"""What has no translation: names of people, of a line to call, and of the other language."""


def site_of(home, **changes):
    codes = open_wave(home, **changes)
    return Site(home), codes


@pytest.fixture
def device(tmp_path):
    site, codes = site_of(tmp_path)
    yield Device(site), codes
    site.close()


def latin_in(got):
    """English words that a reader of the page would see or hear."""
    body = re.sub(r"<bdi.*?</bdi>", "", got.text)
    heard = " ".join(re.findall(r'(?:aria-label|data-hide|data-reads|data-says)="([^"]*)"', body))
    return set(LETTERS.findall(f"{got.said} {html.unescape(heard)}")) - NAMES


def test_every_sentence_is_there_in_arabic_and_none_is_english():
    assert set(ARABIC) == set(ENGLISH)
    assert {
        name for name, said in ARABIC.items() if set(LETTERS.findall(said.split("{")[0])) - NAMES
    } == set()


def test_a_pupil_who_reads_arabic_meets_no_english_from_the_card_to_the_end(device):
    device, codes = device
    start = device.get("/survey/")
    assert 'href="/survey/in/ar/" lang="ar" hreflang="ar" dir="rtl"' in start.text
    device.at = "/survey/in/ar/"
    pages = [device.get(device.at), device.post(device.at, {"code": "?"})]
    pages.append(device.follow(device.post(device.at, {"code": codes[PRIMARY][0]})))
    page = device.follow(device.post("/survey/about/", {"do": "start", "language": "ar"}))
    while device.at.startswith("/survey/q/"):
        pages.append(page)
        if "number" in page.text and page.values("number"):
            pages.append(device.post(device.at, {"seen": "0", "number": "x"}))
        page = device.answer(page)
    pages += [page, device.get("/survey/stop/"), device.get("/survey/hidden/"), device.get("/survey/none/")]
    pages.append(device.follow(device.post("/survey/end/", {})))
    assert len(pages) > 40
    for one in pages:
        assert '<html lang="ar" dir="rtl"' in one.text
        assert latin_in(one) == set(), one.said


def test_the_language_is_remembered_before_they_begin_and_can_be_changed(device):
    device, codes = device
    about = device.enter(codes[PRIMARY][0])
    assert '<html lang="en"' in about.text
    assert '<html lang="ar"' in device.get("/survey/about/ar/").text
    assert '<html lang="ar"' in device.get("/survey/about/").text
    said = device.follow(device.post("/survey/about/", {"do": "no"}))
    assert ARABIC["no-title"] in said.said
    assert device.begin(codes[PRIMARY][1], language="ar").text.count('dir="rtl"') == 1
    assert '<html lang="en"' in device.get("/survey/about/en/").text
    again = device.follow(device.post("/survey/about/", {"do": "start", "language": "en"}))
    assert "Which year are you in?" in again.said


@pytest.mark.parametrize("language", ["xx", "..", "ar/x", "<b>", "ar; Domain=.x", "ar\r\nx: y", "a" * 500])
def test_a_language_that_nobody_has_is_the_first_one_of_the_survey(device, language):
    device, codes = device
    got = device.get(f"/survey/in/{language}/")
    assert '<html lang="en"' in got.text
    assert got.status == 200
    entered = device.follow(device.post(f"/survey/in/{language}/", {"code": codes[PRIMARY][0]}))
    assert '<html lang="en"' in entered.text
    assert re.fullmatch("[0-9a-f]{64}", device.cookie)


def test_pages_that_look_nobody_up_are_in_the_language_of_the_cookie_too(device):
    device, codes = device
    device.post("/survey/in/ar/", {"code": codes[PRIMARY][0]})
    device.site.application._late = 9.0
    assert ARABIC["busy-title"] in device.get("/survey/next/").said
    assert ARABIC["busy-again"] in device.post("/survey/about/", {"do": "start"}).said
    device.site.application._late = 0.0
    device.cookie = f"{device.cookie.partition('.')[0]}.xx"
    device.site.application._late = 9.0
    assert ENGLISH["busy-title"] in device.get("/survey/next/").said


def test_what_is_refused_is_refused_in_the_language_of_the_pupil(device):
    device, codes = device
    device.post("/survey/in/ar/", {"code": codes[PRIMARY][0]})
    refused = {
        413: device.post("/survey/about/", {"do": "x" * 70_000}),
        400: device.get("/survey/", host="elsewhere.test"),
        403: device.post("/survey/about/", {}, sec_fetch_site="cross-site"),
        404: device.get("/nowhere/"),
        405: device.site.ask(device.request("/survey/") | {"method": "DELETE"})[0],
    }
    for status, got in refused.items():
        assert got.status == status
        assert 'lang="ar" dir="rtl"' in got.text
        assert ARABIC["origin-title" if status == 403 else "lost-title"] in got.said
    device.cookie = ""
    assert ARABIC["lost-title"] in device.post("/survey/in/ar/", {"code": "x" * 70_000}).said
    assert ENGLISH["lost-title"] in device.post("/survey/", {"code": "x" * 70_000}).said


def test_where_a_question_is_english_help_before_free_text_still_speaks_the_pupils_language(device):
    device, codes = device
    asked = read_demonstration()
    page = device.begin(codes[SECONDARY][0], language="ar")
    while asked.by_id[device.at.split("/")[3]].kind != "text":
        page = device.answer(page)
    note = re.search(r'<div class="op-survey-note" id="safe" data-read>(.*?)</div>', page.text, re.DOTALL)[1]
    plain = " ".join(html.unescape(note).split())
    assert all(
        ARABIC[name] in plain for name in ("safe-text", "worry-adult", "worry-childline", "worry-danger")
    )
    assert 'lang="en" dir="ltr"' in page.text


def test_a_number_to_call_is_one_number_from_right_to_left_as_well(device):
    device, codes = device
    device.enter(codes[PRIMARY][0])
    assert "0800\u00a01111" in device.get("/survey/about/ar/").text


def test_a_notice_without_the_numbers_does_not_take_them_from_the_child(tmp_path):
    yaml = DEMONSTRATION.read_text("utf-8")
    before, rest = yaml.split("safeguarding:\n")
    site, codes = site_of(
        tmp_path,
        questionnaire=f"{before}safeguarding: All is well.\n{rest[rest.index('questions:') :]}".encode(),
    )
    device, asked = Device(site), read_demonstration()
    page = device.begin(codes[PRIMARY][0])
    while asked.by_id[device.at.split("/")[3]].kind != "text":
        page = device.answer(page)
    assert page.said.index("All is well.") < page.said.index("A trained adult will read what you write.")
    assert page.said.index("0800 1111") < page.text.index("<textarea")
    assert "call 999" in page.said
    site.close()


def test_a_partnership_has_its_own_words_and_a_language_that_we_have_not(tmp_path):
    yaml = DEMONSTRATION.read_text("utf-8").replace(
        "languages:\n", "languages:\n  pl:\n    name: Polski\n", 1
    )
    words = 'words: {en: {next: "Carry on & <on>"}, pl: {next: Dalej, survey: Ankieta, back: Wstecz}}\n'
    site, codes = site_of(tmp_path, questionnaire=(yaml + words).encode(), languages=("en", "pl"))
    english = Device(site)
    assert "Carry on &amp; &lt;on&gt;</button>" in english.begin(codes[PRIMARY][0]).text
    page = Device(site).begin(codes[PRIMARY][1], language="pl")
    assert '<html lang="pl" dir="ltr"' in page.text
    assert ">Dalej</button>" in page.text
    assert f'<span lang="en" dir="ltr">{ENGLISH["hide"]}</span>' in page.text
    site.close()


def test_no_questionnaire_changes_who_reads_and_who_helps():
    kept = [name for name in ENGLISH if name.startswith(KEEPS_SAFE)]
    assert {"safe-who", "safe-text", "worry-childline", "worry-danger", "worry-adult"} <= set(kept)


def test_of_two_waves_the_first_page_speaks_every_language_that_has_words(tmp_path):
    open_wave(tmp_path, wave="second", title="The other one")
    site, _ = site_of(tmp_path)
    device = Device(site)
    page = device.get("/survey/in/ar/")
    assert ARABIC["start-title"] in page.said
    assert '<html lang="ar" dir="rtl"' in page.text
    assert ARABIC["code-shape"] in device.post("/survey/in/ar/", {"code": "?"}).said
    site.close()


def test_a_survey_that_is_closed_says_so_in_the_language_that_was_asked_for(tmp_path):
    site, _ = site_of(tmp_path, state="closed")
    assert read_wave(tmp_path, "2027").state == "closed"
    assert ARABIC["closed-title"] in Device(site).get("/survey/in/ar/").said
    site.close()


def test_the_primary_version_of_the_demonstration_is_whole_in_arabic():
    asked = read_demonstration()
    for question in asked.held_by("primary"):
        words = [question.asks, *([question.hint] if question.hint else [])]
        words += [choice.says for choice in asked.choices_of(question)]
        assert all(one.in_version("primary", language="ar") for one in words), question.id
    assert all(
        number in asked.safeguarding.in_version("primary", language="ar") for number in ("0800 1111", "999")
    )
