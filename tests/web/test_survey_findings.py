"""What pupils said, for everybody: of safe tables alone, agreed to by a second person, taken off again."""

import csv
import io
import re
from typing import get_type_hints

import pytest
from django.test import Client
from django.utils import timezone

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotAllowed, NotSafe, NotValid
from oneplan.publish.survey import everybody
from oneplan.publish.survey.parts import MADE_UP
from oneplan.understand.intersections.findings import SafeFinding
from oneplan.understand.survey.differing import Differences
from oneplan.understand.survey.gating import Gated
from oneplan.understand.survey.released import Released, read_released
from oneplan.web import wiring
from oneplan.web.people.actors import actor_of
from oneplan.web.people.models import Event
from oneplan.web.publish.models import Pages, Publication
from oneplan.web.publish.survey import shelf
from oneplan.web.publish.survey.publishing import actions
from oneplan.web.publish.tasks import make_survey_reports
from oneplan.words.reading import hardest_sentences, reading_age
from web import closed_waves
from web.partners import client_as, client_of, make_account
from web.reading import read, sayings, text
from web.test_school_actions import send
from web.test_survey_reports_pages import NoWork

OLDEST, OLDEST_PUPIL = 11, 8


@pytest.fixture
def wave(empty_home):
    made = closed_waves.close_made_up()
    make_survey_reports(NoWork(), wave=made.pk)
    return made


@pytest.fixture
def first():
    return make_account("analyst", organisation="council")


@pytest.fixture
def second():
    return make_account("chair", organisation="health")


@pytest.fixture
def asked(wave, first):
    return actions.ask_to_publish(by=actor_of(first), wave=wave)


@pytest.fixture
def published(asked, second):
    return actions.publish(asked, by=actor_of(second), fingerprint=asked.fingerprint, looked=True)


def desk(wave, rest=""):
    return f"/partners/listen/{wave.key}/publish/{rest}"


def public(wave, rest="/"):
    return f"/voices/surveys/{wave.key}{rest}"


def test_one_asks_another_agrees_and_everybody_reads(wave, first, second):
    anyone = Client()
    assert anyone.get(public(wave)).status_code == 404
    assert "Nothing is published yet" in text(anyone.get("/voices/"))
    page = send(client_of(first), desk(wave, "ask/"), note="Please look at the change.")
    assert "Waits for a second person" in page
    number = Publication.objects.get().pk
    assert anyone.get(public(wave)).status_code == 404
    theirs = client_of(second)
    assert "Look at findings before everybody reads them" in text(theirs.get("/partners/"))
    assert "Please look at the change." in text(theirs.get(desk(wave, f"{number}/")))
    where = desk(wave, f"{number}/publish/")
    print_ = re.search(r'name="fingerprint" value="(\w+)"', read(theirs.get(where))).group(1)
    assert "Read the page first" in text(theirs.post(where, {"fingerprint": print_}))
    theirs.post(where, {"fingerprint": print_, "looked": "on"})
    page = text(anyone.get(public(wave)))
    assert "What did pupils tell us in" in page
    assert "Who answered?" in page
    assert "What did pupils tell us in" in text(anyone.get("/voices/"))
    acts = list(Event.objects.filter(act__startswith="publication.").values_list("act", flat=True))
    assert sorted(acts) == ["publication.ask", "publication.publish"]


def test_who_asked_never_agrees(asked, first):
    with pytest.raises(NotAllowed):
        actions.publish(asked, by=actor_of(first), fingerprint=asked.fingerprint, looked=True)
    manager = make_account("manager", organisation="council")
    Publication.objects.update(asked_account=manager.pk)
    by = actor_of(manager)
    with pytest.raises(NotAllowed, match="somebody else has to look at it"):
        actions.publish(asked, by=by, fingerprint=asked.fingerprint, looked=True)
    with pytest.raises(NotAllowed, match="somebody else has to look at it"):
        actions.send_back(asked, by=by, reason="No.")
    page = read(client_of(manager).get(desk(asked.wave, f"{asked.pk}/")))
    assert "You asked, so somebody else has to look at it" in page
    assert f"{asked.pk}/publish/" not in page


