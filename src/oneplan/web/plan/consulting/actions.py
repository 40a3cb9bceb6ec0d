"""What can happen to comments on a draft: sent, looked through, answered, deleted when their day comes."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor
from oneplan.web.people.acts import act
from oneplan.web.people.retention import ACT, WHO
from oneplan.web.people.trail import About, remember
from oneplan.web.plan.consulting.private import check_nothing_private
from oneplan.web.plan.consulting.queries import find_paragraph, is_open, list_due
from oneplan.web.plan.models import Answer, Comment, Edition, State, Words
from oneplan.web.plan.writing.queries import open_edition

KEPT = timedelta(days=365)
REFUSED_KEPT = timedelta(days=30)
MOST = 5_000
"""More than this on one edition is a machine at work."""


@act("comment.send")
def send_comment(_: None, *, by: Actor, edition: Edition, key: str, text: str, who: str) -> Comment:
    """Say something about a paragraph as one of the public; nobody sees it before it is looked through."""
    del by
    if not edition.is_open:
        raise NotValid("This draft is not open to everybody.")
    return _keep(edition, key, text=text, who=who, is_public=True)


@act("comment.write")
def write_comment(_: None, *, by: Actor, edition: Edition, key: str, text: str) -> Comment:
    """Say something about a paragraph as a partner; partners see it at once."""
    return _keep(edition, key, text=text, who=by.said[:250], is_public=False)


@act("comment.judge")
def judge_comment(thing: Comment, *, by: Actor, state: str) -> Comment:
    """Show a comment to everybody, or not; one that is not shown is deleted after a month."""
    del by
    if state not in {State.SHOWN, State.REFUSED}:
        raise NotValid("Choose whether it is shown.")
    thing.state = state
    month = timezone.localdate() + REFUSED_KEPT
    thing.keep_until = min(month, thing.keep_until) if state == State.REFUSED else _kept_until(thing.edition)
    thing.save()
    return thing


@act("comment.answer")
def answer_comment(thing: Comment, *, by: Actor, answer: str, because: str) -> Comment:
    """Say what comes of a comment: we did, we will, or we will not because."""
    del by
    if answer not in {Answer.DID, Answer.WILL, Answer.WILL_NOT}:
        raise NotValid("Choose what comes of it.")
    if answer == Answer.WILL_NOT and not because.strip():
        raise NotValid("Write why not: whoever said it is owed a reason.")
    thing.answer, thing.because, thing.answered = answer, because.strip(), timezone.localdate()
    thing.save()
    return thing


def delete_due_comments(today: date) -> int:
    """Delete every comment whose day has come, and leave in the log how many there were: never what."""
    with transaction.atomic():
        due = list_due(today)
        number = due.count()
        if number:
            due.delete()
            title = f"Comments on drafts of a plan: {number}"
            about = About(kind="retention", thing="comments", title=title)
            remember(ACT, by=WHO, about=about, after={"deleted": number, "before": today.isoformat()})
    return number


def _keep(edition: Edition, key: str, *, text: str, who: str, is_public: bool) -> Comment:
    today = timezone.localdate()
    if not is_open(edition, on=today):
        raise NotValid("This consultation is not open today. Look at its days.")
    find_paragraph(open_edition(edition), key)
    check_nothing_private(text)
    if Comment.objects.filter(edition=edition).count() >= MOST:
        raise NotValid("So much has been said that nothing more can be taken. Write to the partnership.")
    comment = Comment.objects.create(
        edition=edition,
        key=key,
        who=who,
        is_public=is_public,
        sent=today,
        state=State.WAITING if is_public else State.SHOWN,
        keep_until=_kept_until(edition),
    )
    Words.objects.create(comment=comment, text=text.strip())
    return comment


def _kept_until(edition: Edition) -> date:
    return (edition.closes or timezone.localdate()) + KEPT
