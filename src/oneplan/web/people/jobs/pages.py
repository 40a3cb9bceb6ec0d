"""What the pages of jobs show: each job in words, and whether anybody works on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from oneplan.web.jobs.models import Job, State
from oneplan.web.jobs.queries import is_somebody_at_work, last_seen, list_active, list_ended

MOST_ENDED = 50
LOOKS = {State.RUNNING: "going", State.FAILED: "wrong"}
BY_ITSELF = "by itself, when it was due"


@dataclass(frozen=True)
class Line:
    """One job as it is shown; `took` is in words, and empty before it began."""

    number: int
    title: str
    state: str
    look: str
    is_active: bool
    percent: int
    sentence: str
    asked: datetime
    asked_by: str
    due: datetime | None
    ended: datetime | None
    took: str
    tries: str
    is_stopping: bool


@dataclass(frozen=True)
class Page:
    """All jobs that have not ended, and those that ended last."""

    active: tuple[Line, ...]
    ended: tuple[Line, ...]
    is_somebody_at_work: bool
    last_seen: datetime | None


def make_page(now: datetime) -> Page:
    """The page of all jobs."""
    return Page(
        active=_lines(list_active(), now),
        ended=_lines(list_ended(MOST_ENDED), now),
        is_somebody_at_work=is_somebody_at_work(now),
        last_seen=last_seen(),
    )


def make_line(job: Job, now: datetime) -> Line:
    """One job in words."""
    state = State(job.state)
    return Line(
        number=job.pk,
        title=job.title,
        state=state.label,
        look=LOOKS.get(state, "still"),
        is_active=job.is_active,
        percent=round(100 * job.progress),
        sentence=job.sentence,
        asked=job.asked,
        asked_by=job.asked_by or BY_ITSELF,
        due=job.due if state is State.WAITING and job.due > now else None,
        ended=job.ended,
        took=_span(job, now),
        tries=f"{job.tries} of at most {job.most_tries}" if job.tries > 1 else "",
        is_stopping=state is State.RUNNING and job.cancel_asked is not None,
    )


def make_results(job: Job) -> tuple[tuple[str, str], ...]:
    """What a job found out, as pairs of a name and a value; lists and tables are left to its file."""
    found = job.result if isinstance(job.result, dict) else {}
    return tuple(
        (str(name).replace("_", " "), str(value))
        for name, value in found.items()
        if isinstance(value, str | int | float)
    )


def _lines(jobs: Iterable[Job], now: datetime) -> tuple[Line, ...]:
    return tuple(make_line(job, now) for job in jobs)


def _span(job: Job, now: datetime) -> str:
    if job.started is None:
        return ""
    seconds = round(((job.ended or now) - job.started).total_seconds())
    if seconds < 1:
        return "less than a second"
    if seconds < 120:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
