"""What children write is read by those who are trained to, in the right order; worries go the right way."""

import re

import pytest

from oneplan.errors import NotAllowed, NotFound, NotReachable, NotValid
from oneplan.listen.closing.quoted import Quote, read_quoted
from oneplan.listen.collection.issuing import list_codes as list_issued
from oneplan.listen.collection.store import Begun, Entry
from oneplan.listen.waves.codes import session_of, ticket_of
from oneplan.listen.waves.keys import read_key
from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.listen import collection, reading, running
from oneplan.web.listen.models import Reading
from oneplan.web.listen.queries import find_wave
from oneplan.web.people.models import Event, Term
from web import releases, waves
from web.partners import client_as
from web.reading import text

READER = Actor("Safeguarding reader", 1, (Holding(Role.READER, "council"),))
LEAD = Actor("County safeguarding lead", 2, (Holding(Role.SAFEGUARDING, "council"),))
URGENT, CALM = "my uncle hits me with a belt", "more football please"
WHY = "The head knows every family, and asked which year it is."


@pytest.fixture
def home(empty_home):
    yield empty_home
    waves.forget_answers()


@pytest.fixture
def wave(home):
    """An open wave in which two pupils of a small year wrote something."""
    made = waves.opened()
    write(made, CALM, URGENT)
    return made


def codes_of(store, key):
    """The codes of the first class, the last first, since other tests begin with the first."""
    return reversed(list_issued(store, key, group=waves.FIRST))


def write(wave, *texts):
    """So many pupils of the first class each write one text."""
    key = read_key(wiring.home(), wave.key)
    with collection.open_store(wave.key) as store:
        for code, words in zip(codes_of(store, key), texts, strict=False):
            session = session_of(key, code)
            store.write(
                [
                    Begun(session, ticket_of(key, session), "en"),
                    Entry(session, "change-one-thing", 1, {"text": words}),
                ]
            )


def first(wave):
    return reading.list_unread(wave)[0].said


def decide(wave, *, by=LEAD, **given):
    usual = {"to": "school", "place": "county", "about_adult": False, "why": WHY}
    return reading.decide(by=by, wave=wave, text=first(wave).id, **usual | given)


def at(wave, *more):
    return "/".join([f"/partners/listen/{wave.key}/texts", *more, ""])


def test_the_most_urgent_text_is_shown_first_and_every_text_waits(wave):
    assert [one.said.text for one in reading.list_unread(wave)] == [URGENT, CALM]
    page = text(client_as("reader").get(at(wave)))
    assert "2 texts wait to be read" in page
    shown = client_as("reader").get(at(wave, "next"), follow=True)
    assert URGENT in text(shown)
    assert shown.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(
    "role", ["manager", "administrator", "analyst", "chair", "school", "inspector", "member"]
)
def test_nobody_else_reads_a_word(wave, role):
    client = client_as(role)
    for address in (at(wave, "next"), at(wave, first(wave).id)):
        answer = client.get(address)
        assert answer.status_code == 403
        assert URGENT not in answer.content.decode()


def test_a_manager_sees_how_many_wait_and_no_reason(wave):
    decide(wave)
    page = text(client_as("manager").get(at(wave)))
    assert "One text waits to be read" in page
    assert WHY not in page
    assert URGENT not in page


def test_who_read_which_text_is_remembered_and_never_the_words(wave):
    client_as("reader").get(at(wave, first(wave).id))
    decide(wave)
    events = Event.objects.filter(act__startswith="text.")
    assert {event.act for event in events} == {"text.read", "text.decide"}
    written = " ".join(str([one.title, one.before, one.after]) for one in Event.objects.all())
    assert URGENT not in written
    assert first(wave).text not in " ".join(str(one.__dict__) for one in Reading.objects.all())


