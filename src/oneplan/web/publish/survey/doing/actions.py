"""What can happen to what a school will do about what it heard: it is written, and it goes on."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web.listen.models import School, State
from oneplan.web.people.acts import act
from oneplan.web.people.models import Organisation
from oneplan.web.publish.models import Progress, SchoolAction
from oneplan.web.publish.survey.doing.queries import list_findings, list_priorities

MOST = 40
"""More than this nobody follows up."""


class What(TypedDict):
    """What is done, by which post, until when; for which priority, and whether pupils may read of it."""

    does: str
    who: str
    due: date
    priority: NotRequired[str]
    for_pupils: NotRequired[bool]


@act("school-action.write")
def write_action(
    _: None,
    *,
    by: Actor,
    school: School,
    item: str,
    organisation: Organisation | None = None,
    **what: Unpack[What],
) -> SchoolAction:
    """Write one thing that a school will do about what it heard."""
    if organisation != school.organisation:
        raise NotValid("The school is another organisation’s by now. Open its report again.")
    heard = dict(list_findings(school)).get(item)
    if school.wave.state != State.CLOSED or heard is None:
        raise NotValid("The reports were made anew, or are not there. Open the report again, and choose.")
    if SchoolAction.objects.filter(school=school).count() >= MOST:
        raise NotValid(f"{MOST} things are written already. End some of them first.")
    _check_priority(what.get("priority", ""))
    now = timezone.now()
    return SchoolAction.objects.create(
        school=school,
        item=item,
        heard=heard[:600],
        **what,
        written_at=now,
        written_by=by.said[:250],
        changed_at=now,
        changed_by=by.said[:250],
    )


@act("school-action.change")
def change_action(
    thing: SchoolAction, *, by: Actor, state: str, why: str = "", **what: Unpack[What]
) -> SchoolAction:
    """Say how far it is; what will not be done, or ends, says why or what came of it."""
    if state not in Progress.values:
        raise NotValid("Choose how far it is.")
    if state == Progress.WILL_NOT and not why.strip():
        raise NotValid("Write why it will not be done: pupils were told that it would.")
    if what.get("priority") != thing.priority:
        _check_priority(what.get("priority", ""))
    for name, given in what.items():
        setattr(thing, name, given)
    thing.state, thing.why = state, why
    thing.changed_at, thing.changed_by = timezone.now(), by.said[:250]
    thing.save()
    return thing


def _check_priority(priority: str) -> None:
    if priority and priority not in dict(list_priorities()):
        raise NotValid("The plan has no such priority any more. Choose another, or none.")
