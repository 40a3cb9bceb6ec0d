"""What may be read of what schools will do: of one school, of a wave, and what is due for whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from oneplan.errors import NotFound
from oneplan.people import Actor, Role
from oneplan.publish.survey.doing import Doing
from oneplan.web import wiring
from oneplan.web.listen.models import School, State, Wave
from oneplan.web.plan.queries import find_plan_in_force
from oneplan.web.publish.models import Progress, SchoolAction
from oneplan.web.publish.survey import shelf

AS_A_WHOLE = ("", "What our pupils said, as a whole")
ENDED = (Progress.DONE, Progress.WILL_NOT)


@dataclass(frozen=True)
class Counted:
    """What the schools of a wave do, counted."""

    schools: int
    of: int
    written: int
    states: tuple[tuple[str, int], ...]
    late: int


def list_findings(school: School) -> tuple[tuple[str, str], ...]:
    """What a school may say that it will do something about: the headlines of its report, and the whole."""
    kept = shelf.find_kept(wiring.home(), school.wave.key, key=school.school)
    return (*(kept.findings if kept else ()), AS_A_WHOLE)


def list_priorities() -> tuple[tuple[str, str], ...]:
    """The priorities of the plan in force, by their ids and in words."""
    plan = find_plan_in_force()
    return tuple((one.id, f"{one.id}: {one.name}") for one in plan.priorities) if plan else ()


def list_of_school(school: School) -> QuerySet[SchoolAction]:
    """What a school will do, what is due first before the rest."""
    return SchoolAction.objects.filter(school=school).select_related("school")


def find_action(school: School, number: int) -> SchoolAction:
    """One thing that this school will do.

    Raises
    ------
    NotFound
        When the school has none of this number.
    """
    found = (
        SchoolAction.objects.filter(school=school, pk=number).select_related("school__organisation").first()
    )
    if found is None:
        raise NotFound("The school wrote no such thing. Go back to its report and choose one.")
    return found


def list_of_wave(wave: Wave) -> QuerySet[SchoolAction]:
    """What the schools of a wave will do, school by school."""
    found = SchoolAction.objects.filter(school__wave=wave).select_related("school")
    return found.order_by("school__name", "school__school", "due", "pk")


def count_of_wave(wave: Wave, *, today: date) -> Counted:
    """How many schools of a wave wrote something, and how far it is."""
    written = list(list_of_wave(wave))
    states = Counter(one.state for one in written)
    return Counted(
        schools=len({one.school_id for one in written}),
        of=sum(one.of == "school" for one in shelf.list_reports(wiring.home(), wave.key)),
        written=len(written),
        states=tuple((str(state.label), states[state]) for state in Progress),
        late=sum(one.due < today and one.state not in ENDED for one in written),
    )


def list_due_of(actor: Actor, *, before: date) -> QuerySet[SchoolAction]:
    """What the schools of a survey lead said they will do, and have not ended, up to a day."""
    found = SchoolAction.objects.filter(school__organisation__key__in=_own(actor), due__lte=before)
    return found.exclude(state__in=ENDED).select_related("school__wave")


def list_unanswered_of(actor: Actor) -> list[School]:
    """The schools of a survey lead that have a report, and have not written yet what they will do."""
    found = School.objects.filter(
        wave__state=State.CLOSED, organisation__key__in=_own(actor), actions__isnull=True
    )
    closed = found.select_related("wave").order_by("-wave__closed", "name")
    return [school for school in closed if shelf.find_kept(wiring.home(), school.wave.key, key=school.school)]


def list_done_before(waves: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[Doing, ...]]:
    """By school, what it said after the last wave that has any; keys and names of waves, the latest first."""
    for key, _ in waves:
        found: dict[str, tuple[Doing, ...]] = {}
        for one in SchoolAction.objects.filter(school__wave__key=key).select_related("school"):
            found[one.school.school] = (*found.get(one.school.school, ()), to_doing(one))
        if found:
            return found
    return {}


def to_doing(one: SchoolAction) -> Doing:
    """As a report says it."""
    return Doing(
        one.heard, one.does, one.who, one.due, one.get_state_display(), one.why, Progress(one.state).value
    )


def _own(actor: Actor) -> list[str]:
    return [one.organisation for one in actor.holdings if one.role is Role.SCHOOL]