def test_what_changed_since_it_was_asked_for_does_not_go_out(asked, second):
    Pages.objects.filter(publication=asked).update(page="<p>Ann said so.</p>")
    with pytest.raises(NotSafe, match="it changed in the meantime"):
        actions.publish(asked, by=actor_of(second), fingerprint=asked.fingerprint, looked=True)
    assert Client().get(public(asked.wave)).status_code == 404


def test_what_is_out_stays_as_it_was_when_reports_are_made_anew(published):
    before = Client().get(public(published.wave)).content
    path = shelf.reports_folder(wiring.home(), published.wave.key) / f"{everybody.KEY}.html"
    path.write_text("<p>Something else</p>", encoding="utf-8")
    assert Client().get(public(published.wave)).content == before


def test_it_is_taken_off_with_a_reason_and_that_is_remembered(published, second):
    pupils = published.pages.pupils[0]["key"]
    theirs = client_of(second)
    assert "Write the reason" in send(theirs, desk(published.wave, f"{published.pk}/recall/"), reason="")
    send(theirs, desk(published.wave, f"{published.pk}/recall/"), reason="A school was counted twice.")
    for rest in ("/", ".csv", f"/{pupils}/"):
        answer = Client().get(public(published.wave, rest))
        assert answer.status_code == 410
        assert "A school was counted twice." in text(answer)
    assert "Nothing is published yet" in text(Client().get("/voices/"))
    said = Event.objects.get(act="publication.recall")
    assert said.after["stage"] == "recalled"


def test_a_later_one_takes_the_place_of_the_one_that_is_out(published, first, second):
    again = actions.ask_to_publish(by=actor_of(first), wave=published.wave)
    assert Client().get(public(published.wave)).status_code == 200
    actions.publish(again, by=actor_of(second), fingerprint=again.fingerprint, looked=True)
    published.refresh_from_db()
    assert published.stage == "replaced"
    with pytest.raises(NotValid, match="This is now: replaced"):
        actions.take_back(published, by=actor_of(second), reason="Old.")


def test_a_wish_is_taken_back_or_sent_back_and_nothing_goes_out(asked, first, second):
    actions.send_back(asked, by=actor_of(second), reason="Wait for the schools.")
    assert "Wait for the schools." in text(client_of(first).get(desk(asked.wave)))
    again = actions.ask_to_publish(by=actor_of(first), wave=asked.wave)
    with pytest.raises(NotValid, match="Somebody asked already"):
        actions.ask_to_publish(by=actor_of(first), wave=asked.wave)
    send(client_of(first), desk(asked.wave, f"{again.pk}/withdraw/"))
    with pytest.raises(NotValid, match="taken back before it went out"):
        actions.publish(again, by=actor_of(second), fingerprint=again.fingerprint, looked=True)
    assert Client().get(public(asked.wave)).status_code == 404


def test_without_reports_or_of_an_open_wave_nothing_is_asked_for(empty_home, first):
    wave = closed_waves.close_made_up()
    with pytest.raises(NotValid, match="Make the reports on this wave first"):
        actions.ask_to_publish(by=actor_of(first), wave=wave)
    wave.state = "open"
    with pytest.raises(NotValid, match="Close the wave first"):
        actions.ask_to_publish(by=actor_of(first), wave=wave)
    assert not Publication.objects.exists()


