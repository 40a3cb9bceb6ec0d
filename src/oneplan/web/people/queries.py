"""What may be read of invitations and links that nobody has used yet."""

from django.db.models import QuerySet
from django.utils import timezone

from oneplan.web.people.models import Invitation, Link


def list_open_invitations() -> QuerySet[Invitation]:
    """Invitations that can still be taken, the one that ends first before the others."""
    waiting = Invitation.objects.filter(taken__isnull=True, withdrawn__isnull=True, until__gt=timezone.now())
    return waiting.select_related("person").order_by("until", "pk")


def list_open_links(organisations: frozenset[str], *, everybody: bool) -> QuerySet[Link]:
    """Links that can still be used, of these organisations or of everybody."""
    waiting = Link.objects.filter(used__isnull=True, until__gt=timezone.now())
    shown = waiting if everybody else waiting.filter(organisation__key__in=organisations)
    return shown.select_related("organisation").order_by("until", "pk")
