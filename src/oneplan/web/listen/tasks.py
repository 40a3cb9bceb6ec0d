"""The work of this room in the background: closing a wave, and deleting answers whose day has come."""

from datetime import timedelta

from django.utils import timezone

from oneplan.people import Actor, Holding, Role
from oneplan.web.jobs.kinds import Outcome, job
from oneplan.web.jobs.work import Work
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import list_due
from oneplan.web.listen.running import delete_answers

DELETER = Actor(said="The daily deletion of answers", holdings=(Holding(Role.MANAGER),))


@job("wave.close", title="Close a wave of the survey", longest=timedelta(hours=1))
def close_wave(work: Work, *, wave: int) -> Outcome:
    """Make one file of the answers in which nobody can be found, and destroy key and cards."""
    from oneplan.web.listen.collection import close_collection  # noqa: PLC0415 - what is heavy, for the worker

    work.say(0.05, "Closing the wave")
    found = Wave.objects.get(pk=wave)
    pupils = close_collection(found)
    with work.hold():
        Wave.objects.filter(pk=wave).update(state=State.CLOSED, closed=timezone.localdate())
    return Outcome(said=f"{found} is closed: {pupils:,} pupils answered.", result={"pupils": pupils})


@job("waves.delete-due", title="Delete answers of closed waves whose day has come", every=timedelta(days=1))
def delete_due_answers(work: Work) -> Outcome:
    """Delete the answers of every wave that may be kept no longer."""
    due = list_due(timezone.localdate())
    for wave in due:
        work.check()
        delete_answers(wave, by=DELETER)
    return Outcome(said=f"{len(due)} deleted." if due else "Nothing is due.", result={"deleted": len(due)})
