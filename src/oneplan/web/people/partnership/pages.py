"""What the pages of the partnership show: members by sector, and groups under the one they report to."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from oneplan.web.people.models import Group, Organisation, Seat
from oneplan.web.people.models.organisations import Capacity, Sector

CAPACITIES = {value: place for place, value in enumerate(Capacity.values)}


@dataclass(frozen=True)
class Branch:
    """A group and the groups that report to it."""

    group: Group
    seats: tuple[Seat, ...]
    below: tuple["Branch", ...]

    @property
    def vacant(self) -> int:
        """Seats in which nobody sits."""
        return sum(seat.person_id is None for seat in self.seats)


def group_by_sector(organisations: Iterable[Organisation]) -> list[tuple[str, list[Organisation]]]:
    """Members by sector, in the order in which sectors are listed."""
    order = {value: place for place, value in enumerate(Sector.values)}
    sorted_ = sorted(organisations, key=lambda one: (order.get(one.sector, len(order)), one.name))
    return [(Sector(sector).label, list(some)) for sector, some in groupby(sorted_, lambda one: one.sector)]


def make_tree(groups: Iterable[Group]) -> tuple[Branch, ...]:
    """Groups under the one they report to, those that report to nobody first."""
    listed = list(groups)

    def below(above: int | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(group, order_seats(group.seats.all()), below(group.pk))
            for group in listed
            if group.reports_to_id == above
        )

    return below(None)


def list_lines(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    """One line a seat, with its group and whom that reports to."""
    return [
        (
            group.name,
            group.reports_to.name if group.reports_to else "",
            group.get_rhythm_display(),
            seat.organisation.name,
            seat.person.post if seat.person else "vacant",
            seat.get_capacity_display(),
        )
        for group in groups
        for seat in order_seats(group.seats.all())
    ]


def order_seats(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """The chair first, then by organisation."""
    return tuple(sorted(seats, key=lambda seat: (CAPACITIES[seat.capacity], seat.organisation.name)))
