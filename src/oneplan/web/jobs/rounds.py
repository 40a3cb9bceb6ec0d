"""Asks for the jobs that come round by themselves: each once when it is due, however many workers look."""

from datetime import datetime

from oneplan.web.jobs.actions import enqueue
from oneplan.web.jobs.kinds import all_kinds
from oneplan.web.jobs.models import Job, Round


def ask_for_what_is_due(now: datetime) -> list[Job]:
    """Ask for every kind whose round is due, and set its next one."""
    asked = []
    for kind in all_kinds().values():
        if kind.every is None:
            continue
        turn, _ = Round.objects.get_or_create(kind=kind.name, defaults={"due": now})
        if turn.due > now:
            continue
        # Of several workers that see it due, one moves it on; a round that was missed is not made up for.
        moved = Round.objects.filter(pk=turn.pk, due=turn.due).update(due=now + kind.every)
        if moved:
            asked.append(enqueue(kind.name, only=kind.name))
    return asked
