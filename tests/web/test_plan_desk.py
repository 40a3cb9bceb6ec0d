"""The pages on which a plan is written: each opens, says what is so, asks the database little, and saves."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oneplan.plan.files import to_texts
from oneplan.web.plan.models import Edition, Entry
from oneplan.web.plan.writing.asking import item_of, list_asked
from oneplan.web.plan.writing.queries import open_edition
from oneplan.web.plan.writing.saying import PARTS
from web.partners import client_as, make_organisation
from web.plans import draft_of, kept, plan_of
from web.reading import read, text
from web.test_security import Inline, assert_protected

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def draft(own_home):
    return draft_of("invented-plan-2027-31")


@pytest.fixture
def manager(draft):
    return client_as("manager")


def entry_of(edition, key):
    return Entry.objects.get(edition=edition, key=key)


def fields_of(page):
    """What a form would send if nothing were touched."""
    form = page.partition('<form class="op-form"')[2].partition("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = given.get("type")
        if kind in {"checkbox", "radio"}:
            if " checked" in tag:
                sent.setdefault(given["name"], []).append(unescape(given.get("value", "on")))
        elif "name" in given:
            sent[given["name"]] = unescape(given.get("value", ""))
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = unescape(inner).removeprefix("\n").removeprefix("\r\n")
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def unescape(words):
    import html

    return html.unescape(words)


def pages_of(edition):
    here = f"/partners/plan/{edition.pk}/"
    yield from ("/partners/plan/", here)
    yield from (
        f"{here}{name}/" for name in ("check", "threads", "findings", "head", "replace", "consult", "agree")
    )
    yield from (f"{here}{name}/" for name in ("withdraw", "draft", f"compare/{edition.of_id}"))
    yield from (f"{here}part/{part}/" for part in PARTS)
    yield from (f"{here}add/{part}/" for part, (_, one) in PARTS.items() if one)


def test_every_page_of_a_draft_opens_and_asks_few_questions(draft, manager):
    addresses = list(pages_of(draft))
    first = {entry.part: entry for entry in Entry.objects.filter(edition=draft).order_by("-pk")}
    for entry in first.values():
        here = f"/partners/plan/{draft.pk}/entry/{entry.pk}/"
        addresses += [here, f"{here}change/", f"{here}end/"]
        addresses += [f"{here}change/{one.name}/" for one in list_asked(entry.part) if one.name != "id"]
    for address in addresses:
        manager.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = manager.get(address)
        assert answer.status_code == 200, address
        assert_protected(answer)
        assert Inline(answer.content.decode()).found == []
        assert len(asked) <= 14, (address, [query["sql"][:120] for query in asked])


def test_sending_every_form_untouched_changes_no_entry(draft, manager):
    """Whatever an entry holds goes through its form and comes back the same."""
    before = to_texts(open_edition(draft))
    for entry in list(Entry.objects.filter(edition=draft)):
        if entry.part in {"retired", "lineage"}:
            continue
        address = f"/partners/plan/{draft.pk}/entry/{entry.pk}/change/"
        answer = manager.post(address, fields_of(read(manager.get(address))))
        assert answer.status_code == 302, (entry.part, entry.key, text(answer)[-600:])
    after = to_texts(open_edition(Edition.objects.get(pk=draft.pk)))
    for name, was in before.items():
        assert after[name].decode().splitlines() == was.decode().splitlines(), name


def test_one_field_is_changed_on_a_page_of_its_own(draft, manager):
    theme = open_edition(draft).priorities[0]
    address = f"/partners/plan/{draft.pk}/entry/{entry_of(draft, theme.id).pk}/"
    page = read(manager.get(f"{address}change/name/"))
    assert "Stands under" not in page
    sent = {**fields_of(page), "name": "A home for each"}
    assert manager.post(f"{address}change/name/", sent).status_code == 302
    shown = text(manager.get(address))
    assert "A home for each" in shown
    assert theme.name in shown.partition("What was it before?")[2]
    stale = text(manager.post(f"{address}change/name/", {**sent, "name": "Another"}))
    assert "Somebody else changed this while you were writing" in stale
    assert "Another" in read(manager.post(f"{address}change/name/", {**sent, "name": "Another"}))


def test_what_cannot_be_is_said_at_its_field(draft, manager):
    address = f"/partners/plan/{draft.pk}/add/activities/"
    page = read(manager.post(address, {"id": "not an id", "name": "Homework club", "serves": []}))
    assert "Id: write letters and figures" in page
    said = text(
        manager.post(address, {"id": "X-1", "name": "Club", "due": "2020-01-01", "start": "2021-01-01"})
    )
    assert "It cannot be due before it starts" in said
    hidden = text(manager.post(address, {"id": "X-1", "name": "a\u202eb"}))
    assert "a letter that cannot be seen" in hidden
    huge = manager.post(address, {"id": "X-1", "name": "x" * 5000})
    assert huge.status_code == 200
    assert not Entry.objects.filter(edition=draft, key="X-1").exists()


def test_an_activity_is_added_with_its_milestones(draft, manager):
    theme = open_edition(draft).priorities[0]
    page = read(manager.get(f"/partners/plan/{draft.pk}/add/activities/?under={theme.id}"))
    sent = fields_of(page)
    assert sent["serves"] == [theme.id]
    sent |= {"name": "Homework club", "milestones": f"{sent['id']}.m1 | Rooms found | 2027-09-01\n"}
    assert manager.post(f"/partners/plan/{draft.pk}/add/activities/", sent).status_code == 302
    made = open_edition(Edition.objects.get(pk=draft.pk)).activities[-1]
    assert (made.name, made.serves, made.milestones[0].name) == ("Homework club", (theme.id,), "Rooms found")


def test_from_the_pages_alone_a_draft_is_agreed_and_comes_into_force(draft, manager):
    here = f"/partners/plan/{draft.pk}/"
    manager.post(f"{here}agree/", {"who": "The children’s board", "on": "2026-01-05", "meeting": ""})
    assert "Agreed by The children’s board" in text(manager.get(here))
    page = fields_of(read(manager.get(f"{here}bring-into-force/")))
    assert manager.post(f"{here}bring-into-force/", page).status_code == 302
    assert Edition.objects.get(pk=draft.pk).stage == "in-force"
    assert "Change title" not in read(manager.get(here))
    assert manager.post(f"{here}head/", {}).status_code == 200


def test_an_officer_reads_all_of_it_and_writes_what_their_organisation_leads(draft):
    plan = open_edition(draft)
    activity = next(one for one in plan.activities if one.lead)
    make_organisation(activity.lead)
    officer = client_as("officer", organisation=activity.lead)
    address = f"/partners/plan/{draft.pk}/entry/{entry_of(draft, activity.id).pk}/"
    assert f"{address}own/" in read(officer.get(address))
    sent = {**fields_of(read(officer.get(f"{address}own/"))), "resources": "Two people"}
    assert officer.post(f"{address}own/", sent).status_code == 302
    assert "Two people" in text(officer.get(address))
    assert officer.get(f"{address}change/").status_code == 403
    other = client_as("officer", organisation="elsewhere")
    assert f"{address}own/" not in read(other.get(address))
    assert other.post(f"{address}own/", sent).status_code == 403


def test_an_edition_is_taken_along_as_the_files_that_were_loaded(own_home):
    plan = plan_of("invented-plan-2027-31")
    answer = client_as("officer").get(f"/partners/plan/{kept(plan).pk}/files.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert found == to_texts(plan)


def test_a_hidden_gap_becomes_a_priority_frozen_with_its_figures(own_home):
    draft = draft_of("one-plan-2024-30")
    analyst = client_as("analyst")
    listed = read(analyst.get(f"/partners/plan/{draft.pk}/findings/"))
    address = re.search(r"/partners/plan/\d+/findings/[^/\"]+/[^/\"]+/", listed)[0]
    sent = fields_of(read(analyst.get(address)))
    refused = text(analyst.post(address, sent))
    assert "Choose a priority; or say what the new one is called" in refused
    assert (
        analyst.post(address, {**sent, "name": "The widest gap", "under": "starting-well"}).status_code == 302
    )
    plan = open_edition(Edition.objects.get(pk=draft.pk))
    assert plan.themes[-1].name == "The widest gap"
    (made,) = plan.indicators
    assert made.frozen
    assert made.serves == (plan.themes[-1].id,)
    assert [value for value in plan.values if value.baseline]
    assert "in this draft" in text(analyst.get(f"/partners/plan/{draft.pk}/findings/"))
    assert analyst.post(address, {**sent, "serves": "SW-2"}).status_code == 302
    (made,) = open_edition(Edition.objects.get(pk=draft.pk)).indicators
    assert "SW-2" in made.serves


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_a_form_of_its_own_fields(part):
    assert {one.name for one in list_asked(part)} >= set(item_of(part).model_fields) - {"why", "frozen"}
