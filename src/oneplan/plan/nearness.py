"""Where need is and no help is near: neighbourhoods beside a directory of what is offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oneplan.errors import NotValid
from oneplan.sources.directory.offers import Level, Offer
from oneplan.sources.neighbourhoods import Neighbourhood

EARTH_KM = 6371.0088
"""The mean radius of the Earth, in kilometres."""
_USUAL_KM = 3.0
_MOST_DEPRIVED = 2
_MOST_ISOLATED = 2

State = Literal["near", "none-near", "cannot-tell"]


@dataclass(frozen=True)
class Asked:
    """Which help is looked for, and what counts as near and as need.

    Attributes
    ----------
    level
        `universal`, `early` or `specialist`; any where it is empty.
    age
        For children of which age, in years; any where it is None.
    within_km
        As the crow flies, from the neighbourhood's centre.
    deprived, isolated
        Up to which tenth a neighbourhood counts as deprived, and as far from things.
    """

    level: Level = ""
    age: float | None = None
    within_km: float = _USUAL_KM
    deprived: int = _MOST_DEPRIVED
    isolated: int = _MOST_ISOLATED


@dataclass(frozen=True)
class Near:
    """One neighbourhood in need, with the nearest help of the kind that was asked for."""

    neighbourhood: Neighbourhood
    is_deprived: bool
    is_isolated: bool
    state: State
    nearest: Offer | None
    km: float | None
    """As the crow flies to the nearest place; None where no place is known."""
    offers: int
    """How many offers have a place within the distance."""


@dataclass(frozen=True)
class Nearness:
    """Need beside what is offered, and what of the directory could not be used to tell."""

    asked: Asked
    rows: tuple[Near, ...]
    """Neighbourhoods in need: first those where no help is near, the ones with most children in low-income
    families before the others."""
    offers: int
    """Offers of the level and for the age that have a place."""
    without_place: int
    """Offers of that kind that name no place: by telephone, online, at home, or not said."""
    level_not_said: int
    age_not_said: int
    without_centre: int
    """Neighbourhoods in need of which the file does not say where they lie."""

    @property
    def far(self) -> tuple[Near, ...]:
        """The neighbourhoods in need where none is near."""
        return tuple(row for row in self.rows if row.state == "none-near")


def find_nearness(
    neighbourhoods: Iterable[Neighbourhood], offers: Iterable[Offer], *, asked: Asked | None = None
) -> Nearness:
    """Find where need is and no offer is near.

    A neighbourhood is in need when it is among the most deprived or among the farthest from things; these
    are different places. An offer counts where the directory says that it is of the level and for the age.
    It says nothing of how one gets there, of waiting lists, of places that are full, nor of help that comes
    home; an offer whose place or level nobody wrote down cannot be near anybody.

    Parameters
    ----------
    neighbourhoods
        From `oneplan.sources.neighbourhoods.read_neighbourhoods`.
    offers
        From `oneplan.sources.directory.reading.read_directory`.
    asked
        Which help, and what counts as near and as need; usually any help within 3 km.

    Raises
    ------
    NotValid
        When the distance is not above nothing.

    Examples
    --------
    >>> from oneplan.sources.directory.offers import Place
    >>> def lies(code, latitude):
    ...     return Neighbourhood(code, code, "", "", "", 1, 1, 5, 40, "", latitude, -2.0)
    >>> offer = Offer("1", "Play bus", places=(Place(51.9, -2.0),))
    >>> found = find_nearness([lies("E01000001", 51.91), lies("E01000002", 52.0)], [offer])
    >>> [(row.neighbourhood.code, row.state, round(row.km, 1)) for row in found.rows]
    [('E01000002', 'none-near', 11.1), ('E01000001', 'near', 1.1)]
    """
    asked = asked or Asked()
    if not asked.within_km > 0:
        raise NotValid("A distance within which help is near is above 0 km. Write a larger one.")
    every = tuple(offers)
    fitting = [offer for offer in every if fits(offer, asked)]
    placed = [offer for offer in fitting if offer.places]
    needy = [one for one in neighbourhoods if _needs(one, asked)]
    distances = _distances([one for one in needy if _has_centre(one)], placed)
    rows = _rows(needy, placed, distances=distances, asked=asked)
    return Nearness(
        asked=asked,
        rows=tuple(sorted(rows, key=_most_needed_first)),
        offers=len(placed),
        without_place=len(fitting) - len(placed),
        level_not_said=sum(not offer.level for offer in every),
        age_not_said=sum(offer.is_for(0) is None for offer in every),
        without_centre=sum(not _has_centre(one) for one in needy),
    )


def haversine_km(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    *,
    to_latitude: NDArray[np.float64],
    to_longitude: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Distances in kilometres on a sphere, between every place and every other.

    Parameters
    ----------
    latitude, longitude
        Of n places, in degrees.
    to_latitude, to_longitude
        Of m places, in degrees.

    Returns
    -------
    numpy.ndarray
        n × m. A sphere is within 0.6% of the Earth's own shape, which is less than a street is long here.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope 68(2), 159.

    Examples
    --------
    >>> import numpy as np
    >>> here, there = np.array([51.8646]), np.array([51.8985])
    >>> west = np.array([-2.2384]), np.array([-2.0752])
    >>> km = haversine_km(here, west[0], to_latitude=there, to_longitude=west[1])
    >>> round(float(km[0, 0]), 1)
    11.8
    """
    one, other = np.radians(latitude)[:, None], np.radians(to_latitude)[None, :]
    across = np.radians(to_longitude)[None, :] - np.radians(longitude)[:, None]
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def fits(offer: Offer, asked: Asked) -> bool:
    """Whether the directory says that an offer is of the kind; what it does not say is no yes."""
    if asked.level and offer.level != asked.level:
        return False
    return asked.age is None or offer.is_for(asked.age) is True


