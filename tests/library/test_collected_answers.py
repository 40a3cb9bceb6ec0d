"""A store of answers beside a slow dictionary that does the same: whatever comes in whichever order."""

import threading
from collections import Counter
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import refusal_of
from oneplan.errors import NotReachable
from oneplan.listen.collection import tables
from oneplan.listen.collection.issuing import issue_codes, list_codes
from oneplan.listen.collection.opening import open_store
from oneplan.listen.collection.sqlite import SqliteStore
from oneplan.listen.collection.store import Begun, Ended, Entry, Sealed
from oneplan.listen.collection.way import find_way, on_the_way, route_of
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.waves.codes import make_code, session_of, ticket_of
from oneplan.listen.waves.wave import Group, Wave

KEY = bytes(range(32))
GROUP = Group(school="100001", year=5, version="primary")
OTHER = Group(school="100001", year=6, version="primary")
CODES = [make_code(KEY, GROUP, number=number) for number in range(1, 4)]
SESSIONS = [session_of(KEY, code) for code in CODES]
TICKETS = [ticket_of(KEY, session) for session in SESSIONS]
NUMBERS = count(1)
OFTEN, NEVER, BLANK = {"codes": ["often"]}, {"codes": ["never"]}, {"codes": []}


@pytest.fixture(params=["sqlite", "postgres"])
def opens(request, tmp_path_factory):
    """Opens the same store again and again; another number is another one."""
    place = tmp_path_factory.mktemp("stores")
    opened = []

    def open_one(number=0):
        if request.param == "sqlite":
            opened.append(open_store(place, f"w{number}", key=KEY))
        else:
            address = request.getfixturevalue("server")
            opened.append(open_store(place, f"{place.name}-{number}", key=KEY, address=address))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(opens):
    opened = opens()
    opened.issue(GROUP, TICKETS)
    return opened


@pytest.fixture
def in_file(tmp_path):
    opened = SqliteStore(tmp_path / "answers.sqlite3", key=KEY)
    opened.issue(GROUP, TICKETS)
    yield opened
    opened.close()


class Slow:
    """The same store as plain dictionaries, in the order in which one would explain it."""

    def __init__(self):
        self.tickets = dict.fromkeys(TICKETS, "unused")
        self.states, self.answers = {}, {}

    def take(self, step):
        act = {Begun: self.begin, Entry: self.answer, Ended: self.end}[type(step)]
        return act(step)

    def begin(self, step):
        began = self.tickets[step.ticket] != "done"
        began = began and self.states.get(step.session, "going") in ("going", "declined")
        if began:
            self.states[step.session] = "going"
        if self.tickets[step.ticket] == "unused":
            self.tickets[step.ticket] = "started"
        return began

    def answer(self, step):
        past = self.answers.get((step.session, step.question), [])
        if self.states.get(step.session) != "going" or step.revision != len(past) + 1:
            return False
        self.answers[step.session, step.question] = [*past, step.given]
        return True

    def end(self, step):
        if self.states.get(step.session) not in ("going", "declined"):
            return False
        self.states[step.session] = step.how
        if step.how == "deleted":
            self.answers = {at: past for at, past in self.answers.items() if at[0] != step.session}
        if step.how != "declined":
            self.tickets[step.ticket] = "done"
        return True

    def load(self, session):
        return {at[1]: (len(past), past[-1]) for at, past in self.answers.items() if at[0] == session}


