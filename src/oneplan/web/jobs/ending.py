"""How a job ends or goes back to waiting: once, and only by whoever holds it."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from oneplan.web.jobs.kinds import Outcome
from oneplan.web.jobs.models import Job, State


def finish(job: Job, outcome: Outcome) -> bool:
    """Write down that it is done; False where somebody else holds it by now."""
    return _end(
        job,
        State.DONE,
        sentence=outcome.said,
        progress=1,
        result=dict(outcome.result),
        file_name=outcome.file.name if outcome.file else "",
    )


def give_up(job: Job, why: str) -> bool:
    """Write down that it cannot be done."""
    return _end(job, State.FAILED, sentence=why)


def call_off(job: Job) -> bool:
    """Write down that it was stopped as somebody asked."""
    return _end(job, State.CANCELLED, sentence="Cancelled.")


def try_again(job: Job, why: str) -> bool:
    """Let it wait and be tried again, each time twice as long, or give up after the last try."""
    if job.tries >= job.most_tries:
        return give_up(job, f"{why} It was tried {_times(job.tries)}.")
    wait = timedelta(seconds=job.wait_seconds * 2 ** (job.tries - 1))
    due = timezone.now() + wait
    again = timezone.localtime(due)
    return _change(
        job,
        state=State.WAITING,
        due=due,
        heartbeat=None,
        sentence=f"{why} It is tried again at {again:%H:%M:%S}."[:500],
    )


def put_back(job: Job) -> bool:
    """Let it wait for the next worker, as if this one had never begun: it is not the job's fault."""
    return _change(
        job,
        state=State.WAITING,
        due=timezone.now(),
        heartbeat=None,
        tries=F("tries") - 1,
        progress=0,
        sentence="Put back, since its worker was asked to stop.",
    )


def _end(job: Job, state: State, *, sentence: str, **fields: object) -> bool:
    return _change(job, state=state, ended=timezone.now(), sentence=sentence[:500], **fields)


def _change(job: Job, **fields: object) -> bool:
    held = Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING)
    return held.update(**fields) == 1


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
