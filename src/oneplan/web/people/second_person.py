"""A second person looks at what goes out: whoever asked for it does not let it out."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from oneplan.errors import NotAllowed
from oneplan.people import Actor, may

Asked = TypeVar("Asked", bound=Model)


def find_asker(by: Actor) -> int:
    """The account that asks; without one nobody could tell who asked from who agrees."""
    if by.account is None:
        raise NotAllowed("Sign in to ask: it has to be known who asked.")
    return by.account


def check_somebody_else(by: Actor, *, asked: int | None) -> None:
    """Refuse whoever asked; `asked` is the account that did."""
    if by.account is None or by.account == asked:
        raise NotAllowed("You asked for this, so somebody else has to look at it. Ask a colleague who may.")


def is_own_wish(actor: Actor, *, asked: int | None) -> bool:
    """Whether it was this person who asked."""
    return actor.account is not None and actor.account == asked


def waiting_for(actor: Actor, wishes: QuerySet[Asked], *, act: str) -> QuerySet[Asked]:
    """Of what was asked for, all that waits for this person: those who may do this act and did not ask."""
    if actor.account is None or not may(actor, act):
        return wishes.none()
    return wishes.exclude(asked_account=actor.account)
