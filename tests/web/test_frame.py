"""What is true of every page: headers, names, notices, size, and what it must not contain."""

import hashlib
import re

import pytest
from django.test import Client

from oneplan.web.design.build import READING, STYLESHEET, WORKSPACE, digest_sources
from web.reading import Elements, read, text

PAGES = [
    "/",
    "/?area=E06000058",
    "/children/",
    "/children/hidden-gaps/",
    "/children/hidden-gaps/?area=E06000058&against=region&page=2",
    "/children/hidden-gaps/?area=E06000058&against=region&sort=rank&repeats=yes",
    "/children/hidden-gaps/?area=E06000011&against=region&page=7&repeats=yes&sort=rank",
    "/nowhere/",
]
POLICY = {
    "default-src 'none'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.fixture(params=PAGES)
def answer(request, site):
    return site.get(request.param)


def test_the_security_policy_is_strict(answer):
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_page_is_small(answer):
    assert len(answer.content) <= 100_000
    assert len(answer.content) + STYLESHEET.stat().st_size <= 120_000


def test_a_page_has_no_script_and_no_style_of_its_own(answer):
    for tag, attrs in Elements(read(answer)).found:
        assert tag not in ("script", "style")
        assert not [name for name in attrs if name == "style" or name.startswith("on")]


def test_a_page_asks_nobody_else_for_anything(answer):
    for _, attrs in Elements(read(answer)).found:
        for name in ("src", "href", "action"):
            assert not re.match(r"(https?:)?//", attrs.get(name) or "")


def test_a_page_says_that_it_is_a_demonstration(answer):
    said = text(answer)
    assert "Demonstration, not made by or for" in said


def test_a_page_names_its_publisher_and_licence(answer):
    said = text(answer)
    assert "Department for Education" in said
    assert "Open Government Licence v3.0" in said


def test_a_page_has_one_heading_of_the_first_level_and_a_language(answer):
    found = Elements(read(answer)).found
    assert [tag for tag, _ in found].count("h1") == 1
    assert ("html", {"lang": "en-GB", "class": "govuk-template"}) in found


def test_public_pages_write_abbreviations_out(answer):
    assert not re.search(r"\b(LAC|CLA|CIN|FSM|EHCP?|SEND?|KS[124]|LA)\b", text(answer))


def test_an_address_that_leads_nowhere_gets_a_kind_page(site):
    answer = site.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no page here" in text(answer)


def test_a_fault_gets_a_page_that_depends_on_nothing(home, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the fault")

    monkeypatch.setattr("oneplan.web.wiring.choices", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in text(answer)
    assert "the fault" not in text(answer)


def test_the_stylesheet_is_named_by_its_content(site):
    digest = hashlib.sha256(STYLESHEET.read_bytes()).hexdigest()[:8]
    assert f'href="/static/oneplan.css?v={digest}"' in read(site.get("/"))


def test_the_stylesheet_is_served_to_be_kept(site):
    answer = site.get("/static/oneplan.css")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=31536000, public"
    answer.close()


def test_the_stylesheet_was_built_from_the_sources_beside_it():
    for sheet in (STYLESHEET, WORKSPACE, READING):
        assert f"Built from {digest_sources()}." in sheet.read_text("utf-8")


def test_the_stylesheet_carries_nothing_that_is_not_ours_to_use():
    text = STYLESHEET.read_text("utf-8")
    assert "GDS Transport" not in text
    assert "url(" not in text
    assert "crest" not in text
    assert "MIT" in text
    assert len(text) <= 45_000


def test_pages_that_have_not_changed_are_not_sent_again(site):
    tag = site.get("/")["ETag"]
    assert site.get("/", headers={"If-None-Match": tag}).status_code == 304