def test_every_figure_of_the_file_stands_in_a_safe_table(published):
    home = wiring.home()
    released = read_released(shelf.reports_folder(home, published.wave.key) / shelf.FIGURES)
    items = {item.id: item for item in released.items}
    file = Client().get(public(published.wave, ".csv"))
    assert "synthetic-" in file.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert len(lines) > 20
    versions = {TOTAL, *released.asked.versions}
    for line in lines:
        item, of = items[line["question"]], line["of"]
        if of == "place":
            assert line["level"] in versions
            shown = released.in_place(item, line["level"])
        elif line["and_of"]:
            levels = (line["level"], line["and_level"])
            shown = released.in_crossing(item, (of, line["and_of"]), levels=levels)
        else:
            shown = released.in_group(item, of, level=line["level"])
        assert shown == (int(line["asked"]), int(line["said"]))
        assert line["synthetic"] == MADE_UP


def test_no_school_and_no_district_stands_on_it(published):
    whole = read(Client().get(public(published.wave))) + published.pages.figures
    for one in closed_waves.a_roll().schools.to_dicts():
        assert one["name"] not in whole
        assert one["district"] not in whole


def test_only_safe_tables_and_safe_findings_reach_it():
    assert get_type_hints(everybody.make_public_report)["released"] is Released
    assert get_type_hints(Gated)["table"] is SafeTable
    assert "Gated" in str(Released.__dataclass_fields__["tables"].type)
    assert SafeFinding in get_type_hints(Differences)["by_topic"].__args__[1].__args__


def test_it_says_everywhere_that_it_is_made_up(published):
    pages = ["/voices/", public(published.wave)]
    pages += [public(published.wave, f"/{one['key']}/") for one in published.pages.pupils]
    for page in pages:
        assert re.search(r"Synthetic|Made up", text(Client().get(page)))
    assert MADE_UP in text(Client().get(pages[1]))


def test_a_child_of_eleven_can_read_it_and_a_child_of_eight_the_pages_for_pupils(published):
    pages = {"/voices/": OLDEST, public(published.wave): OLDEST}
    pages |= {public(published.wave, f"/{one['key']}/"): OLDEST_PUPIL for one in published.pages.pupils}
    assert len(pages) > 2
    for page, oldest in pages.items():
        said = sayings(read(Client().get(page)))
        assert reading_age(said) <= oldest, (page, hardest_sentences(said.split("\n\n"), limit=oldest)[:5])


@pytest.mark.parametrize("rest", ["/nobody/", "/nobody-pupils/", ".exe", "/everybody.html"])
def test_what_is_not_published_is_not_there(published, rest):
    assert Client().get(public(published.wave, rest)).status_code == 404


def test_those_who_may_not_agree_see_no_way_to(asked):
    for role in ("school", "member", "panel"):
        assert client_as(role).get(desk(asked.wave)).status_code == 403
    assert Client().get(desk(asked.wave)).status_code == 302


def test_the_change_since_the_last_wave_stands_there(empty_home, first):
    for name, seed, days in (("2025", 2014, 700), ("2027", 7, 1)):
        one = closed_waves.close_made_up(name, seed=seed, same=True, days_ago=days)
        make_survey_reports(NoWork(), wave=one.pk)
    asked = actions.ask_to_publish(by=actor_of(first), wave=one)
    assert "What has changed since 2025?" in asked.pages.page
    assert re.search(r"Of the questions on this page, [1-9]\d* were asked in the same way", asked.pages.page)
    assert ", no more than chance explains" not in asked.pages.page


def test_the_home_page_leads_to_what_was_heard_last(site, db):
    assert "nothing is kept here yet" in text(site.get("/"))
    wave = closed_waves.Wave.objects.create(
        key="heard",
        title="Made up",
        name="2027",
        versions=[],
        languages=[],
        is_demonstration=True,
        state="closed",
        opens="2026-01-01",
        closes="2026-01-02",
        keep_until="2030-01-01",
        made_at=timezone.now(),
    )
    Publication.objects.create(
        wave=wave,
        title="What did pupils tell us?",
        stage="published",
        asked_at=timezone.now(),
        asked_account=1,
        published_at=timezone.now(),
    )
    page = site.get("/").content.decode()
    assert '<a href="/voices/surveys/heard/">What did pupils tell us?</a>' in page
    assert "nothing is kept here yet" not in page
