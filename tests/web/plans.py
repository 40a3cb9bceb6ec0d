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