def steps():
    pupil = st.integers(0, len(CODES) - 1)
    given_ = st.sampled_from(
        [OFTEN, NEVER, BLANK, {"number": 3}, {"text": "I like “maths” {} %s ' \U0001f600"}]
    )
    return st.one_of(
        pupil.map(lambda n: Begun(SESSIONS[n], TICKETS[n], "en")),
        st.builds(
            lambda n, question, revision, what: Entry(SESSIONS[n], question, revision, what),
            pupil,
            st.sampled_from(["a", "b"]),
            st.integers(1, 3),
            given_,
        ),
        st.builds(
            lambda n, how: Ended(SESSIONS[n], TICKETS[n], how),
            pupil,
            st.sampled_from(["done", "declined", "deleted"]),
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(steps(), max_size=6), max_size=8))
def test_whatever_is_sent_twice_late_or_again_the_store_holds_what_a_dictionary_holds(opens, batches):
    store = opens(next(NUMBERS))
    store.issue(GROUP, TICKETS)
    slow = Slow()
    for batch in batches:
        assert store.write(batch) == [slow.take(step) for step in batch]
    for session, ticket in zip(SESSIONS, TICKETS, strict=True):
        going = store.load(session)
        assert (going.answers if going else {}) == slow.load(session)
        assert (going.state if going else None) == slow.states.get(session)
        assert store.find(ticket).state == slow.tickets[ticket]
    told = next(one for one in store.counts() if one.group == GROUP)
    states = list(slow.tickets.values())
    kept = [state for state in slow.states.values() if state in ("going", "done")]
    assert (told.issued, told.unused, told.started, told.done) == (
        3,
        *(states.count(state) for state in ("unused", "started", "done")),
    )
    assert len(list(store.sheets())) == len(kept)
    store.destroy()


