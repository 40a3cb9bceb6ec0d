"""What can happen to organisations, people, groups and seats: each is an act of the one table."""

from datetime import date

from django.utils import timezone

from oneplan.errors import NotValid
from oneplan.people import Actor, Role
from oneplan.web.people.acts import act
from oneplan.web.people.keys import free_key
from oneplan.web.people.models import Group, Organisation, Person, Seat, Term
from oneplan.words.saying import say_day


@act("organisation.add")
def add_organisation(
    _: None,
    *,
    by: Actor,
    name: str,
    sector: str,
    website: str = "",
    is_member: bool = True,
    joined: date | None = None,
    key: str = "",
) -> Organisation:
    """Add a member of the partnership; its key is made from its name where none is given."""
    del by
    return Organisation.objects.create(
        key=key or free_key(Organisation, name),
        name=name,
        sector=sector,
        website=website,
        is_member=is_member,
        joined=joined,
    )


@act("organisation.change")
def change_organisation(
    thing: Organisation, *, by: Actor, name: str, sector: str, website: str
) -> Organisation:
    """Change what is said of an organisation; its key stays, so that addresses do."""
    del by
    thing.name, thing.sector, thing.website = name, sector, website
    thing.save()
    return thing


@act("organisation.end")
def end_organisation(thing: Organisation, *, by: Actor, left: date) -> Organisation:
    """Say that an organisation has left: its roles and seats end on that day, its history stays."""
    del by
    if thing.joined and left < thing.joined:
        raise NotValid(f"{thing.name} joined on {say_day(thing.joined)}, so it cannot leave before that day.")
    thing.left = left
    thing.save()
    Term.objects.filter(organisation=thing, starts__lte=left, ends__isnull=True).update(ends=left)
    Seat.objects.filter(organisation=thing, starts__lte=left, ends__isnull=True).update(ends=left)
    return thing


@act("person.add")
def add_person(
    _: None, *, by: Actor, organisation: Organisation, post: str, deputy_of: Person | None = None
) -> Person:
    """Add somebody by the name of their post."""
    del by
    _check_deputy(None, deputy_of, organisation)
    return Person.objects.create(organisation=organisation, post=post, deputy_of=deputy_of)


@act("person.change")
def change_person(thing: Person, *, by: Actor, post: str, deputy_of: Person | None = None) -> Person:
    """Change how somebody is named, or for whom they stand in."""
    del by
    _check_deputy(thing, deputy_of, thing.organisation)
    thing.post, thing.deputy_of = post, deputy_of
    thing.save()
    return thing


@act("role.give")
def give_role(
    _: None,
    *,
    by: Actor,
    person: Person,
    role: str,
    organisation: Organisation,
    starts: date,
    ends: date | None = None,
) -> Term:
    """Give somebody a role for an organisation, from a day until a day."""
    del by
    _check_order(starts, ends)
    held = Term.objects.filter(person=person, role=role, organisation=organisation)
    if any(_overlap(starts, ends, other=term) for term in held):
        raise NotValid(f"{person.post} holds this role for {organisation.name} at that time already.")
    return Term.objects.create(
        person=person, role=Role(role), organisation=organisation, starts=starts, ends=ends
    )


@act("role.end")
def end_role(thing: Term, *, by: Actor, ends: date) -> Term:
    """End a role on a day; the day itself still counts."""
    del by
    _check_order(thing.starts, ends)
    thing.ends = ends
    thing.save()
    return thing


@act("group.add")
def add_group(
    _: None,
    *,
    by: Actor,
    name: str,
    kind: str,
    purpose: str = "",
    reports_to: Group | None = None,
    rhythm: str = "",
    key: str = "",
) -> Group:
    """Add a board or a group."""
    del by
    _check_rhythm(reports_to, rhythm)
    return Group.objects.create(
        key=key or free_key(Group, name),
        name=name,
        kind=kind,
        purpose=purpose,
        reports_to=reports_to,
        rhythm=rhythm,
    )


@act("group.change")
def change_group(
    thing: Group,
    *,
    by: Actor,
    name: str,
    kind: str,
    purpose: str = "",
    reports_to: Group | None = None,
    rhythm: str = "",
) -> Group:
    """Change a group, its rhythm and whom it reports to; it cannot report to itself, however far up."""
    del by
    _check_rhythm(reports_to, rhythm)
    _check_no_circle(thing, reports_to)
    thing.name, thing.kind, thing.purpose = name, kind, purpose
    thing.reports_to, thing.rhythm = reports_to, rhythm
    thing.save()
    return thing


@act("seat.give")
def give_seat(
    _: None,
    *,
    by: Actor,
    group: Group,
    organisation: Organisation,
    capacity: str,
    person: Person | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Seat:
    """Give an organisation a seat in a group; without a person it is vacant."""
    del by
    start = starts or timezone.localdate()
    _check_order(start, ends)
    return Seat.objects.create(
        group=group, organisation=organisation, person=person, capacity=capacity, starts=start, ends=ends
    )


@act("seat.end")
def end_seat(thing: Seat, *, by: Actor, ends: date) -> Seat:
    """End a seat on a day."""
    del by
    _check_order(thing.starts, ends)
    thing.ends = ends
    thing.save()
    return thing


def _check_order(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise NotValid(f"It starts on {say_day(starts)}, so it cannot end before that day.")


def _overlap(starts: date, ends: date | None, *, other: Term) -> bool:
    return (ends is None or other.starts <= ends) and (other.ends is None or starts <= other.ends)


def _check_deputy(person: Person | None, of: Person | None, organisation: Organisation) -> None:
    if of is None:
        return
    if person is not None and of.pk == person.pk:
        raise NotValid("Nobody is their own deputy. Choose somebody else, or leave it empty.")
    if of.organisation_id != organisation.pk:
        raise NotValid(f"{of.post} belongs to another organisation. Choose somebody of {organisation.name}.")
    if of.deputy_of_id is not None:
        raise NotValid(f"{of.post} is a deputy already. Choose the person they both stand in for.")


def _check_rhythm(reports_to: Group | None, rhythm: str) -> None:
    if reports_to is not None and not rhythm:
        raise NotValid(f"Say how often it reports to {reports_to.name}.")
    if reports_to is None and rhythm:
        raise NotValid("Say to whom it reports, or leave out how often.")


def _check_no_circle(group: Group, above: Group | None) -> None:
    while above is not None:
        if above.pk == group.pk:
            raise NotValid(f"{group.name} would report to itself in the end. Choose another group.")
        above = above.reports_to