def _needs(one: Neighbourhood, asked: Asked) -> bool:
    return is_deprived(one, asked) or is_isolated(one, asked)


def is_deprived(one: Neighbourhood, asked: Asked) -> bool:
    """Whether a neighbourhood is among the most deprived; where that is not known, it is not said to be."""
    return one.imd is not None and one.imd <= asked.deprived


def is_isolated(one: Neighbourhood, asked: Asked) -> bool:
    """Whether a neighbourhood is among the farthest from things."""
    return one.isolation is not None and one.isolation <= asked.isolated


def _has_centre(one: Neighbourhood) -> bool:
    return one.latitude is not None and one.longitude is not None


def _distances(needy: Sequence[Neighbourhood], offers: Sequence[Offer]) -> dict[str, NDArray[np.float64]]:
    """For each neighbourhood the distance to the nearest place of each offer."""
    places = [(place, number) for number, offer in enumerate(offers) for place in offer.places]
    if not needy or not places:
        return {one.code: np.empty(0) for one in needy}
    begins = np.flatnonzero(np.diff([number for _, number in places], prepend=-1))
    to_latitude = np.array([place.latitude for place, _ in places])
    to_longitude = np.array([place.longitude for place, _ in places])
    found = {}
    # One neighbourhood after the other: all of England beside all offers would not fit into memory.
    for one in needy:
        here = np.array([one.latitude], dtype=float), np.array([one.longitude], dtype=float)
        km = haversine_km(*here, to_latitude=to_latitude, to_longitude=to_longitude)[0]
        found[one.code] = np.minimum.reduceat(km, begins)
    return found


def _rows(
    needy: Sequence[Neighbourhood],
    offers: Sequence[Offer],
    *,
    distances: dict[str, NDArray[np.float64]],
    asked: Asked,
) -> list[Near]:
    rows = []
    for one in needy:
        km = distances.get(one.code)
        nearest = int(np.argmin(km)) if km is not None and km.size else None
        within = 0 if km is None else int((km <= asked.within_km).sum())
        rows.append(
            Near(
                neighbourhood=one,
                is_deprived=is_deprived(one, asked),
                is_isolated=is_isolated(one, asked),
                state="cannot-tell" if km is None else "near" if within else "none-near",
                nearest=None if nearest is None else offers[nearest],
                km=None if nearest is None or km is None else float(km[nearest]),
                offers=within,
            )
        )
    return rows


def _most_needed_first(row: Near) -> tuple[object, ...]:
    order = ("none-near", "cannot-tell", "near")
    return (order.index(row.state), -(row.neighbourhood.low_income or 0), row.neighbourhood.code)
