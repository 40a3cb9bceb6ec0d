"""A wave that is closed keeps its answers until their day, and how many took part for good."""

from datetime import timedelta

import polars as pl
import pytest
from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.web.listen import actions, collection, running
from oneplan.web.listen.models import Wave
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.models import Event
from web import releases, waves
from web.partners import client_as
from web.reading import text
from web.test_waves_pages import LISTEN, answer_somebody


@pytest.fixture
def home(empty_home):
    yield empty_home
    waves.forget_answers()


def closed(*, pupils=3):
    """A wave that so many pupils answered, and that was closed by its job."""
    wave = waves.opened()
    for code in collection.list_codes(waves.school_of(wave))[waves.FIRST][:pupils]:
        answer_somebody(wave, code=code)
    running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
    releases.work()
    return find_wave(wave.key)


def test_closing_leaves_one_file_of_answers_and_the_response(home):
    wave = closed()
    assert wave.state == "closed"
    folder = home / "listening" / wave.key
    assert sorted(path.name for path in folder.iterdir()) == [
        "closed.parquet",
        "questionnaire.yaml",
        "response.csv",
        "wave.json",
    ]
    assert list((home / "keys").iterdir()) == []
    assert pl.read_parquet(folder / "closed.parquet").height == 3
    page = text(client_as("manager").get(f"{LISTEN}{wave.key}/"))
    assert "3 of 46 pupils ended it." in page
    assert "No code can be tied to an answer any more." in page
    assert "Hill School 21 3 3 14" in page
    assert client_as("analyst").get(f"{LISTEN}{wave.key}/missing/").status_code == 200


def test_a_closed_wave_takes_nothing_more(home):
    wave = closed()
    school = waves.school_of(wave)
    for press in (
        lambda: running.add_codes(by=waves.BY, school=school, group=waves.FIRST, codes=1),
        lambda: running.pause_class(by=waves.BY, school=school, group=waves.FIRST, paused=True),
        lambda: running.renew_codes(wave, by=waves.BY),
        lambda: running.close_wave(wave, by=waves.BY, title=str(wave), sure=True),
    ):
        with pytest.raises(NotValid, match="This wave is now: closed"):
            press()
    client = client_as("manager")
    assert client.get(f"{LISTEN}{wave.key}/schools/{waves.HILL}/cards.pdf").status_code == 404
    assert client.get(f"{LISTEN}{wave.key}/schools/{waves.HILL}/").status_code == 200
    assert not (home / "listening" / wave.key / "answers.sqlite3").exists()


def test_a_closing_that_was_cut_off_can_be_done_again(home, monkeypatch):
    wave = waves.opened()
    answer_somebody(wave)
    running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
    wave = find_wave(wave.key)
    Wave.objects.filter(pk=wave.pk).update(job=None)
    page = text(client_as("manager").get(f"{LISTEN}{wave.key}/"))
    assert "The closing did not end." in page
    assert "Close it again" in page
    running.close_wave(find_wave(wave.key), by=waves.BY, title=str(wave), sure=True)
    releases.work()
    assert find_wave(wave.key).state == "closed"


def test_answers_are_deleted_on_their_day_and_how_many_took_part_stays(home):
    from oneplan.web.jobs.actions import enqueue

    wave = closed()
    answers = home / "listening" / wave.key / "closed.parquet"
    enqueue("waves.delete-due")
    releases.work()
    assert answers.exists()
    Wave.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    enqueue("waves.delete-due")
    releases.work()
    assert not answers.exists()
    assert find_wave(wave.key).deleted == timezone.localdate()
    assert Event.objects.filter(act="wave.delete").count() == 1
    page = text(client_as("manager").get(f"{LISTEN}{wave.key}/"))
    assert "The answers were deleted on" in page
    assert "3 of 46 pupils ended it." in page


def test_a_draft_that_is_set_aside_leaves_neither_key_nor_codes(home, monkeypatch):
    wave = waves.signed()
    monkeypatch.setattr(collection, "write_wave", lambda *_: (_ for _ in ()).throw(NotValid("Disk full.")))
    with pytest.raises(NotValid, match="Disk full"):
        running.open_wave(wave, by=waves.BY)
    actions.drop_wave(find_wave(wave.key), by=waves.BY)
    assert list((home / "keys").iterdir()) == []
    assert not (home / "listening" / wave.key / "answers.sqlite3").exists()
    assert client_as("manager").get(f"{LISTEN}{wave.key}/").status_code == 404
