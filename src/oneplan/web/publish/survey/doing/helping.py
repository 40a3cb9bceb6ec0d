"""How many schools do something for a priority of the plan, and about which finding: never which schools."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.plan.index import Index
from oneplan.web.listen.models import Wave
from oneplan.web.publish.models import Progress, Publication, SchoolAction, Stage
from oneplan.web.publish.survey.doing.queries import list_of_wave

LEAST_SCHOOLS = 3
"""Fewer schools than this are said to nobody outside: with two, each knows the other."""


@dataclass(frozen=True)
class Helping:
    """How many schools do something for a priority about one finding.

    Attributes
    ----------
    priority
        Its id in the plan.
    wave
        In which wave it was heard.
    heard
        The finding in words, without a figure.
    schools
        How many schools do something about it; what will not be done is not counted.
    """

    priority: str
    wave: Wave
    heard: str
    schools: int


def list_helping(index: Index, id_: str) -> tuple[Helping, ...]:
    """What everybody may read of it on the page of a priority: three schools or more, of published findings.

    What was written for a priority that was merged or split counts for what it became.
    """
    ids = [known for known, now in index.priorities_of.items() if id_ in now]
    published = Publication.objects.filter(stage=Stage.PUBLISHED).values("wave")
    written = SchoolAction.objects.filter(priority__in=ids, school__wave__in=published)
    found = _count(written.select_related("school__wave"), priority=id_)
    return tuple(one for one in found if one.schools >= LEAST_SCHOOLS)


def list_helping_of_wave(wave: Wave) -> tuple[Helping, ...]:
    """What partners read of it: every priority that a school of this wave named, and how many schools did."""
    return _count(list_of_wave(wave).exclude(priority="").select_related("school__wave"))


def _count(written: Iterable[SchoolAction], *, priority: str = "") -> tuple[Helping, ...]:
    schools: dict[tuple[str, Wave, str], set[str]] = defaultdict(set)
    for one in written:
        if one.state != Progress.WILL_NOT:
            schools[priority or one.priority, one.school.wave, one.heard].add(one.school.school)
    counted = [Helping(*about, schools=len(which)) for about, which in schools.items()]
    return tuple(sorted(counted, key=lambda one: (one.priority, -one.schools, one.heard)))
