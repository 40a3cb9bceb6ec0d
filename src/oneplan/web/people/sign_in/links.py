"""Links that work once: somebody without an account says that their organisation's entry is right."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from oneplan.errors import NotFound, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web.people.acts import about, act
from oneplan.web.people.models import Link, Organisation, Person
from oneplan.web.people.models.organisations import Capacity
from oneplan.web.people.sign_in.tokens import digest_of, is_ours, make_token
from oneplan.web.people.trail import remember, snapshot

CONFIRM = "organisation.confirm"
OPEN_FOR = timedelta(days=28)
GONE = "This link cannot be used any more: it works once, for four weeks. Ask whoever sent it for a new one."


@dataclass(frozen=True)
class Entry:
    """What is asked of an organisation: how it is called, where its website is, and who stands for it."""

    name: str
    website: str
    post: str


def make_link(organisation: Organisation, *, by: Actor) -> tuple[Link, str]:
    """Make a link that lets somebody confirm this entry; answers with its secret, told this once.

    Raises
    ------
    NotAllowed
        When the actor may not make one for this organisation.
    """
    token = make_token()
    until = timezone.now() + OPEN_FOR
    link = keep_link(by=by, organisation=organisation, digest=digest_of(token), until=until)
    return link, token


@act("link.make")
def keep_link(_: None, *, by: Actor, organisation: Organisation, digest: str, until: datetime) -> Link:
    """Keep what is needed to know a link again."""
    del by
    return Link.objects.create(act=CONFIRM, organisation=organisation, digest=digest, until=until)


def find_link(token: str) -> Link:
    """The link behind a secret. Looking does not use it up: mail programs look before people do.

    Raises
    ------
    NotFound
        When there is none, or it was used, or is too old.
    """
    open_now = Link.objects.filter(used__isnull=True, until__gt=timezone.now())
    found = open_now.filter(digest=digest_of(token)).select_related("organisation").first()
    if found is None or not is_ours(token):
        raise NotFound(GONE)
    return found


def entry_of(organisation: Organisation) -> Entry:
    """The entry as it stands."""
    person = find_representative(organisation)
    return Entry(organisation.name, organisation.website, person.post if person else "")


def find_representative(organisation: Organisation) -> Person | None:
    """Who stands for an organisation: whoever has its seat now, else the first of its people."""
    seats = organisation.seats.filter(ends__isnull=True, person__isnull=False)
    seat = seats.filter(capacity=Capacity.REPRESENTATIVE).order_by("pk").select_related("person").first()
    return seat.person if seat else organisation.people.order_by("pk").first()


def confirm_entry(link: Link, entry: Entry) -> Link:
    """Say by a link that an entry is right, or correct it; the link is used then.

    Raises
    ------
    NotValid
        When somebody used the link in the meantime.
    """
    return _confirm(link, by=holder_of(link), entry=entry)


def holder_of(link: Link) -> Actor:
    """Whoever holds a link, as the table of who may do what knows them."""
    organisation = link.organisation
    return Actor(
        said=f"Holder of a link for {organisation.name}",
        holdings=(Holding(Role.LINK, organisation.key),),
    )


@act(CONFIRM)
def _confirm(thing: Link, *, by: Actor, entry: Entry) -> Link:
    now = timezone.now()
    if thing.used or thing.until <= now or thing.act != CONFIRM:
        raise NotValid(GONE)
    thing.used = now
    thing.save()
    _correct(thing.organisation, entry, by=by)
    return thing


def _correct(organisation: Organisation, entry: Entry, *, by: Actor) -> None:
    before = snapshot(organisation)
    organisation.name, organisation.website = entry.name, entry.website
    organisation.confirmed = timezone.localdate()
    organisation.save()
    remember(CONFIRM, by=by, about=about(organisation), before=before, after=snapshot(organisation))
    person = find_representative(organisation)
    if person is not None and entry.post and person.post != entry.post:
        was = snapshot(person)
        person.post = entry.post
        person.save()
        remember(CONFIRM, by=by, about=about(person), before=was, after=snapshot(person))
