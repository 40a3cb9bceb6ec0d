"""What may be read of consultations: those open to everybody, and the comments on each paragraph."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from oneplan.errors import NotFound
from oneplan.people import Actor, may
from oneplan.plan.frame import Plan
from oneplan.plan.naming import VISION
from oneplan.web.plan.models import Comment, Edition, Stage, State

READABLE = (Stage.CONSULTATION, Stage.AGREED, Stage.IN_FORCE, Stage.UNDER_REVIEW, Stage.SUPERSEDED)


@dataclass(frozen=True)
class Paragraph:
    """Something in a plan that one may say something about."""

    key: str
    name: str
    text: str
    illustrative: bool = False


def find_consultation(number: int) -> Edition:
    """An edition that everybody may read, since it is or was out for everybody.

    Raises
    ------
    NotFound
        When there is none.
    """
    found = Edition.objects.filter(pk=number, is_open=True, stage__in=READABLE).first()
    if found is None:
        raise NotFound("There is no such consultation. Go to the plan and look what is open.")
    return found


def is_open(edition: Edition, *, on: date) -> bool:
    """Whether somebody may say something about it on a day."""
    if edition.stage != Stage.CONSULTATION or edition.opens is None or edition.closes is None:
        return False
    return edition.opens <= on <= edition.closes


def list_open(*, on: date) -> list[Edition]:
    """The editions that everybody may say something about on a day."""
    open_ = Edition.objects.filter(stage=Stage.CONSULTATION, is_open=True, opens__lte=on, closes__gte=on)
    return list(open_.order_by("closes"))


def list_paragraphs(plan: Plan) -> tuple[Paragraph, ...]:
    """The vision, the objectives, all themes and what is done, in the plan's order."""
    items = (*plan.objectives, *plan.themes, *plan.activities)
    vision = Paragraph(VISION, "Vision", plan.vision.text, plan.vision.illustrative)
    return (vision, *(Paragraph(one.id, one.name, one.text, one.illustrative) for one in items))


def find_paragraph(plan: Plan, key: str) -> Paragraph:
    """One paragraph.

    Raises
    ------
    NotFound
        When the plan has none of this key.
    """
    for one in list_paragraphs(plan):
        if one.key == key:
            return one
    raise NotFound("This plan has no such paragraph. Go back to it and choose one.")


def list_comments(edition: Edition, *, key: str = "") -> QuerySet[Comment]:
    """The comments on an edition, or on one paragraph of it, with their words."""
    found = Comment.objects.filter(edition=edition).select_related("words")
    return found.filter(key=key) if key else found


def list_for_everybody(edition: Edition, *, key: str) -> QuerySet[Comment]:
    """What the public said of a paragraph and somebody has looked through."""
    return list_comments(edition, key=key).filter(is_public=True, state=State.SHOWN)


def count_for_everybody(edition: Edition) -> dict[str, int]:
    """How many comments each paragraph shows to everybody."""
    shown = Comment.objects.filter(edition=edition, is_public=True, state=State.SHOWN)
    return dict(shown.order_by().values_list("key").annotate(how_many=Count("pk")))


def find_comment(edition: Edition, number: int) -> Comment:
    """One comment with its words.

    Raises
    ------
    NotFound
        When there is none, or its day has come and it is deleted.
    """
    found = list_comments(edition).filter(pk=number).first()
    if found is None:
        raise NotFound("This comment is not here: it was deleted when its day came.")
    return found


def list_waiting_for(actor: Actor, *, on: date) -> list[tuple[str, str, date | None]]:
    """What waits for this person: what it is, where, until when."""
    found: list[tuple[str, str, date | None]] = []
    waiting, open_ = Count("comments", Q(comments__state=State.WAITING)), (Stage.CONSULTATION, Stage.AGREED)
    editions = Edition.objects.filter(Q(stage__in=open_) | Q(comments__state=State.WAITING))
    for one in editions.annotate(waiting=waiting).distinct():
        here = f"/partners/plan/{one.pk}/"
        if one.waiting and may(actor, "comment.judge"):
            said = "comment waits" if one.waiting == 1 else "comments wait"
            found.append((f"{one.waiting} {said} to be looked through: {one}", f"{here}comments/", None))
        if is_open(one, on=on) and may(actor, "comment.write"):
            found.append((f"Say what you think of {one}", here, one.closes))
        if one.stage == Stage.AGREED and may(actor, "plan.bring-into-force"):
            found.append((f"Agreed, and not in force yet: {one}", here, None))
    return found


def list_own_drafts(actor: Actor) -> list[Edition]:
    """The drafts that wait for whoever writes plans."""
    if not may(actor, "plan.change"):
        return []
    return list(Edition.objects.filter(stage=Stage.DRAFT))


def list_due(today: date) -> QuerySet[Comment]:
    """The comments whose day has come."""
    return Comment.objects.filter(keep_until__lt=today)
