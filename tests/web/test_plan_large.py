"""A plan of 40 priorities, 600 activities and 3,000 updates: its pages ask no more than a small one’s."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oneplan.web.design.build import STYLESHEET
from oneplan.web.plan.models import Entry
from oneplan.web.plan.writing import actions
from web.large_plan import make_large_plan
from web.partners import client_as
from web.plans import BY, kept
from web.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MOST_QUESTIONS, MOST_ON_MY_THINGS, MOST_IN_PUBLIC = 14, 22, 2


def addresses_of(edition):
    here = f"/partners/plan/{edition.pk}/"
    yield from ("/partners/plan/", "/partners/", here)
    yield from (f"{here}{name}/" for name in ("check", "threads", "comments", "replace", "add/activities"))
    yield from (f"{here}part/{part}/" for part in ("themes", "activities", "updates", "voices"))
    yield f"{here}compare/{edition.of_id}/"
    for key in ("P0-1", "A-17", "U-1000", "pillar-1"):
        entry = Entry.objects.get(edition=edition, key=key)
        yield from (f"{here}entry/{entry.pk}/", f"{here}entry/{entry.pk}/change/")


@pytest.fixture
def draft(own_home):
    return actions.start_draft(by=BY, edition=kept(make_large_plan(stage="in-force")))


def questions(client, address):
    """How many questions a page asks the database, once it is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    return len(asked)


def test_every_page_of_a_large_plan_asks_as_few_questions_as_one_of_a_small_plan(draft):
    client = client_as("manager")
    for address in addresses_of(draft):
        most = MOST_ON_MY_THINGS if address == "/partners/" else MOST_QUESTIONS
        assert questions(client, address) <= most, address


PUBLIC = (
    "/plan/",
    "/plan/priorities/P0-1/",
    "/plan/pillars/pillar-1/",
    "/plan/objectives/O-1/",
    "/plan/history/",
    "/plan/activities/A-17/",
    "/plan/organisations/org-3/",
    "/plan/entries/V-3/",
    "/plan/entries/I-1/",
    "/plan/thread/",
    "/plan/young-people/",
    "/plan/activities.csv",
    "/children/groups/care/",
)
SMALL = (
    "/plan/",
    "/plan/priorities/P0-1/",
    "/plan/organisations/org-3/",
    "/plan/thread/",
    "/plan/young-people/",
)


def test_the_public_pages_ask_two_questions_at_most_and_stay_small(draft):
    asked = {address: questions(Client(), address) for address in PUBLIC}
    assert {address: number for address, number in asked.items() if number > MOST_IN_PUBLIC} == {}
    sizes = {address: len(Client().get(address).content) for address in SMALL}
    most = 120_000 - STYLESHEET.stat().st_size
    assert {address: size for address, size in sizes.items() if size > most} == {}


def test_one_page_shows_a_hundred_entries_and_leads_to_the_others(draft):
    client, here = client_as("manager"), f"/partners/plan/{draft.pk}/part/updates/"
    first, last = (read(client.get(address)) for address in (here, f"{here}?from=2900"))
    assert "1 to 100 of 3000" in first
    assert "2901 to 3000 of 3000" in last
    assert "Later ones" not in last
    assert client.get(f"{here}?from=99999999999999999999").status_code == 200
