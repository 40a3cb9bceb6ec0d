"""What comes round every day in this room: what is past its time is deleted."""

from datetime import timedelta

from django.utils import timezone

from oneplan.web.jobs.kinds import Outcome, job
from oneplan.web.jobs.work import Work
from oneplan.web.people.retention import delete_what_is_due


@job("retention.delete", title="Delete what is past its time", every=timedelta(days=1))
def delete(work: Work) -> Outcome:
    """Delete what the table of retention says, a kind at a time; the log keeps how many of each."""
    work.say(0, "Looking for what is past its time")
    deleted = {one.key: one.number for one in delete_what_is_due(timezone.now()) if one.number}
    number = sum(deleted.values())
    return Outcome(said=f"Deleted: {number:,}." if number else "Nothing was past its time.", result=deleted)
