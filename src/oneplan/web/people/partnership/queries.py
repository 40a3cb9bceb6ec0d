"""What may be read of organisations, people, groups and seats, in a bounded number of questions."""

from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from oneplan.errors import NotFound
from oneplan.web.people.models import Group, Organisation, Person, Seat, Term

A_YEAR = timedelta(days=365)


def running(today: date | None = None) -> Q:
    """Terms and seats that hold on a day."""
    day = today or timezone.localdate()
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def list_organisations() -> QuerySet[Organisation]:
    """Members and former members, with how many people and vacant seats each has."""
    vacant = Count("seats", filter=running_seats("seats") & Q(seats__person__isnull=True), distinct=True)
    return Organisation.objects.annotate(
        people_count=Count("people", distinct=True), vacant_count=vacant
    ).order_by("sector", "name")


def list_present() -> QuerySet[Organisation]:
    """The organisations that work here today, members and others."""
    return Organisation.objects.filter(Q(left__isnull=True) | Q(left__gte=timezone.localdate()))


def list_members() -> QuerySet[Organisation]:
    """The organisations that belong to the partnership today."""
    return list_present().filter(is_member=True)


def find_organisation(key: str) -> Organisation:
    """One organisation, with its people and seats.

    Raises
    ------
    NotFound
        When there is none of this key.
    """
    found = (
        Organisation.objects.filter(key=key)
        .prefetch_related(
            Prefetch("people", _people_with_terms()),
            Prefetch("seats", Seat.objects.filter(running()).select_related("group", "person")),
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such organisation. Go back to the list and choose one.")
    return found


def list_groups() -> QuerySet[Group]:
    """All groups with the one above and the seats held today."""
    seats = Seat.objects.filter(running()).select_related("organisation", "person")
    return Group.objects.select_related("reports_to").prefetch_related(Prefetch("seats", seats))


def find_group(key: str) -> Group:
    """One group with its seats of today.

    Raises
    ------
    NotFound
        When there is none of this key.
    """
    found = list_groups().filter(key=key).first()
    if found is None:
        raise NotFound("There is no such group. Go back to the list and choose one.")
    return found


def list_people() -> QuerySet[Person]:
    """Everybody by post, with their roles of today and whether they can sign in."""
    return _people_with_terms().select_related("account").order_by("organisation__name", "post")


def find_person(number: int) -> Person:
    """One person with all terms, past ones too.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    terms = Term.objects.select_related("organisation")
    people = Person.objects.select_related("organisation", "deputy_of", "account")
    found = people.prefetch_related(Prefetch("terms", terms), "invitations").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such person. Go back to the list and choose one.")
    return found


def list_unconfirmed(keys: frozenset[str], *, today: date) -> QuerySet[Organisation]:
    """Of these organisations, those whose entry nobody confirmed for a year."""
    old = Q(confirmed__isnull=True) | Q(confirmed__lt=today - A_YEAR)
    return list_present().filter(old, key__in=keys)


def list_ending_terms(*, before: date, account: int | None = None) -> QuerySet[Term]:
    """Roles of today that end before a day: everybody's, or those of one account."""
    terms = Term.objects.filter(running(), ends__lt=before).select_related("person", "organisation")
    own = terms.filter(person__account=account) if account is not None else terms
    return own.order_by("ends", "pk")


def list_vacancies() -> list[tuple[str, str, int]]:
    """The key and the name of each group in which a seat of today is vacant, and how many are."""
    vacant = Seat.objects.filter(running(), person__isnull=True)
    counted = (
        vacant.values("group__key", "group__name").annotate(how_many=Count("pk")).order_by("group__name")
    )
    return [(one["group__key"], one["group__name"], one["how_many"]) for one in counted]


def find_seat(number: int) -> Seat:
    """One seat with its group, organisation and person.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = Seat.objects.select_related("group", "organisation", "person").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such seat. Go back to the group and choose one.")
    return found


def find_term(number: int) -> Term:
    """One term with its person and organisation.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = Term.objects.select_related("person", "organisation").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such role. Go back to the person and choose one.")
    return found


def running_seats(prefix: str) -> Q:
    """Seats of today, seen from the thing that has them."""
    today = timezone.localdate()
    ended = Q(**{f"{prefix}__ends__isnull": True}) | Q(**{f"{prefix}__ends__gte": today})
    return Q(**{f"{prefix}__starts__lte": today}) & ended


def _people_with_terms() -> QuerySet[Person]:
    terms = Term.objects.filter(running()).select_related("organisation")
    return Person.objects.select_related("organisation", "deputy_of").prefetch_related(
        Prefetch("terms", terms)
    )
