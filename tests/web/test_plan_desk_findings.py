"""What a released table says is taken into a plan, frozen; a review and an objective's why are written."""

import re

import pytest

from oneplan.errors import NotValid
from oneplan.web.plan.models import Edition, Entry
from oneplan.web.plan.writing import actions
from oneplan.web.plan.writing.queries import list_in_force, open_edition
from oneplan.web.understand.gate import actions as gate
from web.partners import client_as
from web.plans import BY, draft_of, in_force
from web.reading import read, text
from web.releases import actor, make_data_set, released
from web.test_plan_desk import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def release(own_home, tmp_path):
    given = {"by": actor("manager"), "second": actor("chair")}
    return released(make_data_set(tmp_path), **given)


def addresses(page):
    return re.findall(r"/partners/plan/\d+/findings/released/\d+/\d+/", page)


def test_a_released_table_says_for_whom_it_is_a_different_story(release):
    page = text(client_as("anyone").get(f"/children/findings/{release.pk}/"))
    assert "For whom is it a different story?" in page
    assert "Coast" in page
    assert "Worked out from the counts above alone. It does not say why" in page


def test_what_a_released_table_says_becomes_part_of_a_priority(release):
    draft = draft_of("one-plan-2024-30")
    analyst = client_as("analyst")
    address = addresses(read(analyst.get(f"/partners/plan/{draft.pk}/findings/")))[0]
    sent = fields_of(read(analyst.get(address)))
    assert analyst.post(address, {**sent, "serves": "SW-2"}).status_code == 302
    plan = open_edition(Edition.objects.get(pk=draft.pk))
    (made,) = plan.indicators
    assert made.serves == ("SW-2",)
    assert made.frozen.edition == "Made-up count (synthetic)"
    baseline = {one.group: one for one in plan.values if one.of == made.id}
    assert {one.period for one in baseline.values()} == {"2025"}
    # Coast: 29 girls and 31 boys of 214 children, as the table shows them.
    assert [one.value for one in baseline.values() if one.denominator == 214] == [28.0]
    assert "in this draft" in text(analyst.get(f"/partners/plan/{draft.pk}/findings/"))


def test_what_was_taken_back_or_is_not_said_can_not_be_taken(release):
    draft = draft_of("one-plan-2024-30")
    analyst = client_as("analyst")
    address = addresses(read(analyst.get(f"/partners/plan/{draft.pk}/findings/")))[0]
    assert analyst.get(re.sub(r"\d+/$", "99/", address)).status_code == 404
    gate.take_back(release, by=BY, reason="A column was wrong.")
    assert analyst.get(address).status_code == 404
    assert addresses(read(analyst.get(f"/partners/plan/{draft.pk}/findings/"))) == []


def test_the_review_of_a_plan_begins_and_ends_and_it_stays_in_force(own_home):
    edition = in_force("one-plan-2024-30")
    chair = client_as("chair")
    for step, stage in (("review", "under-review"), ("end-review", "in-force")):
        address = f"/partners/plan/{edition.pk}/{step}/"
        sent = fields_of(read(chair.get(address)))
        assert chair.post(address, sent).status_code == 302
        edition.refresh_from_db()
        assert edition.stage == stage
        assert [one.pk for one in list_in_force()] == [edition.pk]
        assert open_edition(edition).stage == stage
    with pytest.raises(NotValid, match="in force"):
        actions.end_review(edition, by=BY)


def test_why_an_objective_is_one_is_written_in_three_answers(own_home):
    draft = draft_of("one-plan-2024-30")
    manager = client_as("manager")
    objective = open_edition(draft).objectives[0]
    entry = Entry.objects.get(edition=draft, key=objective.id)
    address = f"/partners/plan/{draft.pk}/entry/{entry.pk}/change/why/"
    sent = fields_of(read(manager.get(address)))
    assert manager.post(address, {**sent, "why_question": "Does it last?"}).status_code == 302
    draft.refresh_from_db()
    now = open_edition(draft).objectives[0].why
    assert now.question.text == "Does it last?"
    assert not now.question.quoted
    if objective.why:
        assert now.claim == objective.why.claim
    assert "What nobody knows yet: Does it last?" in text(
        manager.get(f"/partners/plan/{draft.pk}/entry/{entry.pk}/")
    )
    gone = dict.fromkeys(("why_claim", "why_evidence", "why_question"), "")
    sent = fields_of(read(manager.get(address)))
    assert manager.post(address, {**sent, **gone}).status_code == 302
    draft.refresh_from_db()
    assert open_edition(draft).objectives[0].why is None
