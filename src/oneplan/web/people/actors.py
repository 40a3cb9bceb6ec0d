"""Who asks: the account behind a request as an actor, with the roles it holds today."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from oneplan.people import NOBODY, ROLES, Actor, Holding, Role
from oneplan.web.people.models import Account, Term

KEPT = "_oneplan_actor"

BY_COMMAND = Actor(said="The command line", holdings=(Holding(Role.ADMINISTRATOR),))
"""Whoever may type commands on the server has all of it anyway; the log says that it was a command."""


def find_actor(request: HttpRequest) -> Actor:
    """The actor behind a request, looked up once a request."""
    kept = getattr(request, KEPT, None)
    if isinstance(kept, Actor):
        return kept
    found = actor_of(request.user) if isinstance(request.user, Account) else NOBODY
    setattr(request, KEPT, found)
    return found


def actor_of(account: Account) -> Actor:
    """The actor behind an account: one query, and no roles where it is closed or has no person."""
    if not account.is_active or account.person_id is None:
        return Actor(said=f"Account {account.pk}", account=account.pk)
    terms = list(terms_now(timezone.localdate()).filter(person=account.person_id))
    holdings = tuple(Holding(Role(term.role), term.organisation.key) for term in terms)
    return Actor(said=_said(account, terms), account=account.pk, holdings=holdings)


def terms_now(today: date) -> QuerySet[Term]:
    """The roles that are held on a day, with the person and the organisation."""
    running = Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gte=today))
    return Term.objects.filter(running).select_related("person", "organisation").order_by("pk")


def _said(account: Account, terms: list[Term]) -> str:
    if not terms:
        return f"Account {account.pk}"
    roles = ", ".join(dict.fromkeys(ROLES[Role(term.role)].title for term in terms))
    return f"{terms[0].person.post}, {terms[0].organisation.name} ({roles})"
