"""Need and help side by side for each district, where nobody says where a neighbourhood lies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oneplan.plan.nearness import Asked, fits, is_deprived, is_isolated
from oneplan.sources.boundaries import Boundary, find_boundary
from oneplan.sources.directory.offers import Offer
from oneplan.sources.neighbourhoods import Neighbourhood


@dataclass(frozen=True)
class District:
    """One district: how much need there is, and how much is offered within its boundary."""

    code: str
    name: str
    neighbourhoods: int
    deprived: int
    """Neighbourhoods that are among the most deprived."""
    isolated: int
    """Neighbourhoods that are among the farthest from things."""
    low_income: int
    """Children in families of low income, in all its neighbourhoods of which that is known."""
    offers: int
    """Offers of the kind with a place within the boundary, or that say they serve it; each counts once."""


@dataclass(frozen=True)
class Districts:
    """The districts, those with most children in low-income families for each offer first."""

    rows: tuple[District, ...]
    elsewhere: int
    """Offers of the kind that say where they are or whom they serve, which is none of the districts."""
    without_place: int
    """Offers of the kind that say neither."""


def compare_districts(
    neighbourhoods: Iterable[Neighbourhood],
    offers: Iterable[Offer],
    *,
    boundaries: Iterable[Boundary] = (),
    asked: Asked | None = None,
) -> Districts:
    """Set need and help side by side for each district.

    It is coarser than `find_nearness` and takes less: a district can have many offers, all of them in its
    town. So it says how many there are, and never that they are near.

    Parameters
    ----------
    neighbourhoods
        From `oneplan.sources.neighbourhoods.read_neighbourhoods`, each with its district.
    offers
        From `oneplan.sources.directory.reading.read_directory`.
    boundaries
        From `oneplan.sources.boundaries.read_boundaries`. Without them an offer counts in the districts that
        it says it serves, by name or code, and nowhere else.
    asked
        Which help, and what counts as need; the distance is not used.

    Examples
    --------
    >>> import numpy as np
    >>> from oneplan.sources.directory.offers import Place
    >>> square = np.array([[-3, 51], [-2, 51], [-2, 52], [-3, 52]], dtype=float)
    >>> here = Neighbourhood("E01000001", "A", "", "Square", "E07000001", 1, 1, 9, 40, "", None, None)
    >>> offers = [Offer("1", "Play bus", places=(Place(51.5, -2.5),)), Offer("2", "By telephone")]
    >>> found = compare_districts([here], offers, boundaries=[Boundary("E07000001", "Square", (square,))])
    >>> found.rows[0].deprived, found.rows[0].offers, found.without_place
    (1, 1, 1)
    """
    asked, drawn = asked or Asked(), tuple(boundaries)
    by_district: dict[str, list[Neighbourhood]] = {boundary.code: [] for boundary in drawn}
    names = {boundary.code: boundary.name for boundary in drawn}
    for one in neighbourhoods:
        if one.district_code in by_district or (one.district_code and not drawn):
            by_district.setdefault(one.district_code, []).append(one)
            names.setdefault(one.district_code, one.district)
    fitting = [offer for offer in offers if fits(offer, asked)]
    within = {
        offer.id: find_districts(offer, drawn, names=names)
        for offer in fitting
        if (offer.places and drawn) or offer.areas
    }
    rows = [
        District(
            code=code,
            name=names[code],
            neighbourhoods=len(here),
            deprived=sum(is_deprived(one, asked) for one in here),
            isolated=sum(is_isolated(one, asked) for one in here),
            low_income=sum(one.low_income or 0 for one in here),
            offers=sum(code in codes for codes in within.values()),
        )
        for code, here in by_district.items()
    ]
    return Districts(
        rows=tuple(sorted(rows, key=_most_children_an_offer)),
        elsewhere=sum(not codes for codes in within.values()),
        without_place=len(fitting) - len(within),
    )


def find_districts(offer: Offer, boundaries: Iterable[Boundary], *, names: Mapping[str, str]) -> set[str]:
    """The codes of the districts in which an offer has a place, or which it says that it serves.

    `names` are those of all districts, by their codes.
    """
    drawn = tuple(boundaries)
    found = (
        find_boundary(drawn, latitude=place.latitude, longitude=place.longitude) for place in offer.places
    )
    # Whole names alone: one name can be a part of another's.
    served = {area.casefold() for area in offer.areas}
    said = {code for code, name in names.items() if served & {code.casefold(), name.casefold()}}
    return said | {boundary.code for boundary in found if boundary}


def _most_children_an_offer(row: District) -> tuple[object, ...]:
    return (row.offers > 0, -row.low_income / max(row.offers, 1), row.code)
