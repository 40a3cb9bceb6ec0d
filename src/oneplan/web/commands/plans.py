"""Takes plans into the site's database from their files, and out again the same to the byte."""

from collections.abc import Sequence
from pathlib import Path

from oneplan.cli.screen import console
from oneplan.errors import NotFound
from oneplan.people import Actor, Holding, Role
from oneplan.plan.files import write_plan
from oneplan.plan.shelf import open_plan
from oneplan.web import wiring
from oneplan.web.people.actors import BY_COMMAND
from oneplan.web.plan.models import Edition
from oneplan.web.plan.writing.actions import load_plan, start_draft
from oneplan.web.plan.writing.queries import find_newest, is_kept, open_edition

DEMONSTRATOR = Actor(said="The demonstration", holdings=(Holding(Role.MANAGER),))


def load_plan_from(named: str) -> None:
    """Keep a plan as a new edition; where the newest one is the same already, nothing changes."""
    plan = open_plan(named, own=wiring.home() / "plans")
    if is_kept(plan):
        console().print(f"Nothing differs from the newest edition of {plan.title}.", markup=False)
        return
    edition = load_plan(by=BY_COMMAND, plan=plan)
    console().print(
        f"{edition}: {edition.get_stage_display()}. Partners find it at /partners/plan/{edition.pk}/",
        markup=False,
    )


def show_plans(named: Sequence[str]) -> None:
    """For a demonstration: keep each of these plans once, and begin a draft of the first to write in."""
    for number, one in enumerate(named):
        if find_newest(one) is not None:
            continue
        edition = load_plan(by=BY_COMMAND, plan=open_plan(one, own=wiring.home() / "plans"))
        if number == 0:
            start_draft(by=DEMONSTRATOR, edition=edition)


def fetch_plan(named: str, *, into: Path, edition: int) -> None:
    """Write one edition as files.

    Raises
    ------
    NotFound
        When the site keeps no such plan, or no such edition of it.
    """
    found = Edition.objects.filter(plan=named, number=edition).first() if edition else find_newest(named)
    if found is None:
        raise NotFound(f"The site keeps no such edition of “{named[:60]}”. Look at /partners/plan/.")
    write_plan(open_edition(found), into)
    console().print(f"Written: {found} into {into}.", markup=False)
