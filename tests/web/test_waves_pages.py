"""The partners' pages of the survey: who sees which, and what they say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oneplan.web.listen import actions, collection, running
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.models import Event
from web import waves
from web.partners import client_as
from web.reading import read, text
from web.test_security import Inline, assert_protected

LISTEN = "/partners/listen/"
OF_A_DRAFT = ("", "roll/", "sign/data-protection/", "sign/lawful-basis/", "sign/parent-letter/")
OF_A_DRAFT += ("sign/safeguarding/", "sign/special/", "open/", "drop/")
OF_AN_OPEN_ONE = ("", "missing/", "response.csv", "close/", f"schools/{waves.HILL}/")
OF_AN_OPEN_ONE += tuple(f"schools/{waves.HILL}/{one}/" for one in ("more", "adult", "organisation"))
CARDS = f"schools/{waves.HILL}/cards.pdf"


@pytest.fixture
def home(empty_home):
    yield empty_home
    waves.forget_answers()


def answer_somebody(wave, *, code=None):
    """Let a pupil of the first class begin, answer one question and end."""
    from oneplan.listen.collection.store import Entry
    from oneplan.listen.waves.codes import session_of, ticket_of
    from oneplan.listen.waves.keys import read_key
    from oneplan.web import wiring

    code = code or collection.list_codes(waves.school_of(wave))[waves.FIRST][0]
    key = read_key(wiring.home(), wave.key)
    session = session_of(key, code)
    with collection.open_store(wave.key) as store:
        store.begin(session, ticket_of(key, session), language="en")
        store.write([Entry(session, "home-listened", 1, {"codes": ["often"]})])
        store.end(session, ticket_of(key, session), how="done")
    return code


def open_all(client, wave, paths):
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"{LISTEN}{wave.key}/{path}")
        assert answer.status_code == 200, path
        assert_protected(answer)
        assert Inline(answer.content.decode()).found == []
        assert len(asked) <= 26, (path, [query["sql"][:120] for query in asked])


def test_every_page_of_a_draft_opens_and_asks_few_questions(home):
    client = client_as("manager")
    open_all(client, waves.signed(), OF_A_DRAFT)
    assert client.get(LISTEN).status_code == 200
    assert client.get(f"{LISTEN}new/").status_code == 200


def test_every_page_of_an_open_wave_opens_and_asks_few_questions(home):
    wave = waves.opened()
    answer_somebody(wave)
    open_all(client_as("manager"), wave, OF_AN_OPEN_ONE)


def test_a_manager_goes_from_questionnaire_to_open_wave_by_forms_alone(home):
    waves.give_readers()
    from datetime import timedelta

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    client, today = client_as("manager"), timezone.localdate()
    sent = {"questionnaire": "demonstration.yaml", "opens": today, "closes": today + timedelta(days=20)}
    sent["keep_until"] = today + timedelta(days=400)
    assert client.post(f"{LISTEN}new/", sent).status_code == 302
    wave = find_wave("how-is-life-for-you-2027")
    at = f"{LISTEN}{wave.key}/"
    file = SimpleUploadedFile("roll.csv", waves.roll_file())
    assert client.post(f"{at}roll/", {"file": file}).status_code == 302
    answers = waves.said(special=["post-16"])
    answers["parent-letter"] = {"sent": today - timedelta(days=8)}
    for line, words in answers.items():
        assert "It cannot open yet" in text(client.get(at))
        assert client.post(f"{at}sign/{line}/", words).status_code == 302, line
    page = text(client.get(at))
    assert "It is ready to be opened" in page
    assert "Kept at: Shelf 4. Agreed to by: Data protection officer." in page
    assert "Asked in: Sixth form, college and training." in page
    assert client.post(f"{at}open/", {"seen": ""}).status_code == 302
    assert "0 of 46 pupils have ended it" in text(client.get(at))


def test_who_took_part_stands_beside_the_roll(home):
    wave = waves.opened()
    answer_somebody(wave)
    client = client_as("analyst")
    page = text(client.get(f"{LISTEN}{wave.key}/"))
    assert "1 of 46 pupils have ended it." in page
    lines = read(client.get(f"{LISTEN}{wave.key}/response.csv")).splitlines()
    assert lines[0] == "school,name,on_roll,codes_issued,begun,done,done_percent"
    assert f"{waves.HILL},Hill School,21,29,1,1,5" in lines
    missing = text(client.get(f"{LISTEN}{wave.key}/missing/"))
    assert "5 1 0 20 0 0" in missing
    assert "North 1 1 21 1 5" in missing


def test_a_survey_lead_sees_and_does_what_belongs_to_one_school_alone(home):
    wave = waves.opened()
    waves.school_of(wave, waves.HILL, organisation="hill")
    waves.school_of(wave, waves.LAKE, organisation="lake")
    lead = client_as("school", organisation="hill", second_factor=False)
    own, other = f"{LISTEN}{wave.key}/schools/{waves.HILL}/", f"{LISTEN}{wave.key}/schools/{waves.LAKE}/"
    assert lead.get(f"{LISTEN}mine/").headers["Location"] == own
    page = text(lead.get(own))
    assert "How far is Hill School?" in page
    assert "Lake School" not in page
    for path in ("", "cards.pdf", "codes.csv", "more/", "adult/"):
        assert lead.get(own + path).status_code == 200, path
        assert lead.get(other + path).status_code == 403, path
        assert lead.get(f"{LISTEN}{wave.key}/schools/100009/{path}").status_code == 403, path
    assert lead.get(f"{own}organisation/").status_code == 403
    group = f"{waves.LAKE}|8|secondary"
    assert lead.post(f"{other}pause/", {"group": group, "paused": "yes"}).status_code == 403
    assert lead.post(f"{other}more/", {"group": group, "codes": 3}).status_code == 403
    assert lead.post(f"{own}pause/", {"group": group, "paused": "yes"}).status_code == 302
    assert "Choose" in text(lead.post(f"{own}more/", {"group": group, "codes": 3}))
    assert not any(one.paused for one in collection.count_groups(wave))
    for path in ("", "missing/", "response.csv", "close/"):
        assert lead.get(f"{LISTEN}{wave.key}/{path}").status_code == 403, path


def test_a_lead_of_another_school_is_refused_by_the_act_itself(home):
    from oneplan.errors import NotAllowed
    from oneplan.people import Actor, Holding, Role

    wave = waves.opened()
    lake = waves.school_of(wave, waves.LAKE, organisation="lake")
    hill = waves.school_of(wave, waves.HILL, organisation="hill")
    lead = Actor("Lead", 1, (Holding(Role.SCHOOL, "hill"),))
    for whose in (None, hill.organisation, lake.organisation):
        with pytest.raises(NotAllowed):
            actions.name_adult(by=lead, school=lake, named_adult="Me", organisation=whose)


def test_cards_are_printed_until_a_class_begins_and_taking_them_is_remembered(home):
    wave = waves.opened()
    client = client_as("manager")
    at = f"{LISTEN}{wave.key}/"
    made = client.get(at + CARDS)
    assert made.content.startswith(b"%PDF-")
    assert made.headers["Cache-Control"] == "no-store"
    codes = read(client.get(f"{at}schools/{waves.HILL}/codes.csv")).splitlines()
    assert codes[0] == "school,year,version,code"
    assert len(codes) == 1 + 14 + 2 + 11 + 2
    assert Event.objects.filter(act="codes.print").count() == 2
    assert "Hill School" in Event.objects.filter(act="codes.print").first().title
    answer_somebody(wave)
    left = read(client.get(f"{at}schools/{waves.HILL}/codes.csv")).splitlines()
    assert not [line for line in left if ",4,primary," in line]
    assert [line for line in left if ",5,primary," in line]


def test_extra_codes_are_shown_once_and_no_two_are_alike(home):
    wave = waves.opened()
    client = client_as("manager")
    at = f"{LISTEN}{wave.key}/schools/{waves.HILL}/more/"
    page = read(client.post(at, {"group": f"{waves.HILL}|4|primary", "codes": 3}))
    assert page.count("<code>") == 3
    codes = collection.list_codes(waves.school_of(wave))[waves.FIRST]
    assert len(set(codes)) == len(codes) == 17
    wrong = text(client.post(at, {"group": f"{waves.HILL}|4|primary", "codes": 20000}))
    assert "At most 200 at once" in wrong


def test_a_paused_class_waits_until_it_goes_on(home):
    wave = waves.opened()
    client = client_as("manager")
    at = f"{LISTEN}{wave.key}/schools/{waves.HILL}/"
    client.post(f"{at}pause/", {"group": f"{waves.HILL}|4|primary", "paused": "yes"})
    assert "These classes are paused: Year 4: Primary, years 4 to 6." in text(client.get(at))
    with collection.open_store(wave.key) as store:
        assert store.paused() == {waves.FIRST}
    client.post(f"{at}pause/", {"group": f"{waves.HILL}|4|primary", "paused": "no"})
    with collection.open_store(wave.key) as store:
        assert store.paused() == frozenset()


def test_the_named_adult_reaches_the_pupils_pages(home):
    import json

    wave = waves.opened()
    client = client_as("manager")
    address = f"{LISTEN}{wave.key}/schools/{waves.HILL}/adult/"
    client.post(address, {"named_adult": "The school nurse"})
    kept = json.loads((home / "listening" / wave.key / "wave.json").read_text())
    assert kept["contacts"] == {waves.HILL: "The school nurse"}


def test_closing_is_asked_twice(home):
    wave = waves.opened()
    client = client_as("manager")
    at = f"{LISTEN}{wave.key}/close/"
    for sent in ({"seen": ""}, {"title": str(wave)}, {"sure": "on"}, {"sure": "on", "title": "Another"}):
        assert "There is a problem" in text(client.post(at, sent)), sent
    assert find_wave(wave.key).state == "open"
    for role in ("analyst", "chair", "administrator"):
        assert client_as(role).post(at, {"sure": "on", "title": str(wave)}).status_code == 403
    assert client.post(at, {"sure": "on", "title": str(wave)}).status_code == 302
    assert find_wave(wave.key).state == "closing"
    with pytest.raises(Exception, match="It is being closed"):
        running.close_wave(find_wave(wave.key), by=waves.BY, title=str(wave), sure=True)


def test_the_partners_see_no_answer_of_a_wave_that_is_open(home):
    wave = waves.opened()
    answer_somebody(wave)
    client = client_as("manager")
    for path in OF_AN_OPEN_ONE:
        assert "home-listened" not in read(client.get(f"{LISTEN}{wave.key}/{path}"))
