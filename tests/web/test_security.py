"""Every answer carries the strict policy, every form needs its token, and no error shows its insides."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver

from oneplan.web.people import receiving

STRICT = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
STAND_INS = {"int": "1", "slug": "police", "str": "anything", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
REGULAR = re.compile(r"\(\?P<[^>]+>(?:[^()]|\([^()]*\))*\)")


def patterns(resolver=None, before=""):
    for entry in (resolver or get_resolver()).url_patterns:
        written = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield written, entry
        else:
            yield from patterns(entry, written)


def filled_in(written):
    """An address that a pattern matches, with something for each of its parts."""
    plain = re.sub(
        r"<(?:(\w+):)?\w+>",
        lambda part: STAND_INS.get(part[1] or "str", "anything"),
        REGULAR.sub("x-y", written),
    )
    return "/" + re.sub(r"[\^$?]|\\Z", "", plain).replace("\\", "")


ADDRESSES = sorted(
    {filled_in(written) for written, _ in patterns()} | {"/no/such/page/", "/static/oneplan.css"}
)


class Inline(HTMLParser):
    """Collects whatever a strict policy would block: it would be a page that looks broken."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [value for value in given.values() if (value or "").lower().startswith("javascript:")]
        for name in ("src", "href", "action"):
            value = given.get(name) or ""
            if tag in {"script", "img", "link", "form", "iframe"} and value.startswith(("http", "//")):
                self.found.append(f"{tag} from {value}")

    handle_startendtag = handle_starttag


def assert_protected(answer):
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert policy == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_with_the_strict_policy_and_nothing_it_would_block(site, address):
    site.raise_request_exception = False
    answer = site.get(address)
    assert_protected(answer)
    assert answer.status_code < 500 or answer.status_code == 503
    if not address.startswith("/static/"):
        assert answer["X-Frame-Options"] == "DENY"
    if answer["Content-Type"].startswith("text/html") and not answer.streaming:
        assert Inline(answer.content.decode()).found == []
    answer.close()


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address in ADDRESSES if not address.startswith("/static/")])
def test_what_would_change_something_is_refused_without_its_token(home, address):
    client = Client(enforce_csrf_checks=True)
    for change in (client.post, client.put, client.patch, client.delete):
        answer = change(address)
        assert answer.status_code in {403, 404, 405}
        assert_protected(answer)


def test_no_address_is_let_off_the_token():
    let_off = [written for written, entry in patterns() if getattr(entry.callback, "csrf_exempt", False)]
    assert let_off == []


def test_a_form_without_its_token_is_answered_in_plain_words(home):
    answer = Client(enforce_csrf_checks=True).post("/how-we-work/")
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()
    assert Inline(answer.content.decode()).found == []


def test_a_host_that_is_not_ours_is_answered_in_plain_words(home):
    answer = Client().get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    assert_protected(answer)


def sender():
    """Somebody whose browser has the cookie of the token, so that what they send is read to find it."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    return client


def test_a_body_that_is_too_large_is_refused_before_it_is_read(home):
    answer = sender().post("/how-we-work/", {"words": "a" * (1024**2 + 10)})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_file_that_is_too_large_ends_the_request(home, monkeypatch):
    monkeypatch.setattr(receiving, "LARGEST_REQUEST", 1000)
    sent = {"paper": SimpleUploadedFile("a.pdf", b"a" * 5000)}
    assert sender().post("/how-we-work/", sent).status_code == 413


def test_a_file_that_says_it_is_small_is_counted_all_the_same(home, monkeypatch, rf):
    monkeypatch.setattr(receiving, "LARGEST_REQUEST", 1000)
    keeper = receiving.NoMore(rf.post("/"))
    keeper.handle_raw_input(None, {}, 0)
    assert keeper.receive_data_chunk(b"a" * 900, 0)
    with pytest.raises(receiving.RequestDataTooBig):
        keeper.receive_data_chunk(b"a" * 200, 900)


def test_too_many_fields_are_refused(home):
    fields = {f"field{number}": "x" for number in range(600)}
    assert sender().post("/how-we-work/", fields).status_code == 400


@pytest.fixture
def secret_failure(monkeypatch):
    """Every page fails with something that nobody may read."""

    def fail(*_, **__):
        hidden = "a child called Ann"
        raise RuntimeError(hidden)

    monkeypatch.setattr("oneplan.web.wiring.choices", fail)


def test_an_error_never_shows_its_insides(site, secret_failure):
    site.raise_request_exception = False
    answer = site.get("/how-we-work/")
    assert answer.status_code == 500
    said = answer.content.decode()
    assert "Something went wrong here" in said
    assert not re.search(r"Ann|Traceback|RuntimeError|wiring", said)
    assert Inline(said).found == []
    assert_protected(answer)


def test_the_page_for_errors_needs_no_database(home, django_db_blocker):
    with django_db_blocker.block():
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = "a" * 32
        answer = client.get("/partners/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert_protected(answer)


def test_what_is_shown_to_somebody_signed_in_is_kept_by_nobody(site, db):
    site.cookies["sessionid"] = "a" * 32
    assert site.get("/how-we-work/")["Cache-Control"] == "private, no-store"


SETTINGS = """
from oneplan.web import settings
for name in sorted(vars(settings)):
    if name.isupper():
        print(name, "=", repr(getattr(settings, name)))
"""


def settings_with(tmp_path, **surroundings):
    environment = {**os.environ, "ONEPLAN_HOME": str(tmp_path), **surroundings}
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS], env=environment, capture_output=True, text=True, check=True
    )
    return dict(line.split(" = ", 1) for line in done.stdout.splitlines())


def test_behind_https_cookies_never_travel_without_it(tmp_path):
    found = settings_with(tmp_path, ONEPLAN_HTTPS="1", ONEPLAN_HOSTS="children.example.org")
    assert found["SESSION_COOKIE_SECURE"] == found["CSRF_COOKIE_SECURE"] == "True"
    assert found["SECURE_SSL_REDIRECT"] == "True"
    assert found["SECURE_HSTS_SECONDS"] == str(365 * 24 * 3600)
    assert found["CSRF_TRUSTED_ORIGINS"] == "['https://children.example.org']"
    assert found["SESSION_COOKIE_NAME"] == "'__Host-sessionid'"
    assert "upgrade-insecure-requests" in found["CONTENT_SECURITY_POLICY"]


def test_without_https_nobody_is_sent_to_it_and_no_header_is_believed(tmp_path):
    found = settings_with(tmp_path, ONEPLAN_HTTPS="")
    assert found["SECURE_SSL_REDIRECT"] == "False"
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_a_key_from_the_environment_is_taken_and_never_written_down(tmp_path):
    given = {"ONEPLAN_SECRET_KEY": "from-outside-" * 4}
    found = settings_with(tmp_path, **given)
    assert found["SECRET_KEY"] == repr("from-outside-" * 4)
    assert list(tmp_path.iterdir()) == []
