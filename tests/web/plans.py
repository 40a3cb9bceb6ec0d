"""Plans in the database, for tests."""

from pathlib import Path

from oneplan.people import Actor, Holding, Role
from oneplan.plan.files import read_plan
from oneplan.plan.shelf import read_plans
from oneplan.web.plan.models import Edition
from oneplan.web.plan.writing import actions

BY = Actor("Manager", holdings=(Holding(Role.MANAGER),))
INVENTED = Path(__file__).parents[2] / "docs" / "examples" / "invented-plan-2027-31"
IDS = ("one-plan-2024-30", "partnership-plan-2015-18", "invented-plan-2027-31")


def plan_of(id_):
    return read_plan(INVENTED) if id_ == INVENTED.name else read_plans([id_])[0]


def kept(plan) -> Edition:
    return actions.load_plan(by=BY, plan=plan)


def draft_of(id_) -> Edition:
    """A draft that one may write in."""
    return actions.start_draft(by=BY, edition=kept(plan_of(id_)))


def brought_into_force(edition: Edition) -> Edition:
    """The edition, agreed and in force, as everybody reads it."""
    edition.refresh_from_db()
    if edition.stage == "in-force":
        return edition
    actions.agree(edition, by=BY, who="The children’s board", on=edition.begun.date())
    edition.refresh_from_db()
    actions.bring_into_force(edition, by=BY)
    edition.refresh_from_db()
    return edition


def in_force(id_) -> Edition:
    """A plan that is in force."""
    return brought_into_force(kept(plan_of(id_)))
