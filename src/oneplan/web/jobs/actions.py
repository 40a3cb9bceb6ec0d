"""What can happen to a job from outside: it is asked for by the name of its kind, and asked to stop."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web.jobs.kinds import find_kind
from oneplan.web.jobs.models import ACTIVE, Job, State

MOST_ARGUMENTS = 20_000


def enqueue(
    name: str,
    *,
    arguments: Mapping[str, object] | None = None,
    by: Actor | None = None,
    only: str = "",
    due: datetime | None = None,
) -> Job:
    """Ask for a job; it is begun once the transaction it was asked for in has ended.

    Parameters
    ----------
    name
        The kind of job.
    arguments
        What JSON can hold; no data about people, since jobs are shown and kept for a while.
    by
        Who asks; nobody where it comes round by itself.
    only
        Of jobs with the same word here there is one at a time: asking again answers with the one there is.
    due
        Not before this moment.

    Raises
    ------
    NotFound
        When there is no such kind.
    NotValid
        When the arguments cannot be written down.
    """
    kind, now = find_kind(name), timezone.now()
    job = Job(
        kind=kind.name,
        title=kind.title,
        arguments=_checked(arguments or {}),
        only=only,
        asked=now,
        asked_by=by.said[:250] if by else "",
        account=by.account if by else None,
        due=due or now,
        most_tries=kind.most_tries,
        wait_seconds=int(kind.wait.total_seconds()),
        longest_seconds=int(kind.longest.total_seconds()),
    )
    return _keep(job)


def ask_to_cancel(job: Job) -> Job:
    """Cancel a job that waits; ask one that runs to stop.

    Raises
    ------
    NotValid
        When it has ended already.
    """
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    running = Job.objects.filter(pk=job.pk, state=State.RUNNING)
    if not waiting.update(
        state=State.CANCELLED, cancel_asked=now, ended=now, sentence="Cancelled before it began."
    ) and not running.update(cancel_asked=now):
        raise NotValid("This job has ended already, so there is nothing to cancel.")
    job.refresh_from_db()
    return job


def _keep(job: Job) -> Job:
    """Keep a new job, or answer with the one that stands in its way; it may end while we look."""
    while True:
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            there = Job.objects.filter(only=job.only, state__in=ACTIVE).first() if job.only else None
            if there is not None:
                return there
            if not job.only:
                raise
        else:
            return job


def _checked(arguments: Mapping[str, object]) -> dict[str, object]:
    try:
        written = json.dumps(dict(arguments), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise NotValid(
            f"These arguments cannot be kept with a job: {error}. Give text and numbers."
        ) from error
    if len(written) > MOST_ARGUMENTS:
        raise NotValid("These arguments are too long to be kept with a job. Put them in a file, and name it.")
    kept: dict[str, object] = json.loads(written)
    return kept
