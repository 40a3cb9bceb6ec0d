"""Takes the next job, so that of any number of workers exactly one holds it, on either database."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from oneplan.web.jobs.models import Job, State

STOPPED_TOO_OFTEN = "Its worker was stopped {tries} times while it ran, so it is not tried again."


def claim(worker: str, *, now: datetime, stale: timedelta) -> Job | None:
    """Take the job that has been due longest, or None where there is nothing to do.

    A job whose worker has not been heard for `stale` is taken from it. Workers skip what another holds at
    this moment; where the database knows no such locks (SQLite), the whole transaction is the lock. The
    update's own condition is what decides.
    """
    if not _to_be_taken(now, stale=stale).exists():
        return None
    with transaction.atomic():
        found = _to_be_taken(now, stale=stale).select_for_update(skip_locked=True)
        for job in found.order_by("due", "pk")[:1]:
            return _take(job, worker=worker, now=now)
    return None


def _to_be_taken(now: datetime, *, stale: timedelta) -> QuerySet[Job]:
    waiting = Q(state=State.WAITING, due__lte=now)
    abandoned = Q(state=State.RUNNING, heartbeat__lt=now - stale)
    return Job.objects.filter(waiting | abandoned)


def _take(job: Job, *, worker: str, now: datetime) -> Job | None:
    as_it_stands = Job.objects.filter(pk=job.pk, state=job.state, fence=job.fence)
    if job.state == State.RUNNING and (job.cancel_asked or job.tries >= job.most_tries):
        _end_abandoned(job, as_it_stands, now=now)
        return None
    taken = as_it_stands.update(
        state=State.RUNNING,
        fence=F("fence") + 1,
        tries=F("tries") + 1,
        worker=worker,
        started=job.started or now,
        heartbeat=now,
        progress=0,
        sentence="Begun.",
    )
    if not taken:
        return None
    job.refresh_from_db()
    return job


def _end_abandoned(job: Job, as_it_stands: QuerySet[Job], *, now: datetime) -> None:
    """End a job that nobody works on; its fence grows, so that a worker that wakes up has lost it."""
    cancelled = job.cancel_asked is not None
    as_it_stands.update(
        state=State.CANCELLED if cancelled else State.FAILED,
        fence=F("fence") + 1,
        ended=now,
        sentence="Cancelled." if cancelled else STOPPED_TOO_OFTEN.format(tries=job.tries),
    )
