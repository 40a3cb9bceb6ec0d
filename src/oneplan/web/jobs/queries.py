"""What may be read about jobs: those there are, and whether anybody works on them."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Max, QuerySet

from oneplan.errors import NotFound
from oneplan.web.jobs.models import ACTIVE, Job, Presence, State
from oneplan.web.jobs.work import folder_of

AWAY_AFTER = timedelta(minutes=1)


def list_active() -> QuerySet[Job]:
    """Jobs that run or wait, those that run first."""
    return Job.objects.filter(state__in=ACTIVE).order_by("state", "due", "pk")


def list_ended(most: int) -> QuerySet[Job]:
    """The jobs that ended last."""
    return Job.objects.exclude(state__in=ACTIVE).order_by("-ended", "-pk")[:most]


def list_active_of(account: int) -> QuerySet[Job]:
    """The jobs that somebody asked for and that have not ended."""
    return list_active().filter(account=account)


def list_failed(most: int = 5) -> QuerySet[Job]:
    """The jobs that failed last."""
    return Job.objects.filter(state=State.FAILED).order_by("-ended", "-pk")[:most]


def find_job(number: int) -> Job:
    """One job.

    Raises
    ------
    NotFound
        When there is none, or it was deleted with the old ones.
    """
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise NotFound("There is no such job. Jobs that ended long ago are deleted; see the list of jobs.")
    return job


def find_job_or_none(number: int | None) -> Job | None:
    """One job, or None where there was none, or it was deleted with the old ones."""
    return None if number is None else Job.objects.filter(pk=number).first()


def find_file(job: Job) -> Path:
    """The file that a job made.

    Raises
    ------
    NotFound
        When it made none, or it is gone.
    """
    path = folder_of(job) / job.file_name
    if not job.file_name or not path.is_file():
        raise NotFound("This job has no file. Start it again to make one.")
    return path


def last_seen() -> datetime | None:
    """When a worker last gave a sign of life, with a job in hand or without; None where there was none."""
    signs = (
        Presence.objects.aggregate(last=Max("seen"))["last"],
        Job.objects.aggregate(last=Max("heartbeat"))["last"],
    )
    return max((sign for sign in signs if sign is not None), default=None)


def is_somebody_at_work(now: datetime) -> bool:
    """Whether a worker gave a sign of life within the last minute."""
    seen = last_seen()
    return seen is not None and now - seen < AWAY_AFTER
