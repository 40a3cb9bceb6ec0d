"""What a directory of help offers: for whom, where, at which level, each entry checked as it is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["universal", "early", "specialist", ""]
LEVELS: dict[Level, str] = {
    "universal": "for every child",
    "early": "early help, before a worry grows",
    "specialist": "specialist help",
    "": "level not said",
}
"""The levels of help; where a directory does not say, that is a state of its own and not “universal”."""

_SOUTH, _NORTH, _WEST, _EAST = 49.0, 61.0, -9.0, 2.5
_MOST_LETTERS = 5000
_OLDEST = 120
_LARGEST = 1e6


@dataclass(frozen=True)
class Place:
    """Where help is given, in degrees, with what it is called."""

    latitude: float
    longitude: float
    name: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Offer:
    """One service that children or families can go to."""

    id: str
    name: str
    text: str = ""
    organisation: str = ""
    level: Level = ""
    youngest: float | None = None
    """In years; None where the directory does not say."""
    oldest: float | None = None
    places: tuple[Place, ...] = ()
    """Where one goes; none for help by telephone, online or at home, and where it is not said."""
    areas: tuple[str, ...] = ()
    """What the directory says of the areas that it serves."""
    terms: tuple[str, ...] = ()
    """The words that the directory sorts it by."""
    website: str = ""
    """Where to read more: an address of the web, or nothing."""

    def is_for(self, age: float) -> bool | None:
        """Whether it is for children of an age; None where the directory does not say.

        Examples
        --------
        >>> Offer("1", "Play", youngest=0, oldest=4).is_for(3), Offer("1", "Play").is_for(3)
        (True, None)
        """
        if self.youngest is None and self.oldest is None:
            return None
        return (self.youngest or 0) <= age <= (_OLDEST if self.oldest is None else self.oldest)


@dataclass(frozen=True)
class Doubt:
    """What is wrong with one entry of a directory, and what came of it."""

    id: str
    says: str


@dataclass
class Reading:
    """Takes the entries of a directory one after the other, and remembers each doubt.

    Attributes
    ----------
    levels
        For each word that the directory sorts by, in small letters, the level of help it stands for.
    """

    levels: Mapping[str, Level] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def take(self, entry: object, *, number: int) -> None:
        """Take one entry; one that is no service or is not active any more is left out with a doubt."""
        if not isinstance(entry, Mapping):
            self.doubts.append(Doubt(f"entry {number}", "it is no service; it was left out"))
            return
        id_, name = _text(entry.get("id")), _text(entry.get("name"))
        if not id_ or not name:
            self.doubts.append(Doubt(id_ or f"entry {number}", "it has no id or no name; it was left out"))
        elif id_ in self.offers:
            self.doubts.append(Doubt(id_, "it is there twice; the first one was kept"))
        elif _text(entry.get("status")).casefold() in {"inactive", "defunct", "temporarily closed"}:
            self.doubts.append(Doubt(id_, "it is not active; it was left out"))
        else:
            self.offers[id_] = self._offer(entry, id_=id_, name=name)

    def _offer(self, entry: Mapping[str, Any], *, id_: str, name: str) -> Offer:
        youngest, oldest = self._ages(entry, id_=id_)
        terms = tuple(dict.fromkeys(_terms(entry)))
        return Offer(
            id=id_,
            name=name,
            text=_text(entry.get("description")),
            organisation=_text(_table(entry.get("organization")).get("name")),
            level=self._level(terms),
            youngest=youngest,
            oldest=oldest,
            places=tuple(dict.fromkeys(self._places(entry, id_=id_))),
            areas=tuple(dict.fromkeys(_areas(entry))),
            terms=terms,
            website=_website(entry.get("url")),
        )

    def _level(self, terms: Sequence[str]) -> Level:
        """The level behind the words of an entry: the most special one where they say several."""
        said = {self.levels.get(term.casefold()) for term in terms}
        said |= {level for level in LEVELS if level and level in {term.casefold() for term in terms}}
        return next((level for level in ("specialist", "early", "universal") if level in said), "")

    def _ages(self, entry: Mapping[str, Any], *, id_: str) -> tuple[float | None, float | None]:
        """The ages, which the first edition of the standard keeps in a list of their own."""
        kept = [entry, *(_table(one) for one in _list(entry.get("eligibilitys")))]
        youngest = [_age(one.get("minimum_age")) for one in kept]
        oldest = [_age(one.get("maximum_age")) for one in kept]
        known = [one for one in youngest if one is not None], [one for one in oldest if one is not None]
        low, high = min(known[0], default=None), max(known[1], default=None)
        if low is not None and high is not None and high < low:
            self.doubts.append(Doubt(id_, f"it is for ages {low:g} to {high:g}, backwards; no age was kept"))
            return None, None
        return low, high

    def _places(self, entry: Mapping[str, Any], *, id_: str) -> Iterator[Place]:
        for one in _list(entry.get("service_at_locations")):
            location = _table(_table(one).get("location"))
            latitude, longitude = _number(location.get("latitude")), _number(location.get("longitude"))
            if latitude is None or longitude is None:
                continue
            if not (_SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST):
                swapped = _SOUTH <= longitude <= _NORTH and _WEST <= latitude <= _EAST
                why = "they look swapped" if swapped else "that is not in the United Kingdom"
                self.doubts.append(Doubt(id_, f"it is at {latitude:g}, {longitude:g}: {why}; left out"))
                continue
            addresses = _list(location.get("addresses")) or _list(location.get("physical_addresses"))
            postcode = _text(_table(addresses[0]).get("postal_code")) if addresses else ""
            yield Place(latitude, longitude, _text(location.get("name")), postcode)


def _terms(entry: Mapping[str, Any]) -> Iterator[str]:
    """The names and codes of the terms, as either edition of the standard keeps them."""
    kept = [(one, "taxonomy_term") for one in _list(entry.get("attributes"))]
    kept += [(one, "taxonomy") for one in _list(entry.get("service_taxonomys"))]
    for one, name in kept:
        term = _table(_table(one).get(name))
        yield from filter(None, (_text(term.get("name")), _text(term.get("code"))))
        # The first edition calls the code an id.
        yield from filter(None, (_text(term.get("id")) if name == "taxonomy" else "",))


def _areas(entry: Mapping[str, Any]) -> Iterator[str]:
    for one in _list(entry.get("service_areas")):
        area = _table(one)
        said = _text(area.get("name")) or _text(area.get("service_area")) or _text(area.get("uri"))
        if said:
            yield said


def _text(value: object) -> str:
    """Text without what cannot be seen, and not without end."""
    if not isinstance(value, str | int):
        return ""
    return " ".join("".join(one if one.isprintable() else " " for one in str(value)[:_MOST_LETTERS]).split())


def _website(value: object) -> str:
    """An address that a reader can follow; a script, or a file of somebody's machine, is none."""
    text = _text(value)
    return text if text.startswith(("https://", "http://")) and " " not in text else ""


def _number(value: object) -> float | None:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < _LARGEST else None


def _age(value: object) -> float | None:
    age = _number(value)
    return age if age is not None and 0 <= age <= _OLDEST else None


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
