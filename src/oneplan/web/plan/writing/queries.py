"""What may be read of editions: the plan that one holds, its check, its threads, what was changed."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, QuerySet

from oneplan.errors import NotFound
from oneplan.plan.check import Checked, check_plan
from oneplan.plan.files import to_texts
from oneplan.plan.frame import Plan
from oneplan.plan.index import Index
from oneplan.plan.thread import Threads
from oneplan.web.plan.models import Change, Edition, Entry, Stage
from oneplan.web.plan.writing.rows import make_plan

Stand = tuple[int, datetime, int]
"""How an edition stands: what was made from its entries is kept as long as this is the same."""

GONE = (Stage.SUPERSEDED, Stage.WITHDRAWN)
OPEN = (Stage.DRAFT, Stage.CONSULTATION)


def list_editions() -> QuerySet[Edition]:
    """Every edition, plan by plan, the latest first."""
    return Edition.objects.annotate(changed=Count("changes"))


def find_edition(number: int) -> Edition:
    """One edition.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = Edition.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such edition of a plan. Go back to the plans and choose one.")
    return found


def find_entry(edition: Edition, number: int) -> Entry:
    """One entry of an edition.

    Raises
    ------
    NotFound
        When the edition has no such entry, any more or at all.
    """
    found = Entry.objects.filter(edition=edition, pk=number).first()
    if found is None:
        raise NotFound("This entry is not in this edition. Go back to its contents and choose one.")
    return found


def open_edition(edition: Edition) -> Plan:
    """The plan that an edition holds: one question to the database, none where it is known already."""
    return _open(stand_of(edition))


def stand_of(edition: Edition) -> Stand:
    """How an edition stands."""
    return edition.pk, edition.begun, edition.version


def list_in_force() -> list[Edition]:
    """The editions in force, those that came into force last first."""
    in_force = (Stage.IN_FORCE, Stage.UNDER_REVIEW)
    return list(Edition.objects.filter(stage__in=in_force).order_by("-in_force", "-pk"))


def find_newest(plan: str) -> Edition | None:
    """The newest edition of a plan that was not withdrawn, or None."""
    return Edition.objects.filter(plan=plan).exclude(stage=Stage.WITHDRAWN).order_by("-number").first()


def is_kept(plan: Plan) -> bool:
    """Whether the newest edition of a plan is the same to the byte."""
    newest = find_newest(plan.id)
    return newest is not None and to_texts(open_edition(newest)) == to_texts(plan)


def numbers_of(edition: Edition) -> dict[str, int]:
    """The number of each entry by its key, for links; an id stands for one thing in the whole plan."""
    return dict(_numbers(stand_of(edition)))


def threads_of(edition: Edition) -> Threads:
    """The threads through an edition, beside what plans in force do for it."""
    others = tuple(stand_of(one) for one in list_in_force() if one.plan != edition.plan)
    return _threads(stand_of(edition), others)


def check_edition(edition: Edition, *, on: date) -> Checked:
    """An edition held against every criterion."""
    return _check(stand_of(edition), on)


def list_changes(edition: Edition, *, latest: int) -> list[Change]:
    """What was changed last in an edition."""
    return list(Change.objects.filter(edition=edition)[:latest])


def list_history(edition: Edition, key: str, *, latest: int) -> list[Change]:
    """What was changed in one entry, in this edition and in all before it, the last first."""
    found = Change.objects.filter(
        marks__plan=edition.plan, marks__key=key, edition__number__lte=edition.number
    )
    return list(found.select_related("edition").distinct()[:latest])


@lru_cache(maxsize=8)
def _open(stand: Stand) -> Plan:
    number = stand[0]
    head = Edition.objects.values_list("head", flat=True).get(pk=number)
    return make_plan(head, Entry.objects.filter(edition=number).values_list("part", "content"))


@lru_cache(maxsize=8)
def _numbers(stand: Stand) -> tuple[tuple[str, int], ...]:
    # What has an id comes last, so that no figure can take its place.
    rows = Entry.objects.filter(edition=stand[0]).values_list("key", "pk")
    return tuple(rows.order_by("pk"))


@lru_cache(maxsize=8)
def _threads(stand: Stand, others: tuple[Stand, ...]) -> Threads:
    return Threads(Index(_open(stand), others=tuple(_open(other) for other in others)))


@lru_cache(maxsize=8)
def _check(stand: Stand, on: date) -> Checked:
    return check_plan(_open(stand), on=on)
