"""The public pages read the edition in force where there is one, else the files, as before."""

import subprocess
import sys
from pathlib import Path

import pytest

from oneplan.web.plan.queries import find_plan_in_force, list_plans
from oneplan.web.plan.writing import actions
from web.plans import BY, INVENTED, draft_of, kept, plan_of
from web.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_without_an_edition_the_files_are_read(site):
    assert [plan.id for plan in list_plans()] == ["one-plan-2024-30", "partnership-plan-2015-18"]


def test_a_draft_shows_nowhere_in_public_until_it_is_in_force(site):
    draft = draft_of("one-plan-2024-30")
    seen = draft.head
    actions.change_head(by=BY, edition=draft, content={"title": "Our newer plan"}, stood=seen)
    assert "Our newer plan" not in read(site.get("/plan/"))
    draft.refresh_from_db()
    actions.agree(draft, by=BY, who="The board", on=draft.begun.date())
    assert "Our newer plan" not in read(site.get("/plan/"))
    draft.refresh_from_db()
    actions.bring_into_force(draft, by=BY)
    assert "Our newer plan" in read(site.get("/plan/"))
    assert site.get("/plan/priorities/SW-2/").status_code == 200
    assert [plan.id for plan in list_plans()] == ["one-plan-2024-30", "partnership-plan-2015-18"]


def test_a_plan_that_came_into_force_here_is_the_plan(site):
    edition = kept(plan_of("invented-plan-2027-31"))
    actions.agree(edition, by=BY, who="The children’s board", on=edition.begun.date())
    edition.refresh_from_db()
    actions.bring_into_force(edition, by=BY)
    assert find_plan_in_force().id == "invented-plan-2027-31"
    assert "Our children, an invented plan" in text(site.get("/plan/"))
    assert len(list_plans()) == 3


def test_a_plan_goes_into_the_site_and_out_again_by_command(own_database, tmp_path):
    def oneplan(*words):
        command = [str(Path(sys.executable).with_name("oneplan")), *words]
        from os import environ

        done = subprocess.run(
            command, env={**environ, **own_database}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "edition 1: draft" in oneplan("plan", "load", str(INVENTED))
    assert "Nothing differs" in oneplan("plan", "load", str(INVENTED))
    oneplan("plan", "fetch", INVENTED.name, "--into", str(tmp_path / "again"))
    oneplan("plan", "export", str(INVENTED), "--into", str(tmp_path / "written"))
    out, was = ({p.name: p.read_bytes() for p in (tmp_path / d).iterdir()} for d in ("again", "written"))
    assert out == was
