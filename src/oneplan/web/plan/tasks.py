"""The work of this room that comes round by itself: comments are deleted when their day comes."""

from datetime import timedelta

from django.utils import timezone

from oneplan.web.jobs.kinds import Outcome, job
from oneplan.web.jobs.work import Work
from oneplan.web.plan.consulting.actions import delete_due_comments


@job("comments.delete-due", title="Delete comments whose day has come", every=timedelta(days=1))
def delete_comments(work: Work) -> Outcome:
    """Delete every comment that may be kept no longer."""
    work.check()
    number = delete_due_comments(timezone.localdate())
    said = f"{number} deleted." if number else "Nothing is due."
    return Outcome(said=said, result={"deleted": number})
