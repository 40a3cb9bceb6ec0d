"""A demonstration opens a wave of made-up schools, says so, and always has a code to try."""

import json

import pytest

from oneplan.listen.waves.codes import read_code
from oneplan.web.jobs.actions import enqueue
from oneplan.web.listen import collection, made_up, made_up_closed
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import list_schools
from web import closed_waves, releases, waves
from web.partners import client_as
from web.reading import text
from web.test_waves_pages import answer_somebody


@pytest.fixture(autouse=True)
def forget(empty_home):
    waves.give_readers()
    yield
    waves.forget_answers()


def test_a_demonstration_is_open_once_and_its_code_can_be_typed(empty_home):
    wave = made_up.open_demonstration()
    assert made_up.open_demonstration().pk == wave.pk
    assert Wave.objects.count() == 1
    kept = json.loads((empty_home / "listening" / wave.key / "wave.json").read_text())
    assert kept["demonstration"] is True
    assert all("Synthetic" in name for name in kept["schools"].values())
    assert read_code(made_up.find_code(wave)) is not None
    page = text(client_as("manager").get(f"/partners/listen/{wave.key}/"))
    assert "These schools do not exist" in page


def test_the_survey_lead_of_a_demonstration_has_a_school(empty_home):
    lead = client_as("school", organisation="hill", second_factor=False)
    wave = made_up.open_demonstration()
    address = lead.get("/partners/listen/mine/").headers["Location"]
    assert address.startswith(f"/partners/listen/{wave.key}/schools/")
    assert "the school nurse (made up)" in text(lead.get(address))


def test_a_code_that_somebody_used_is_not_printed_again(empty_home):
    wave = made_up.open_demonstration()
    code = made_up.find_code(wave)
    answer_somebody(wave, code=read_code(code))
    assert made_up.find_code(wave) != code


def test_where_every_class_has_begun_an_extra_code_is_made(empty_home, monkeypatch):
    wave = made_up.open_demonstration()
    before = sum(one.issued for one in collection.count_groups(wave))
    monkeypatch.setattr(made_up, "list_codes", lambda _: {})
    assert read_code(made_up.find_code(wave)) is not None
    assert sum(one.issued for one in collection.count_groups(wave)) == before + 1


def test_a_demonstration_that_lost_its_key_goes_on_with_new_codes(empty_home):
    wave = made_up.open_demonstration()
    (empty_home / "keys" / f"{wave.key}.key").unlink()
    wave = made_up.open_demonstration()
    assert collection.list_codes(list_schools(wave)[0])


def test_a_demonstration_has_a_wave_that_is_over_with_its_reports(empty_home, monkeypatch):
    monkeypatch.setattr(made_up_closed, "PUPILS", 1_200)
    monkeypatch.setattr(made_up_closed, "read_questionnaire", lambda _: closed_waves.few_questions())
    opened = made_up.open_demonstration()
    enqueue("survey.demonstrate")
    releases.work()
    over = Wave.objects.exclude(pk=opened.pk).get()
    assert (over.state, over.name, over.is_demonstration) == (State.CLOSED, "2025", True)
    assert over.closed < opened.opens
    assert made_up_closed.close_demonstration().pk == over.pk
    manager = client_as("manager")
    page = text(manager.get(f"/partners/listen/{over.key}/reports/all-schools/"))
    assert "Synthetic: made up by a computer" in page
    assert "What pupils said in 2025" in page
    assert made_up.open_demonstration().pk == opened.pk


def test_a_wave_that_is_over_is_made_whole_or_not_at_all(empty_home, monkeypatch):
    def fail(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(made_up_closed, "PUPILS", 400)
    monkeypatch.setattr(made_up_closed, "write_closed", fail)
    with pytest.raises(OSError, match="No space"):
        made_up_closed.close_demonstration()
    assert not Wave.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(made_up_closed, "PUPILS", 400)
    assert made_up_closed.close_demonstration().state == State.CLOSED
