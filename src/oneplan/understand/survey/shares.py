"""What share said so, and how sure that is: worked out from what a release shows, and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.understand.standard.clustering import icc_from_counts
from oneplan.understand.standard.intervals import wilson
from oneplan.understand.survey.items import Item
from oneplan.understand.survey.released import Figures, Released

ENOUGH_UNITS = 20
"""Fewer places than this say too little of how alike pupils of one school are; the median is taken then."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """Of the pupils who were asked, the share who said so, with its 95% interval.

    Attributes
    ----------
    asked, said
        As the release shows them.
    value, lower, upper
        From 0 to 1; the interval allows for pupils of one school being alike.
    is_low
        Whether so few were asked that the share moves with each of them.
    """

    asked: int
    said: int
    value: float
    lower: float
    upper: float
    is_low: bool = False


def find_share(released: Released, item: Item, *, place: str = TOTAL) -> Share | None:
    """The share in a unit, a district's area, a version, or everywhere; None where it is withheld.

    Pupils of several schools are alike within each, so the interval is widened as if there were fewer of
    them: by the intraclass correlation of the shown shares of schools, and by how unequal schools are.

    Source: Kish, Survey Sampling (1965), section 5.4; Wilson, Journal of the American Statistical
    Association 22 (1927), 209-212.
    """
    figures = released.in_place(item, place)
    if figures is None:
        return None
    return _share(figures, effect=design_effect_of(released, item, place=place), released=released)


def design_effect_of(released: Released, item: Item, *, place: str) -> float:
    """How many times as large the variance of a share is because pupils come in schools; 1 in one school."""
    units = released.places.below(place)
    sizes = np.array([unit.pupils for unit in units if unit.version in item.versions], np.float64)
    if len(sizes) < 2:
        return 1.0
    rho, whole = likeness_of(released).get(item.id, 0.0), sizes.sum()
    return float(max((1 - rho) + rho * (sizes**2).sum() / whole, 1.0))


@lru_cache(maxsize=4)
def likeness_of(released: Released) -> Mapping[str, float]:
    """How alike pupils of one school are in each item: the intraclass correlation, never below nought.

    Where too few places show an item, and for what follows on other answers, it is the median of the others.
    """
    found = {item.id: _likeness(released, item) for item in released.items}
    known = [rho for rho in found.values() if rho is not None]
    usual = float(np.median(known)) if known else 0.0
    return {name: usual if rho is None else rho for name, rho in found.items()}


def _likeness(released: Released, item: Item) -> float | None:
    shown = [
        figures
        for unit in released.places.units.values()
        if len(unit.schools) == 1 and (figures := released.in_place(item, unit.code))
    ]
    if len(shown) < ENOUGH_UNITS:
        return None
    asked, said = np.array(shown, dtype=np.float64).T
    rho = float(icc_from_counts(asked[:, None], said[:, None]).rho[0])
    return max(rho, 0.0) if np.isfinite(rho) else None


def _share(figures: Figures, *, effect: float, released: Released) -> Share:
    asked, said = figures
    interval = wilson(said / effect, asked / effect)
    return Share(
        asked,
        said,
        said / asked,
        float(interval.lower),
        float(interval.upper),
        is_low=asked < released.policy.low_below,
    )


def choose_headlines(released: Released, *, version: str, most: int = 10) -> tuple[Item, ...]:
    """The same questions for every school of a version: of each topic the first one that everybody is asked.

    They are chosen before anybody looks at an answer, so no school is shown what happens to stand out.
    """
    about_them = next(iter(released.asked.topics))
    firsts: dict[str, Item] = {}
    others: list[Item] = []
    for item in released.items:
        if version not in item.versions or item.follows or item.is_ticked or item.topic == about_them:
            continue
        if firsts.setdefault(item.topic, item) is not item:
            others.append(item)
    chosen = [*firsts.values(), *others][:most]
    order = {item.id: place for place, item in enumerate(released.items)}
    return tuple(sorted(chosen, key=lambda item: order[item.id]))


def shares_of(released: Released, items: Sequence[Item], *, place: str) -> dict[str, Share]:
    """The shares of several items in one place; those that are withheld are not there."""
    found = {item.id: find_share(released, item, place=place) for item in items}
    return {name: share for name, share in found.items() if share is not None}