def test_an_answer_sent_twice_is_kept_once_and_a_stale_one_not_at_all(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    entry = Entry(SESSIONS[0], "sleep", 1, OFTEN)
    assert store.write([entry, entry]) == [True, False]
    assert store.write([Entry(SESSIONS[0], "sleep", 1, NEVER)]) == [False]
    assert store.load(SESSIONS[0]).answers == {"sleep": (1, OFTEN)}


def test_nothing_is_kept_of_somebody_who_has_not_begun_or_has_finished(store):
    assert store.write([Entry(SESSIONS[0], "sleep", 1, OFTEN)]) == [False]
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.end(SESSIONS[0], TICKETS[0], how="done")
    assert store.write([Entry(SESSIONS[0], "sleep", 1, OFTEN)]) == [False]
    assert not store.begin(SESSIONS[0], TICKETS[0], language="en")


def test_who_declined_may_change_their_mind(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.end(SESSIONS[0], TICKETS[0], how="declined")
    assert store.counts()[0].declined == 1
    assert store.begin(SESSIONS[0], TICKETS[0], language="cy")
    assert store.load(SESSIONS[0]).language == "cy"


def test_deleted_is_deleted_and_the_text_is_nowhere_in_the_files(in_file, tmp_path):
    in_file.begin(SESSIONS[0], TICKETS[0], language="en")
    in_file.write([Entry(SESSIONS[0], "voice", 1, {"text": "zebra crossing"})])
    in_file.end(SESSIONS[0], TICKETS[0], how="deleted")
    assert in_file.load(SESSIONS[0]).answers == {}
    assert list(in_file.sheets()) == list(in_file.texts()) == []
    in_file._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zebra" not in (tmp_path / "answers.sqlite3").read_bytes()


def test_everybody_s_answers_come_in_any_order_as_likely_as_in_any_other(store, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    for session, ticket in zip(SESSIONS, TICKETS, strict=True):
        store.begin(session, ticket, language=session.hex())
    orders = Counter(tuple(sheet.language for sheet in store.sheets()) for _ in range(600))
    assert len(orders) == 6
    # A chi-squared value with five degrees of freedom: above 38 once in three million times.
    assert sum((seen - 100) ** 2 / 100 for seen in orders.values()) < 38


def test_the_last_of_several_answers_is_said_and_who_deletes_meanwhile_says_nothing(store, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    for session, ticket in zip(SESSIONS, TICKETS, strict=True):
        store.begin(session, ticket, language="en")
        store.write([Entry(session, "sleep", 1, OFTEN), Entry(session, "sleep", 2, NEVER)])
    coming = store.sheets()
    assert next(coming).answers == {"sleep": NEVER}
    for session, ticket in zip(SESSIONS, TICKETS, strict=True):
        store.end(session, ticket, how="deleted")
    assert list(coming) == []


def test_a_code_that_nobody_issued_begins_nothing(store):
    stranger = session_of(KEY, "CDFHJKM2")
    assert store.find(ticket_of(KEY, stranger)) is None
    assert not store.begin(stranger, ticket_of(KEY, stranger), language="en")
    assert store.load(stranger) is None


def test_after_the_seal_nothing_is_taken_and_everything_can_be_read(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.write([Entry(SESSIONS[0], "sleep", 1, OFTEN)])
    store.seal()
    assert store.is_sealed()
    with pytest.raises(Sealed):
        store.write([Entry(SESSIONS[0], "sleep", 2, NEVER)])
    with pytest.raises(Sealed):
        store.begin(SESSIONS[1], TICKETS[1], language="en")
    assert [sheet.answers for sheet in store.sheets()] == [{"sleep": OFTEN}]


def test_counts_say_who_began_without_an_answer_of_their_own(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.begin(SESSIONS[1], TICKETS[1], language="en")
    store.write(
        [Entry(SESSIONS[0], "sleep", 1, BLANK), Entry(SESSIONS[0], "food", 1, {"codes": ["dont-know"]})]
    )
    store.write([Entry(SESSIONS[1], "sleep", 1, OFTEN)])
    store.issue(OTHER, [b"1" * 16])
    first, second = store.counts()
    assert (first.issued, first.unused, first.started, first.done, first.empty) == (3, 1, 2, 0, 1)
    assert (second.group, second.issued, second.unused, second.empty) == (OTHER, 1, 1, 0)


def test_a_paused_group_is_said_to_be_paused_until_it_goes_on(store):
    store.pause(GROUP, paused=True)
    assert store.paused() == {GROUP}
    assert store.find(TICKETS[0]).paused
    store.pause(GROUP, paused=False)
    assert store.paused() == frozenset()


def test_texts_have_a_name_that_stays_and_tells_nothing(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.write([Entry(SESSIONS[0], "voice", 1, {"text": "first"})])
    before = [said.id for said in store.texts()]
    store.write([Entry(SESSIONS[0], "voice", 2, {"text": "second"}), Entry(SESSIONS[0], "sleep", 1, OFTEN)])
    (said,) = store.texts()
    assert (said.group, said.question, said.text) == (GROUP, "voice", "second")
    assert [said.id] == [again.id for again in store.texts()] != before
    assert SESSIONS[0].hex() not in said.id


def test_two_connections_that_write_the_same_keep_it_once(store, opens):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    kept = []

    def write():
        own = opens()
        kept.extend(own.write([Entry(SESSIONS[0], f"q{number}", 1, OFTEN)])[0] for number in range(20))
        own.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(kept) == 20
    assert len(store.load(SESSIONS[0]).answers) == 20


def test_a_destroyed_store_leaves_no_file(in_file, tmp_path):
    in_file.begin(SESSIONS[0], TICKETS[0], language="en")
    in_file.destroy()
    assert list(tmp_path.iterdir()) == []


def test_no_row_keeps_a_time_or_the_order_of_arrival(in_file):
    for session, ticket in reversed(list(zip(SESSIONS, TICKETS, strict=True))):
        in_file.begin(session, ticket, language="en")
    on = in_file._connection()
    tables = [row[0] for row in on.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")]
    assert [sql for sql in tables if "WITHOUT ROWID" not in sql and "taking" not in sql] == []
    assert not any(word in " ".join(tables).lower() for word in ("time", "date", "address", "name"))
    assert [row[0] for row in on.execute("SELECT session FROM sessions")] == sorted(SESSIONS)


def test_a_copy_made_while_it_runs_holds_what_was_acknowledged(in_file, tmp_path):
    in_file.begin(SESSIONS[0], TICKETS[0], language="en")
    in_file.write([Entry(SESSIONS[0], "sleep", 1, OFTEN)])
    in_file.copy(tmp_path / "copy.sqlite3")
    copy = SqliteStore(tmp_path / "copy.sqlite3", key=KEY)
    assert copy.load(SESSIONS[0]) == in_file.load(SESSIONS[0])
    copy.close()


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be read as one" * 100])
def test_a_damaged_file_is_a_sentence(tmp_path, damage):
    (tmp_path / "answers.sqlite3").write_bytes(damage)
    said = refusal_of(lambda: SqliteStore(tmp_path / "answers.sqlite3", key=KEY))
    assert "cannot be kept or read" in said


def test_a_full_disk_is_said_keeps_nothing_by_halves_and_ends_when_there_is_room(in_file):
    in_file.begin(SESSIONS[0], TICKETS[0], language="en")
    on = in_file._connection()
    pages = on.execute("PRAGMA page_count").fetchone()[0]
    on.execute(f"PRAGMA max_page_count = {pages}")
    batch = [Entry(SESSIONS[0], "small", 1, OFTEN), Entry(SESSIONS[0], "voice", 1, {"text": "x" * 20_000})]
    with pytest.raises(NotReachable, match="full"):
        in_file.write(batch)
    assert in_file.load(SESSIONS[0]).answers == {}
    on.execute("PRAGMA max_page_count = 1000000")
    assert in_file.write(batch) == [True, True]


def test_codes_are_issued_listed_and_issued_again_as_extra_ones(store):
    first = issue_codes(store, KEY, group=OTHER, cards=5)
    extra = issue_codes(store, KEY, group=OTHER, cards=2)
    assert list_codes(store, KEY, group=OTHER) == [*first, *extra]
    assert len({*first, *extra}) == 7
    assert "2,000" in refusal_of(lambda: issue_codes(store, KEY, group=OTHER, cards=1994))
    assert "2,000" in refusal_of(lambda: issue_codes(store, KEY, group=OTHER, cards=0))


def test_a_code_that_another_group_drew_is_passed_over(store):
    drawn = [make_code(KEY, OTHER, number=number) for number in range(1, 4)]
    store.issue(GROUP, [ticket_of(KEY, session_of(KEY, drawn[1]))])
    assert issue_codes(store, KEY, group=OTHER, cards=2) == [drawn[0], drawn[2]]
    assert list_codes(store, KEY, group=OTHER) == [drawn[0], drawn[2]]


def test_cards_of_a_key_that_is_gone_are_forgotten_but_no_answer_is(store):
    store.begin(SESSIONS[0], TICKETS[0], language="en")
    store.write([Entry(SESSIONS[0], "sleep", 1, OFTEN)])
    store.forget_tickets()
    assert store.find(TICKETS[1]) is None
    assert [sheet.answers for sheet in store.sheets()] == [{"sleep": OFTEN}]


def asked_wave(**changes):
    return Wave(
        id="2027",
        title="t",
        versions=("primary", "secondary"),
        languages=("en",),
        opens=date(2027, 3, 1),
        closes=date(2027, 3, 31),
        schools={"1": "Ash"},
        **changes,
    )


def test_sensitive_questions_are_asked_only_where_the_checklist_allows_them():
    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    plain = route_of(asked, asked_wave(), version="secondary")
    allowed = route_of(asked, asked_wave(special=("secondary",)), version="secondary")
    assert {one.sensitivity for one in plain} <= {"ordinary", "personal"}
    assert {one.id for one in allowed} - {one.id for one in plain} >= {"ethnic-group", "disability"}


def test_an_answer_that_a_change_of_mind_took_off_the_way_leads_nowhere_and_is_kept_out():
    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    route = asked.held_by("secondary")
    told, better = "bullied-told", "bullied-better"
    way = {"bullied": {"codes": ["often"]}, told: {"codes": ["yes"]}, better: {"codes": ["rather-not"]}}
    assert set(on_the_way(route, way)) == set(way)
    changed = way | {"bullied": {"codes": ["dont-know"]}}
    assert set(on_the_way(route, changed)) == {"bullied"}
    assert len(find_way(route, changed)) == len(find_way(route, way)) - 3
