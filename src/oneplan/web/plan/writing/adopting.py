"""From a finding to a draft: a hidden gap, or what a released table says, is taken along as it was found."""

from dataclasses import dataclass

from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.plan.adopting import add_finding, add_gap, make_priority
from oneplan.plan.frame import Plan
from oneplan.sources.sourced import Sourced
from oneplan.understand.intersections.findings import SafeFinding
from oneplan.web.people.acts import act
from oneplan.web.plan.models import Change, Edition
from oneplan.web.plan.writing.actions import beginning_under
from oneplan.web.plan.writing.keeping import rewrite


@dataclass(frozen=True)
class Where:
    """Where a finding goes: to a priority or an objective that is there, or to a new priority."""

    serves: str = ""
    under: str = ""
    name: str = ""

    def find_in(self, plan: Plan) -> tuple[Plan, str]:
        """The plan with that priority in it, and the id of what is served."""
        if self.serves:
            return plan, self.serves
        if not (self.under and self.name):
            raise NotValid("Choose a priority; or say what the new one is called and where it stands.")
        parent = plan.find_theme(self.under).id
        beginning = beginning_under(plan, parent)
        made = make_priority(plan, name=self.name, id_beginning=beginning, parent=parent)
        return made, made.themes[-1].id


@act("plan.adopt")
def adopt_gap(
    _: None, *, by: Actor, edition: Edition, found: Sourced, family: str, group: str, where: Where
) -> Change:
    """Take a hidden gap into a draft, frozen as it was found: for a priority, or as a new one."""

    def adopt(plan: Plan) -> Plan:
        made, serves = where.find_in(plan)
        return add_gap(made, found, family=family, group=group, serves=serves, taken=timezone.localdate())

    return rewrite(edition, adopt, by=by, name="plan.adopt")


@act("plan.adopt-finding")
def adopt_finding(
    _: None, *, by: Actor, edition: Edition, finding: SafeFinding, survey: str, period: str, where: Where
) -> Change:
    """Take a finding of a released table into a draft, frozen as everybody can read it."""

    def adopt(plan: Plan) -> Plan:
        made, serves = where.find_in(plan)
        today = timezone.localdate()
        return add_finding(made, finding, serves=serves, survey=survey, period=period, taken=today)

    return rewrite(edition, adopt, by=by, name="plan.adopt-finding")
