"""What can happen to the reports on a wave: they are made, and made anew."""

from collections.abc import Sequence

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web import wiring
from oneplan.web.jobs.actions import enqueue
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import list_schools
from oneplan.web.people.acts import act
from oneplan.web.publish.survey import shelf

KIND = "survey.report"


@act("report.make")
def make_reports(thing: Wave, *, by: Actor, partners: Sequence[Sequence[str]] = ()) -> Wave:
    """Make every report on a closed wave in the background; partners are schools that are read as one."""
    if thing.state != State.CLOSED or thing.deleted:
        raise NotValid(
            "Reports are made of a closed wave whose answers are still kept. Close the wave first."
        )
    _check_partners(thing, partners)
    if partners and shelf.list_reports(wiring.home(), thing.key):
        raise NotValid(shelf.PARTNERS_STAY)
    arguments = {"wave": thing.pk, "partners": [list(group) for group in partners]}
    enqueue(KIND, arguments=arguments, by=by, only=f"{KIND} {thing.pk}")
    return thing


def _check_partners(wave: Wave, partners: Sequence[Sequence[str]]) -> None:
    wanted = [school for group in partners for school in group]
    known = set(list_schools(wave).values_list("school", flat=True))
    strange = [school for school in wanted if school not in known]
    if strange:
        raise NotValid(f"This wave has no school “{strange[0][:40]}”. Write the ids as they are on the roll.")
    twice = [school for school in wanted if wanted.count(school) > 1]
    if twice:
        raise NotValid(f"{twice[0]} stands there twice. A school can be in one group only.")
