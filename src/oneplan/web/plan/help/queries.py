"""What may be read of the directory of help: the offers, the districts, and where none is near."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from oneplan.choices import DirectoryOfHelp
from oneplan.plan.nearness import Asked, Nearness, find_nearness, fits
from oneplan.plan.nearness_by_district import Districts, compare_districts, find_districts
from oneplan.sources.directory.offers import Offer
from oneplan.sources.directory.shelf import (
    Kept,
    State,
    open_boundaries,
    open_directory,
    open_neighbourhoods,
    state_of,
)
from oneplan.web import wiring
from oneplan.web.plan.help.asked import AskedHelp


@dataclass(frozen=True)
class Help:
    """What is offered of the kind that was asked for, and what stands beside it."""

    kept: Kept | None
    offers: tuple[Offer, ...]
    """Of the level, for the age and in the district that were asked for, by name."""
    districts: Districts | None
    """Need and offers of the level and for the age, district by district."""
    near: Nearness | None
    """The same by neighbourhood; None where nobody says where neighbourhoods lie."""


def list_districts() -> dict[str, str]:
    """The code and the name of each district of the partnership."""
    places = open_neighbourhoods(wiring.home(), area=wiring.own_area().code)
    found = {one.district_code: one.district for one in places if one.district_code}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def find_help(asked: AskedHelp, *, chosen: DirectoryOfHelp) -> Help:
    """What is offered, and where need is; worked out once for each question while the files stay."""
    home = wiring.home()
    need = asked.of_need(within_km=chosen.within_km)
    return _find_help(home, state_of(home), area=wiring.own_area().code, need=need, district=asked.district)


@lru_cache(maxsize=64)
def _find_help(home: Path, state: tuple[State, ...], *, area: str, need: Asked, district: str) -> Help:
    del state
    kept, places = open_directory(home), open_neighbourhoods(home, area=area)
    boundaries, every = open_boundaries(home), kept.offers if kept else ()
    fitting = [offer for offer in every if fits(offer, need)]
    if district:
        names = {one.district_code: one.district for one in places}
        fitting = [offer for offer in fitting if district in find_districts(offer, boundaries, names=names)]
    lie = any(one.latitude is not None for one in places)
    return Help(
        kept=kept,
        offers=tuple(sorted(fitting, key=lambda offer: (offer.name.casefold(), offer.id))),
        districts=compare_districts(places, every, boundaries=boundaries, asked=need) if places else None,
        near=find_nearness(places, every, asked=need) if kept and lie else None,
    )
