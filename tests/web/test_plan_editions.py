"""Editions of a plan in the database: kept as they were written, changed by acts, remembered by the field."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from oneplan.errors import NotAllowed, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.plan.files import read_plan, to_texts
from oneplan.plan.lineage import came_from, lives_on_in
from oneplan.web.people.models import Event, LogHead
from oneplan.web.people.trail import find_breaks
from oneplan.web.plan.models import Change, Edition, Entry, Stage
from oneplan.web.plan.writing import actions
from oneplan.web.plan.writing.queries import is_kept, list_history, open_edition
from web.partners import make_organisation
from web.plans import BY, IDS, draft_of, kept, plan_of
from web.told import Told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def content_of(edition, part, key):
    return Entry.objects.get(edition=edition, part=part, key=key).content


@pytest.mark.parametrize("id_", IDS)
def test_a_plan_comes_out_of_the_database_as_it_went_in_to_the_byte(id_):
    plan = plan_of(id_)
    edition = kept(plan)
    assert not Edition.objects.filter(plan=plan.id).exclude(pk=edition.pk).exists()
    assert to_texts(open_edition(edition)) == to_texts(plan)
    assert is_kept(plan)


def test_a_newer_edition_keeps_every_id_spent():
    plan = plan_of("invented-plan-2027-31")
    kept(plan)
    gone = plan.strategies[0].id
    again = open_edition(kept(plan.changed(strategies=plan.strategies[1:])))
    assert gone in again.spent
    with pytest.raises(NotValid, match="used before"):
        kept(plan)


def test_a_draft_is_a_copy_that_changes_alone():
    first = kept(plan_of("one-plan-2024-30"))
    draft = actions.start_draft(by=BY, edition=first)
    before = content_of(draft, "themes", "SW-2")
    actions.change_entry(
        by=BY, edition=draft, part="themes", key="SW-2", content={**before, "name": "Ready"}, stood=before
    )
    assert open_edition(Edition.objects.get(pk=draft.pk)).find_theme("SW-2").name == "Ready"
    assert open_edition(first).find_theme("SW-2").name == before["name"]
    assert (first.stage, draft.stage, draft.number) == (Stage.IN_FORCE, Stage.DRAFT, 2)


def test_what_was_and_what_is_are_remembered_for_one_entry_and_sealed():
    draft = draft_of("one-plan-2024-30")
    before = content_of(draft, "themes", "SW-2")
    actions.change_entry(
        by=BY, edition=draft, part="themes", key="SW-2", content={**before, "name": "Ready"}, stood=before
    )
    (change,) = list_history(draft, "SW-2", latest=9)
    (line,) = change.lines
    assert (line["before"]["name"], line["after"]["name"]) == (before["name"], "Ready")
    event = Event.objects.first()
    assert event.act == "plan.change"
    assert event.after["lines"] == change.lines
    assert (
        list(find_breaks(Event.objects.order_by("number").iterator(), head=LogHead.objects.get(pk=1))) == []
    )


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile():
    draft = draft_of("one-plan-2024-30")
    seen = content_of(draft, "themes", "SW-2")
    other = content_of(draft, "themes", "SW-1")
    args = {"by": BY, "edition": draft, "part": "themes"}
    actions.change_entry(**args, key="SW-2", content={**seen, "name": "First"}, stood=seen)
    with pytest.raises(NotValid, match="Somebody else changed this"):
        actions.change_entry(**args, key="SW-2", content={**seen, "name": "Second"}, stood=seen)
    actions.change_entry(**args, key="SW-1", content={**other, "name": "Beside"}, stood=other)
    names = [open_edition(Edition.objects.get(pk=draft.pk)).find_theme(id_).name for id_ in ("SW-2", "SW-1")]
    assert names == ["First", "Beside"]


def test_merging_and_splitting_priorities_keeps_both_histories():
    draft = draft_of("one-plan-2024-30")
    actions.replace_entries(by=BY, edition=draft, was=["SW-1", "SW-2"], names=["One start"], reason="One.")
    draft.refresh_from_db()
    plan = open_edition(draft)
    made = plan.themes[-1]
    assert (made.name, made.parent) == ("One start", "SW") or made.parent == plan.retired[0].parent
    assert lives_on_in(plan) == {"SW-1": (made.id,), "SW-2": (made.id,)}
    actions.replace_entries(by=BY, edition=draft, was=[made.id], names=["Home", "School"], reason="Two.")
    draft.refresh_from_db()
    plan = open_edition(draft)
    assert len(lives_on_in(plan)["SW-1"]) == 2
    assert [line.word for line in came_from(plan, plan.themes[-1].id)] == ["split", "merged"]
    assert {change.act for change in list_history(draft, "SW-1", latest=9)} == {"plan.replace"}


def test_what_is_ended_is_retired_or_gone_and_its_id_is_spent():
    draft = draft_of("invented-plan-2027-31")
    plan = open_edition(draft)
    measure, gone = plan.measures[0], plan.strategies[0].id
    actions.end_entry(by=BY, edition=draft, part="strategies", key=gone, reason="")
    draft.refresh_from_db()
    after = open_edition(draft)
    assert gone in after.spent
    with pytest.raises(NotValid, match="used before"):
        actions.add_entry(by=BY, edition=draft, part="strategies", content={"id": gone, "name": "Another"})
    assert measure in after.measures


def test_a_theme_moves_under_another_and_behind_another():
    draft = draft_of("one-plan-2024-30")
    plan = open_edition(draft)
    (first, second) = (theme for theme in plan.priorities if theme.parent == plan.priorities[0].parent)
    other = next(theme for theme in plan.priorities if theme.parent != first.parent)
    actions.move_entry(by=BY, edition=draft, key=first.id, parent=first.parent, after=second.id)
    draft.refresh_from_db()
    under = [theme.id for theme in open_edition(draft).under(first.parent)]
    assert under[:2] == [second.id, first.id]
    actions.move_entry(by=BY, edition=draft, key=first.id, parent=other.parent, after=other.id)
    draft.refresh_from_db()
    assert open_edition(draft).find_theme(first.id).parent == other.parent


def test_what_does_not_hang_together_is_refused_whole():
    draft = draft_of("one-plan-2024-30")
    before = content_of(draft, "themes", "SW-2")
    with pytest.raises(NotValid, match="no “nobody”"):
        actions.change_entry(
            by=BY,
            edition=draft,
            part="themes",
            key="SW-2",
            content={**before, "serves": ["nobody"]},
            stood=before,
        )
    assert not Change.objects.exists()
    assert content_of(draft, "themes", "SW-2") == before


def test_from_draft_to_superseded_each_step_says_so_and_no_other_is_taken():
    today = timezone.localdate()
    first = kept(plan_of("one-plan-2024-30"))
    draft = actions.start_draft(by=BY, edition=first)
    with pytest.raises(NotValid, match="now: draft"):
        actions.bring_into_force(draft, by=BY)
    with pytest.raises(NotValid, match="cannot end before"):
        actions.put_out(draft, by=BY, opens=today, closes=today - timedelta(days=1), is_open=True)
    actions.put_out(draft, by=BY, opens=today, closes=today + timedelta(days=20), is_open=True)
    with pytest.raises(NotValid, match="out for consultation"):
        actions.add_entry(by=BY, edition=draft, part="strategies", content={"id": "X", "name": "X"})
    actions.take_back(Edition.objects.get(pk=draft.pk), by=BY)
    with pytest.raises(NotValid, match="day to come"):
        actions.agree(draft, by=BY, who="The board", on=date(2090, 1, 1))
    actions.agree(draft, by=BY, who="The board", on=today)
    actions.bring_into_force(draft, by=BY)
    first.refresh_from_db()
    draft.refresh_from_db()
    assert (first.stage, draft.stage) == (Stage.SUPERSEDED, Stage.IN_FORCE)
    plan = open_edition(draft)
    assert (plan.stage, plan.agreed.by, plan.agreed.on) == ("in-force", "The board", today)
    with pytest.raises(NotValid, match="now: in force"):
        actions.withdraw(draft, by=BY)


def test_who_does_not_write_the_plan_writes_what_their_own_organisation_leads():
    draft = draft_of("invented-plan-2027-31")
    plan = open_edition(draft)
    activity = next(one for one in plan.activities if one.lead)
    whose = make_organisation(activity.lead)
    stood = content_of(draft, "activities", activity.id)
    officer = Actor("Officer", 1, (Holding(Role.OFFICER, whose.key),))
    given = {"edition": draft, "organisation": whose, "stood": stood}
    actions.write_activity(by=officer, **given, content={**stood, "resources": "Two people"})
    draft.refresh_from_db()
    stood = content_of(draft, "activities", activity.id)
    assert stood["resources"] == "Two people"
    given["stood"] = stood
    with pytest.raises(NotAllowed, match="your own organisation leads"):
        actions.write_activity(by=officer, **given, content={**stood, "lead": "somebody"})
    stranger = Actor("Officer", 2, (Holding(Role.OFFICER, "elsewhere"),))
    with pytest.raises(NotAllowed):
        actions.write_activity(by=stranger, **given, content=stood)
    with pytest.raises(NotAllowed):
        actions.change_entry(
            by=officer, edition=draft, part="activities", key=activity.id, content=stood, stood=stood
        )


def test_a_folder_that_is_read_again_is_the_same_plan(tmp_path):
    from oneplan.plan.files import write_plan

    plan = plan_of("invented-plan-2027-31")
    write_plan(open_edition(kept(plan)), tmp_path / plan.id)
    assert is_kept(read_plan(tmp_path / plan.id))


MAKE_DRAFT = """
from web.plans import draft_of
draft = draft_of("one-plan-2024-30")
"""
MERGE_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connection
from oneplan.errors import OneplanError
from oneplan.web.plan.models import Edition
from oneplan.web.plan.writing import actions
from web.plans import BY
WAS = [["SW-1", "SW-2"]] * 4
together = Barrier(len(WAS))
def merge(was):
    try:
        together.wait(30)
        edition = Edition.objects.get(pk=draft.pk)
        actions.replace_entries(by=BY, edition=edition, was=was, names=["One start"], reason="At once.")
        return "merged"
    except OneplanError as error:
        return type(error).__name__
    finally:
        connection.close()
with ThreadPoolExecutor(len(WAS)) as several:
    said = sorted(several.map(merge, WAS))
from oneplan.web.plan.writing.queries import open_edition
plan = open_edition(Edition.objects.get(pk=draft.pk))
print(*said)
print(len(plan.lineage), len(plan.retired))
"""


def test_priorities_that_are_merged_by_four_at_once_are_merged_once(own_database):
    told = Told(own_database)
    told(MAKE_DRAFT)
    said = told(MERGE_AT_ONCE)
    told.stop()
    assert said == ["NotFound", "NotFound", "NotFound", "merged", "1", "2"]
