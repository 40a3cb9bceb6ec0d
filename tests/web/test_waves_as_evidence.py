"""A closed wave becomes a data set of the analysts, and goes when its answers go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from oneplan.errors import NotAllowed, NotFound, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web.jobs.actions import enqueue
from oneplan.web.listen import running
from oneplan.web.people.models import Event
from oneplan.web.understand.evidence import actions, queries
from oneplan.web.understand.evidence.files import path_of
from oneplan.web.understand.models import Analysis, DataSet, Release
from web import releases, waves
from web.closed_waves import PUPILS, close_made_up
from web.partners import client_as
from web.reading import text

ANALYST = Actor("Analyst", 3, (Holding(Role.ANALYST, "council"),))
EVIDENCE = "/partners/evidence/"


@pytest.fixture
def wave(empty_home):
    return close_made_up()


def bring_in(wave, **given):
    usual = {"by": ANALYST, "wave": wave, "keep_until": wave.keep_until}
    return actions.bring_in_wave(**usual | given)


def test_an_analyst_brings_in_a_wave_and_searches_it(wave):
    client = client_as("analyst")
    assert "Bring it in" in text(client.get(EVIDENCE))
    page = client.get(f"{EVIDENCE}waves/{wave.key}/")
    assert "Shall analysts search what pupils said?" in text(page)
    sent = client.post(
        f"{EVIDENCE}waves/{wave.key}/", {"keep_until": wave.keep_until.isoformat()}, follow=True
    )
    assert "The wave is a data set now." in text(sent)
    assert "Bring it in" not in text(sent)
    found = DataSet.objects.get()
    assert (found.children, found.is_synthetic, found.of_wave) == (PUPILS, True, wave.key)
    assert found.keep_until == wave.keep_until
    assert Event.objects.filter(act="records.add").count() == 1
    asked = {"characteristics": ["year", "sex"], "outcomes": ["happy", "clubs"], "depth": "2"}
    client.post(f"{EVIDENCE}{found.key}/look/", asked)
    releases.work()
    assert Analysis.objects.get().result["found"] >= 0
    assert "Children 1,500" in text(client.get(f"{EVIDENCE}{found.key}/"))


def test_only_who_may_see_the_room_brings_a_wave_in(wave):
    for role in ("manager", "chair", "administrator", "reader", "officer"):
        client = client_as(role)
        answer = client.post(f"{EVIDENCE}waves/{wave.key}/", {"keep_until": wave.keep_until.isoformat()})
        assert answer.status_code == 403, role
    assert "Bring it in" not in text(client_as("manager").get(EVIDENCE))
    administrator = Actor("Administrator", 4, (Holding(Role.ADMINISTRATOR),))
    with pytest.raises(NotAllowed):
        bring_in(wave, by=administrator)
    assert not DataSet.objects.exists()


def test_nobody_keeps_answers_for_longer_than_the_wave_does(wave):
    for day in (wave.keep_until + timedelta(days=1), timezone.localdate()):
        with pytest.raises(NotValid, match="Choose a day to come, and none after"):
            bring_in(wave, keep_until=day)
    assert bring_in(wave, keep_until=timezone.localdate() + timedelta(days=1))


def test_a_wave_that_is_open_or_there_already_cannot_be_brought_in(wave):
    client = client_as("analyst")
    assert client.get(f"{EVIDENCE}waves/no-such-wave/").status_code == 404
    bring_in(wave)
    assert client.get(f"{EVIDENCE}waves/{wave.key}/").status_code == 404
    unfinished = waves.draft()
    assert client.get(f"{EVIDENCE}waves/{unfinished.key}/").status_code == 404
    with pytest.raises(NotFound):
        bring_in(unfinished)


def test_when_the_answers_of_a_wave_are_deleted_its_data_set_goes_the_same_day(wave):
    found = bring_in(wave)
    enqueue("records.delete-due")
    releases.work()
    file = path_of(found.digest, found.file_name)
    assert file.exists()
    running.delete_answers(wave, by=waves.BY)
    assert queries.list_waves_to_bring_in() == []
    enqueue("records.delete-due")
    releases.work()
    assert not file.exists()
    assert client_as("analyst").get(f"{EVIDENCE}{found.key}/").status_code == 404


def test_tables_of_a_wave_leave_through_its_reports_alone(wave):
    found = bring_in(wave)
    client = client_as("analyst")
    assert "What is found here stays inside." in text(client.get(f"{EVIDENCE}{found.key}/"))
    assert found.title not in text(client.get(f"{EVIDENCE}gate/"))
    answer = client.get(f"{EVIDENCE}gate/new/{found.key}/")
    assert answer.status_code == 403
    assert "goes out in its reports alone" in text(answer)
    with pytest.raises(NotAllowed, match="goes out in its reports alone"):
        releases.choose(found, by=ANALYST)
    assert not Release.objects.exists()
