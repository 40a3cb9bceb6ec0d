"""From a gap that everybody sees to a draft of the plan: for those who may, and for nobody else."""

import re

import pytest
from django.test import Client

from oneplan.web.plan.models import Edition, Entry
from oneplan.web.plan.writing import actions
from web.partners import client_as
from web.plans import BY, draft_of, in_force
from web.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
GAP = "good-level-of-development/free-school-meals"
LINK = f'href="/partners/plan/adopt/{GAP}/"'
WORDS = "Make this a priority, or add it to one"
PAGES = (
    "/plan/priorities/SW-2/",
    "/children/measures/good-level-of-development/?group=free-school-meals",
    "/children/groups/poverty/",
    "/children/hidden-gaps/?group=poverty",
    "/",
)


@pytest.mark.parametrize("address", PAGES)
def test_nobody_who_is_not_signed_in_sees_the_link(site, address):
    assert WORDS not in text(site.get(address))


@pytest.mark.parametrize("role", ["member", "officer", "panel", "scrutiny"])
def test_a_role_that_may_not_take_findings_up_sees_no_link(home, role):
    client = client_as(role)
    assert WORDS not in text(client.get("/plan/priorities/SW-2/"))
    assert client.get(f"/partners/plan/adopt/{GAP}/").status_code == 403


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_who_may_take_findings_up_has_a_link_at_every_gap(home, role):
    client = client_as(role)
    for address in PAGES:
        page = read(client.get(address))
        assert WORDS in page, address
        for href in re.findall(r'href="(/partners/plan/adopt/[^"]+)"', page):
            assert client.get(href).status_code == 200
    assert LINK in read(client.get("/plan/priorities/SW-2/"))
    assert LINK in read(client.get(PAGES[1]))


def test_the_gap_of_another_authority_is_no_finding_for_our_plan(home):
    page = text(client_as("manager").get("/plan/priorities/SW-2/?area=E10000016"))
    assert WORDS not in page


def test_one_draft_is_opened_at_once_and_the_gap_is_taken_along_frozen(home):
    in_force("one-plan-2024-30")
    client = client_as("manager")
    asked = f"/partners/plan/adopt/{GAP}/"
    assert "No draft is being written." in text(client.get(asked))
    draft = actions.start_draft(by=BY, edition=Edition.objects.get())
    answer = client.get(asked)
    assert answer["Location"] == f"/partners/plan/{draft.pk}/findings/{GAP}/"
    client.post(answer["Location"], {"serves": "SW-2"})
    (indicator,) = Entry.objects.filter(edition=draft, part="indicators")
    assert indicator.content["frozen"]["group_measure"]
    draft_of("invented-plan-2027-31")
    assert "Which draft takes up this finding?" in text(client.get(asked))


def test_a_gap_that_was_taken_up_shows_frozen_on_the_public_page(home):
    edition = in_force("one-plan-2024-30")
    client = client_as("manager")
    draft = actions.start_draft(by=BY, edition=edition)
    client.post(f"/partners/plan/{draft.pk}/findings/{GAP}/", {"serves": "SW-2"})
    draft.refresh_from_db()
    actions.agree(draft, by=BY, who="The board", on=draft.begun.date())
    draft.refresh_from_db()
    actions.bring_into_force(draft, by=BY)
    page = text(Client().get("/plan/priorities/SW-2/"))
    assert re.search(r"Taken over on \d+ \w+ \d{4} from figures of Department for Education, edition", page)
    assert "Next year it is measured the same way." in page
    assert "What was found then: “" in page
    assert re.search(r"Children on free school meals [\d.]+%, \d{4} England: [\d.]+%", page)


def test_the_reading_age_stands_beside_the_short_words_at_the_desk(home):
    draft = draft_of("invented-plan-2027-31")
    client = client_as("manager")
    entry = Entry.objects.get(edition=draft, key="TL-3")
    page = text(client.get(f"/partners/plan/{draft.pk}/entry/{entry.pk}/"))
    assert "Every child gets a good start at school. Reading age: 6." in page
    without = Entry.objects.get(edition=draft, key="BE-1")
    assert "Reading age" not in text(client.get(f"/partners/plan/{draft.pk}/entry/{without.pk}/"))
