"""Which places there are: one table of codes, numbers and names, and one way to find a place."""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from oneplan.errors import NotFound, NotValid
from oneplan.words.saying import say_day

ENGLAND = "E92000001"
_BIGGER_THAN_AN_AUTHORITY = ("country", "region", "part of a region")


@dataclass(frozen=True)
class Area:
    """One place that statistics are published for, under the codes of both publishers."""

    code: str
    """The Office for National Statistics' nine-character code, for example `E06000024`."""
    number: int
    """The Department for Education's three-digit number, for example 802."""
    name: str
    kind: str
    """A kind of authority (`county`, `unitary authority`, …), `region`, `part of a region` or `country`."""
    within: str
    """The code of the region (of England for a region; empty for England)."""
    ended: dt.date | None = None
    """The last day of an authority that no longer exists."""
    successors: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()

    @property
    def is_authority(self) -> bool:
        """Whether this is a local authority that exists today."""
        return self.ended is None and self.kind not in _BIGGER_THAN_AN_AUTHORITY

    @property
    def said(self) -> str:
        """The name within a sentence: “the South West”, “London”."""
        return f"the {self.name}" if self.kind == "region" and self.name != "London" else self.name


@cache
def list_areas() -> tuple[Area, ...]:
    """All areas, in the order of their numbers: authorities (ended ones too), regions and England."""
    text = files("oneplan.words").joinpath("areas.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(_read_area(row) for row in csv.DictReader(lines))


def _read_area(row: dict[str, str]) -> Area:
    return Area(
        code=row["code"],
        number=int(row["number"]),
        name=row["name"],
        kind=row["kind"],
        within=row["within"],
        ended=dt.date.fromisoformat(row["ended"]) if row["ended"] else None,
        successors=tuple(row["successors"].split()),
        former_codes=tuple(row["former_codes"].split()),
    )


@cache
def list_authorities() -> tuple[Area, ...]:
    """The local authorities that exist today, by name.

    Returns
    -------
    tuple of Area
        153 of them.

    Examples
    --------
    >>> import oneplan
    >>> len(oneplan.list_authorities())
    153
    """
    return tuple(sorted((area for area in list_areas() if area.is_authority), key=lambda area: area.name))


@cache
def _areas_by_key() -> dict[str, Area]:
    found: dict[str, Area] = {}
    for area in list_areas():
        for key in (area.code, str(area.number), area.name, *area.former_codes):
            found[_fold(key)] = area
    return found


def _fold(text: str) -> str:
    words = (
        text.casefold().replace("&", " and ").replace(",", " ").replace("-", " ").replace(".", " ").split()
    )
    return " ".join(words)


def find_area(name_or_code: str) -> Area:
    """Find the one area with this name, code or number; a part of a name never matches.

    Parameters
    ----------
    name_or_code
        An ONS code (`E06000024`, former codes too), a three-digit number (`802`) or the whole name,
        whatever its capitals.

    Returns
    -------
    Area
        An authority, an authority that has ended, a region or England.

    Raises
    ------
    NotFound
        With the names that come nearest.

    Examples
    --------
    >>> import oneplan
    >>> oneplan.find_area("north somerset").code
    'E06000024'
    >>> oneplan.find_area("933").name
    'Somerset'
    """
    area = _areas_by_key().get(_fold(name_or_code))
    if area is None:
        names = get_close_matches(_fold(name_or_code), list(_areas_by_key()), n=3, cutoff=0.6)
        near = [_areas_by_key()[name].name for name in names]
        hint = (
            f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else " Give a whole name or a code."
        )
        raise NotFound(f"No area is called “{name_or_code[:60]}”.{hint}")
    return area


def find_authority(name_or_code: str) -> Area:
    """Find a local authority that exists today.

    Raises
    ------
    NotFound
        When no area is called so.
    NotValid
        When it is a region or England, or an authority that has ended: the message names its successors.
    """
    area = find_area(name_or_code)
    if area.ended:
        names = " and ".join(find_area(code).name for code in area.successors)
        raise NotValid(f"{area.name} ended on {say_day(area.ended)}. Choose {names}.")
    if not area.is_authority:
        raise NotValid(f"{area.name} is a {area.kind}, not a local authority. Choose one of its authorities.")
    return area


def region_of(area: Area) -> Area:
    """The region that an authority lies in."""
    return find_area(area.within)


def names_of(codes: Iterable[str]) -> list[str]:
    """The names of several areas, in the order given."""
    return [find_area(code).name for code in codes]
