"""What people may do to jobs: start one, and cancel one."""

from oneplan.errors import NotAllowed
from oneplan.people import Actor
from oneplan.web.jobs.actions import ask_to_cancel, enqueue
from oneplan.web.jobs.kinds import find_kind
from oneplan.web.jobs.models import Job
from oneplan.web.people.acts import act


@act("job.start")
def start_job(_: None, *, by: Actor, kind: str) -> Job:
    """Start a job of a kind that people may start; one at a time of each kind."""
    if not find_kind(kind).by_hand:
        raise NotAllowed("This job starts by itself when it is due. Choose another.")
    return enqueue(kind, by=by, only=kind)


@act("job.cancel")
def cancel_job(job: Job, *, by: Actor) -> Job:
    """Cancel a job that waits, or ask one that runs to stop."""
    del by
    return ask_to_cancel(job)
