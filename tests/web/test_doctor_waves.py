"""The doctor names an open wave without its key, one past its day, and a server that remembers too much."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from oneplan.listen.waves.places import key_file
from oneplan.web import wiring
from oneplan.web.commands import examining_waves
from oneplan.web.listen.models import Wave
from oneplan.web.listen.queries import find_wave
from web import waves


@pytest.fixture
def wave(empty_home, monkeypatch):
    # The server of the tests is set up for other tests; what it is asked is looked at apart.
    monkeypatch.setattr(examining_waves, "FORGETS", {})
    yield waves.opened()
    waves.forget_answers()


def said():
    found = list(examining_waves.waves_are_well())
    assert all(one.what.endswith(".") and one.mend for one in found)
    return " ".join(f"{one.what} → {one.mend}" for one in found)


def test_an_open_wave_in_its_days_with_its_key_is_well(wave):
    assert said() == ""


def test_an_open_wave_without_its_key_is_named(wave):
    key_file(wiring.home(), wave.key).unlink()
    assert f"no card works. → Put keys/{wave.key}.key back, or issue new codes" in said()


def test_a_wave_past_its_last_day_is_named_and_one_that_is_closed_is_not(wave):
    Wave.objects.update(closes=timezone.localdate() - timedelta(days=1))
    assert "is open, and its last day was" in said()
    assert f"close it: /partners/listen/{wave.key}/" in said()
    Wave.objects.update(state="closed")
    key_file(wiring.home(), wave.key).unlink()
    assert said() == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="It is about PostgreSQL’s own settings.")
def test_a_server_that_keeps_its_log_is_named_while_a_wave_is_open(wave, monkeypatch):
    monkeypatch.setattr(examining_waves, "FORGETS", {"wal_level": "no-such-level"})
    assert "PostgreSQL’s wal_level is " in said()
    Wave.objects.filter(pk=find_wave(wave.key).pk).update(state="closed")
    assert said() == ""