def test_in_a_small_school_year_a_reader_sees_no_place_and_only_the_lead_decides(wave):
    said = first(wave)
    assert "Hill School" not in text(client_as("reader").get(at(wave, said.id)))
    assert "Hill School, year 4" in text(client_as("safeguarding").get(at(wave, said.id)))
    with pytest.raises(NotValid, match="county’s lead"):
        decide(wave, by=READER)
    with pytest.raises(NotValid, match="20 letters"):
        decide(wave, why="small")
    kept = decide(wave, place="school")
    assert (kept.school, kept.year) == (waves.HILL, None)


def test_in_a_small_school_year_a_reader_can_say_that_there_is_no_worry(wave):
    assert decide(wave, by=READER, to="nobody", why="").school == ""


def test_what_a_reader_gives_to_the_lead_waits_for_the_lead_alone(wave):
    said = first(wave)
    decide(wave, by=READER, to="county-lead", why="")
    assert said.id not in [one.said.id for one in reading.list_unread(wave, by_lead=False)]
    assert said.id in [one.said.id for one in reading.list_unread(wave)]
    with pytest.raises(NotFound):
        reading.find_waiting(wave, said.id, by=READER)
    decide(wave, place="school")
    assert Reading.objects.get().to == "school"


def test_a_reader_is_offered_only_what_a_reader_may_choose(wave):
    said = first(wave)
    small = client_as("reader").get(at(wave, said.id)).content.decode()
    assert "county-lead" in small
    assert "designated-officer" not in small
    lead = client_as("safeguarding").get(at(wave, said.id)).content.decode()
    assert "county-lead" not in lead
    assert "designated-officer" in lead


def test_in_a_large_school_year_a_reader_tells_the_school_with_its_year(wave):
    waves.school_of(wave).years.filter(year=4).update(pupils=90)
    assert "Hill School, year 4" in text(client_as("reader").get(at(wave, first(wave).id)))
    kept = decide(wave, by=READER, place="school-and-year", why="")
    assert (kept.school, kept.year) == (waves.HILL, 4)


def test_a_worry_about_an_adult_never_goes_to_the_school(wave):
    with pytest.raises(NotValid, match="designated officer"):
        decide(wave, about_adult=True)
    assert decide(wave, about_adult=True, to="designated-officer").about_adult


def test_a_text_is_decided_once(wave):
    said = first(wave)
    decide(wave)
    with pytest.raises(NotFound, match="Somebody has read this text"):
        reading.decide(
            by=LEAD, wave=wave, text=said.id, to="nobody", place="county", about_adult=False, why=""
        )


def test_a_text_that_was_changed_waits_again(wave):
    decide(wave, to="nobody")
    decide(wave, to="nobody")
    key = read_key(wiring.home(), wave.key)
    with collection.open_store(wave.key) as store:
        session = session_of(key, next(codes_of(store, key)))
        store.write([Entry(session, "change-one-thing", 2, {"text": "he hits me"})])
    assert [one.said.text for one in reading.list_unread(wave)] == ["he hits me"]


def test_no_wave_opens_before_somebody_may_read(home):
    wave = waves.signed()
    Term.objects.all().delete()
    with pytest.raises(NotValid, match="Nobody may read what children write"):
        running.open_wave(wave, by=waves.BY)


def test_no_wave_closes_while_a_text_waits(wave):
    with pytest.raises(NotValid, match="2 texts of pupils are not read yet"):
        running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
    decide(wave, to="nobody")
    decide(wave, to="nobody")
    running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
    assert find_wave(wave.key).state == "closing"


def test_a_form_that_is_not_filled_in_says_so_and_decides_nothing(wave):
    answer = client_as("safeguarding").post(at(wave, first(wave).id), {"why": ""})
    assert "Choose who is told." in text(answer)
    assert not Reading.objects.exists()


def test_the_form_decides_and_goes_on_with_the_next_text(wave):
    sent = {"about_adult": "no", "to": "nobody", "place": "county", "why": WHY}
    answer = client_as("safeguarding").post(at(wave, first(wave).id), sent, follow=True)
    assert CALM in text(answer)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7*7 }}", "x" * 4000, "\u202eright"])
