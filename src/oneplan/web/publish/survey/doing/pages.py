"""What stands below a school's report: what the school will do, how far it is, and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from oneplan.people import Actor, may
from oneplan.plan.thread import Stop
from oneplan.web.listen.models import School
from oneplan.web.publish.models import SchoolAction
from oneplan.web.publish.survey.doing.helping import Helping
from oneplan.web.publish.survey.doing.queries import ENDED, list_of_school


@dataclass(frozen=True)
class Line:
    """One thing that a school will do, and whether its day is past."""

    action: SchoolAction
    is_late: bool


@dataclass(frozen=True)
class Section:
    """What one school will do, and whether whoever reads it may write there."""

    school: School
    lines: tuple[Line, ...]
    may_write: bool


def make_section(school: School, actor: Actor) -> Section:
    """What a school will do, for somebody who reads its report; what has ended comes last."""
    whose = school.organisation.key if school.organisation is not None else ""
    return Section(
        school,
        tuple(sorted(make_lines(list_of_school(school)), key=_has_ended)),
        may(actor, "school-action.write", organisation=whose),
    )


def make_lines(written: Iterable[SchoolAction]) -> tuple[Line, ...]:
    """Each with whether its day is past and it has not ended."""
    today = timezone.localdate()
    return tuple(Line(one, is_late=one.due < today and one.state not in ENDED) for one in written)


def put_on_thread(schools: Iterable[Helping]) -> dict[str, tuple[Stop, ...]]:
    """What stands on a priority’s thread: what pupils told, and how many schools do something about it."""
    heard = tuple(Stop("", f"Pupils in the survey, {one.wave}:", one.heard) for one in schools)
    done = tuple(Stop("", f"{one.schools} schools do something about it:", one.heard) for one in schools)
    return {"heard": heard, "activity": done} if heard else {}


def _has_ended(line: Line) -> bool:
    return line.action.state in ENDED
