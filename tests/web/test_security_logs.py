"""What the server writes about a request names nobody: no address, no question, no secret, no typed word."""

import io
import logging
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from oneplan.web.settings import LOGGING
from oneplan.web.settings.logs import WithoutPeople, leave_out_people

HOSTILE = (
    "ann.smith@school.example",
    "ann%40school.example",
    "203.0.113.77",
    "2001:db8:85a3::8a2e:370:7334",
    "AB12-cd34_EF56gh78IJ90kl",
    "943 476 5919",
    "name=Ann",
)


@pytest.fixture
def written():
    """What the product's own handler writes, as text."""
    held = io.StringIO()
    handler = logging.StreamHandler(held)
    handler.setFormatter(WithoutPeople())
    root = logging.getLogger()
    root.addHandler(handler)
    yield held
    root.removeHandler(handler)


def test_a_hostile_request_leaves_nothing_of_itself_in_the_log(home, written, monkeypatch):
    def fail(*_, **__):
        raise ValueError("Key (email)=(ann.smith@school.example) already exists for name=Ann")

    monkeypatch.setattr("oneplan.web.wiring.choices", fail)
    client = Client(raise_request_exception=False)
    path = "/how-we-work/"
    client.get(path, {"q": HOSTILE[0], "name": "Ann"}, REMOTE_ADDR=HOSTILE[2], HTTP_USER_AGENT=HOSTILE[0])
    client.get("/" + HOSTILE[4] + "/" + HOSTILE[0] + "?name=Ann", REMOTE_ADDR=HOSTILE[3])
    client.get("/", headers={"host": "203.0.113.77"})
    logged = written.getvalue()
    assert "Internal Server Error: /how-we-work/" in logged
    assert "builtins.ValueError" in logged
    assert "wiring.py" in logged or "test_security_logs.py" in logged
    for word in (*HOSTILE, "Ann", "school", "already exists"):
        assert word not in logged


@pytest.mark.parametrize("word", HOSTILE[:6])
def test_whatever_tells_of_somebody_is_left_out(word):
    said = leave_out_people(f"Not Found: /links/{word}/ for {word}, {word}")
    assert word not in said
    assert said.startswith("Not Found: /")


def test_what_helps_to_mend_is_kept():
    line = "Not Found: /children/measures/absence/ by worker 4711 after 12:30:15 in 250 ms"
    assert leave_out_people(line) == line


def test_a_message_cannot_forge_a_second_line(written):
    logging.getLogger("oneplan").error("Not found: /a\n2026-01-01 ERROR forged\r\x1b[31m")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


def test_a_message_with_the_wrong_parts_is_still_written():
    record = logging.LogRecord("oneplan", logging.ERROR, __file__, 1, "%s and %s", ("one",), None)
    assert WithoutPeople().format(record).endswith("ERROR oneplan: %s and %s")


def test_each_cause_is_named_by_its_kind_alone(written):
    def look_for_ann():
        return {}["ann"]

    try:
        try:
            look_for_ann()
        except KeyError as error:
            raise RuntimeError("ann again") from error
    except RuntimeError:
        logging.getLogger("oneplan").exception("broken")
    logged = written.getvalue()
    assert "builtins.KeyError" in logged
    assert "builtins.RuntimeError" in logged
    assert "ann" not in logged.replace("look_for_ann", "")


def test_every_handler_of_the_site_leaves_people_out():
    made = LOGGING["formatters"]["plain"]["()"]
    assert made == "oneplan.web.settings.logs.WithoutPeople"
    assert {handler["formatter"] for handler in LOGGING["handlers"].values()} == {"plain"}


def test_the_server_writes_no_list_of_who_asked():
    from gunicorn.config import Config

    from oneplan.web.commands.quiet import PlainLog
    from oneplan.web.commands.site import Server

    config = Server("127.0.0.1", port=8000, lifeline=0, ready=1).cfg
    assert isinstance(config, Config)
    assert config.accesslog is None
    assert config.logger_class is PlainLog
    handlers = PlainLog(config).error_log.handlers
    assert handlers
    assert all(isinstance(handler.formatter, WithoutPeople) for handler in handlers)


@given(st.text(max_size=3000))
def test_any_text_becomes_one_short_line(text):
    said = leave_out_people(text)
    assert len(said) <= 500
    assert len(said.splitlines()) <= 1
    assert not re.search(r"\d{9,}", said)