def test_hostile_words_are_shown_as_words(home, words):
    wave = waves.opened()
    write(wave, words)
    answer = client_as("reader").get(at(wave, first(wave).id))
    assert answer.status_code == 200
    assert not re.search(r"<script>alert", answer.content.decode())


def test_one_who_is_not_signed_in_is_refused(wave):
    with pytest.raises(NotAllowed):
        decide(wave, by=Actor())
    assert client_as("anyone").get(at(wave)).status_code in {302, 403}


def read_all(wave, **of_calm):
    """Read both texts: a worry in the urgent one, none in the other."""
    decide(wave)
    return decide(wave, to="nobody", why="", **of_calm)


def test_words_are_quoted_only_where_somebody_ticks_it_and_who_did_is_remembered(wave):
    decide(wave)
    page = client_as("reader").get(at(wave, first(wave).id)).content.decode()
    assert "The school may read these words in its report" in page
    assert "checked" not in page.partition('name="quote"')[2].partition(">")[0]
    sent = {"about_adult": "no", "to": "nobody", "place": "county", "quote": "on", "take_out": "football"}
    client_as("reader").post(at(wave, first(wave).id), sent)
    kept = Reading.objects.get(may_quote=True)
    assert kept.taken_out == [[5, 13]]
    event = Event.objects.filter(act="text.decide").latest("number")
    assert '"may_quote": true' in str(event.after).replace("True", "true").replace("'", '"')
    assert "football" not in str([event.title, event.before, event.after])
    assert "1 may be quoted to its school." in text(client_as("manager").get(at(wave)))


def test_without_the_tick_nothing_is_quoted(wave):
    decide(wave)
    sent = {"about_adult": "no", "to": "nobody", "place": "county", "take_out": "football"}
    client_as("reader").post(at(wave, first(wave).id), sent)
    assert not Reading.objects.filter(may_quote=True).exists()


def test_a_worry_is_never_quoted_and_what_sounds_like_one_is_not_even_asked_about(wave):
    page = client_as("safeguarding").get(at(wave, first(wave).id))
    assert "The school may read" not in text(page)
    with pytest.raises(NotValid, match="may speak of a worry"):
        decide(wave, to="nobody", quote_without="")
    with pytest.raises(NotValid, match="a worry in it"):
        decide(wave, quote_without="")
    decide(wave)
    with pytest.raises(NotValid, match="do not stand in the text"):
        decide(wave, to="nobody", quote_without="rugby")
    assert Reading.objects.count() == 1


def test_how_it_would_read_is_shown_before_it_is_passed(home):
    wave = waves.opened()
    write(wave, "ask mum on 07700 900123 about the pool")
    page = text(client_as("reader").get(at(wave, first(wave).id)))
    assert "If it is quoted, it reads: “ask mum on [telephone number] about the pool”" in page


def test_what_was_passed_is_kept_at_the_close_and_goes_with_the_answers(wave):
    read_all(wave, quote_without="football")
    running.close_wave(wave, by=waves.BY, title=str(wave), sure=True)
    releases.work()
    assert read_quoted(wiring.home(), wave.key) == (
        Quote(waves.HILL, "change-one-thing", "more [taken out] please"),
    )
    running.delete_answers(find_wave(wave.key), by=waves.BY)
    assert read_quoted(wiring.home(), wave.key) == ()


def test_a_closing_that_was_cut_off_loses_no_word_that_was_passed(wave, monkeypatch):
    read_all(wave, quote_without="")
    close = collection.close_wave

    def cut_off(*_, **__):
        raise NotReachable("The disk is full.")

    monkeypatch.setattr(collection, "close_wave", cut_off)
    with pytest.raises(NotReachable):
        collection.close_collection(wave)
    monkeypatch.setattr(collection, "close_wave", close)
    for _ in range(2):
        collection.close_collection(wave)
    assert [one.text for one in read_quoted(wiring.home(), wave.key)] == [CALM]
