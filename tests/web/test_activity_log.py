"""The log: a chain that shows whether anything was changed, read page by page, taken away as a file."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from oneplan.people import NOBODY, Actor
from oneplan.web.people.log.queries import PAGE
from oneplan.web.people.models import Event, LogHead
from oneplan.web.people.trail import About, find_breaks, remember, seal_of
from web.partners import client_as, make_account

pytestmark = pytest.mark.django_db


def fill(number):
    for count in range(number):
        remember(
            "organisation.add", by=Actor("Tests", 7), about=About("organisation", str(count), f"No {count}")
        )


def breaks(events=None):
    chosen = Event.objects.order_by("number").iterator() if events is None else iter(events)
    return list(find_breaks(chosen, head=LogHead.objects.get()))


def test_a_log_as_it_was_written_has_no_break():
    fill(5)
    assert breaks() == []
    assert [event.number for event in Event.objects.order_by("number")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "field", ["said", "act", "title", "organisation", "before", "after", "at", "account"]
)
def test_a_changed_entry_is_named_whichever_field_was_changed(field):
    fill(3)
    events = list(Event.objects.order_by("number"))
    from datetime import timedelta

    value = getattr(events[1], field)
    changed = value + timedelta(microseconds=1) if field == "at" else 8 if field == "account" else "other"
    setattr(events[1], field, changed)
    assert breaks(events) == ["Entry 2 was changed after it was written."]


def test_a_removed_entry_is_named():
    fill(4)
    events = [event for event in Event.objects.order_by("number") if event.number != 2]
    assert breaks(events) == ["Entries 2 to 2 are missing."]


def test_a_cut_end_is_named():
    fill(4)
    assert breaks(list(Event.objects.order_by("number"))[:3]) == [
        "The log ends at entry 3, but 4 were written."
    ]


def test_an_entry_that_was_written_anew_with_a_seal_of_its_own_is_named():
    fill(3)
    events = list(Event.objects.order_by("number"))
    events[0].said = "Somebody else"
    events[0].seal = seal_of(events[0])
    assert breaks(events) == ["Entry 2 does not follow the entry before it."]


@pytest.mark.parametrize("statement", ["UPDATE people_event SET said = 'x'", "DELETE FROM people_event"])
def test_the_database_itself_refuses_to_change_the_log(statement):
    fill(2)
    with (
        pytest.raises(DatabaseError, match="can only grow"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert breaks() == []


def test_reading_the_log_is_remembered(own_home):
    client_as("inspector").get("/partners/log/")
    assert Event.objects.get().act == "log.read"


def test_every_entry_is_shown_exactly_once_over_the_pages(own_home):
    fill(2 * PAGE + 3)
    client = client_as("manager")
    shown, address = [], "/partners/log/?act=organisation.add"
    while address:
        page = client.get(address).context["page"]
        shown += [entry.number for entry in page.entries]
        address = f"/partners/log/{page.earlier}" if page.earlier else ""
    assert shown == list(range(2 * PAGE + 3, 0, -1))


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=99999999999999999999", "act=%00", "words=" + "a" * 5000]
)
def test_a_strange_question_to_the_log_is_answered(own_home, query):
    assert client_as("manager").get(f"/partners/log/?{query}").status_code in {200, 400}


def test_the_file_of_the_log_holds_every_entry_and_can_be_checked(own_home):
    fill(3)
    account = make_account("administrator")
    from web.partners import client_of

    answer = client_of(account).get("/partners/log.jsonl")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert lines[-1]["act"] == "log.export"
    assert all(lines[place]["previous"] == lines[place - 1]["seal"] for place in range(1, 4))


def test_the_log_keeps_no_password_and_no_address_of_a_person():
    from oneplan.web.people.trail import snapshot

    account = make_account("panel")
    kept = snapshot(account)
    assert account.email not in json.dumps(kept)
    assert account.password not in json.dumps(kept)


def test_nobody_is_named_who_is_not_signed_in():
    remember("sign-in.own", by=NOBODY, about=About(title="A link was used"))
    assert Event.objects.get().account is None
