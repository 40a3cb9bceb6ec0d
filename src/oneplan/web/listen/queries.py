"""What may be read of waves, of their checklists, and of the schools in them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils import timezone

from oneplan.errors import NotFound
from oneplan.listen.definition.files import read_bytes
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.people import Actor, Role, check_may
from oneplan.web.listen.checklist import list_missing
from oneplan.web.listen.models import School, State, Wave, YearGroup
from oneplan.web.people.actors import terms_now

READERS = (Role.READER.value, Role.SAFEGUARDING.value)
NOBODY_READS = "Nobody may read what children write: give somebody the role of a safeguarding reader or lead."
Signed = Mapping[str, Mapping[str, Any]]


def list_waves() -> QuerySet[Wave]:
    """Every wave that was not set aside, the latest first."""
    return Wave.objects.exclude(state=State.DROPPED).order_by("-opens", "-made_at", "-pk")


def find_wave(key: str) -> Wave:
    """One wave.

    Raises
    ------
    NotFound
        When there is none of this key, or it was set aside.
    """
    found = list_waves().filter(key=key).first()
    if found is None:
        raise NotFound("There is no such wave. Go back to the list and choose one.")
    return found


def list_due(today: date) -> list[Wave]:
    """The closed waves whose answers may be kept no longer."""
    return list(list_kept().filter(keep_until__lt=today))


def list_kept() -> QuerySet[Wave]:
    """The closed waves whose answers are still kept, the latest first."""
    return Wave.objects.filter(state=State.CLOSED, deleted__isnull=True)


def open_questionnaire(wave: Wave) -> Questionnaire:
    """What is asked in a wave."""
    return read_bytes(wave.wording.file.encode(), name=f"The questionnaire of {wave}")


def find_signed(wave: Wave) -> Signed:
    """What each signed line of the checklist says."""
    return {one.line: one.said for one in wave.signatures.all()}


def list_obstacles(wave: Wave, signed: Signed) -> list[str]:
    """What stands between a wave and its opening, as sentences."""
    today = timezone.localdate()
    missing = list_missing(signed, today=today)
    if not wave.schools.exists():
        missing.append("The roll is not loaded yet.")
    if not has_readers():
        missing.append(NOBODY_READS)
    return missing


def has_readers() -> bool:
    """Whether anybody holds a role today in which they read what children write."""
    return terms_now(timezone.localdate()).filter(role__in=READERS).exists()


def list_schools(wave: Wave) -> QuerySet[School]:
    """The schools of a wave with their year groups."""
    years = Prefetch("years", queryset=YearGroup.objects.order_by("year"))
    return School.objects.filter(wave=wave).select_related("organisation").prefetch_related(years)


def find_school(wave: Wave, school: str, *, by: Actor, act: str) -> School:
    """One school of a wave, for somebody who may do this there.

    Raises
    ------
    NotFound
        When the wave has no such school.
    NotAllowed
        When it is not theirs.
    """
    found = list_schools(wave).filter(school=school).first()
    check_may(by, act, organisation=_whose(found))
    if found is None:
        raise NotFound("There is no such school in this wave. Go back to the wave and choose one.")
    return found


def list_own_schools(actor: Actor) -> QuerySet[School]:
    """The schools in which somebody runs the survey, in waves that are open."""
    own = [one.organisation for one in actor.holdings if one.role is Role.SCHOOL]
    found = School.objects.filter(wave__state=State.OPEN, organisation__key__in=own)
    return found.select_related("wave").order_by("wave__opens", "name")


def count_roll(wave: Wave) -> tuple[int, int]:
    """How many schools and how many pupils the roll of a wave has."""
    counted = School.objects.filter(wave=wave).aggregate(
        schools=Count("pk", distinct=True), pupils=Sum("years__pupils")
    )
    return counted["schools"], counted["pupils"] or 0


def _whose(school: School | None) -> str:
    """Whose school it is; what is not there is nobody's, so that no school learns which others are."""
    return school.organisation.key if school is not None and school.organisation is not None else ""
