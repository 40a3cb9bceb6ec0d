"""What can happen to the reports on a wave: they are made, and made anew."""

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web.jobs.actions import enqueue
from oneplan.web.listen.models import State, Wave
from oneplan.web.people.acts import act

KIND = "survey.report"


@act("report.make")
def make_reports(thing: Wave, *, by: Actor) -> Wave:
    """Make every report on a closed wave in the background."""
    if thing.state != State.CLOSED or thing.deleted:
        raise NotValid(
            "Reports are made of a closed wave whose answers are still kept. Close the wave first."
        )
    enqueue(KIND, arguments={"wave": thing.pk}, by=by, only=f"{KIND} {thing.pk}")
    return thing
