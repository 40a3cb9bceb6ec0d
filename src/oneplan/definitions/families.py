"""Which measures belong together: families with their headline, and each group beside its reference."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from oneplan.errors import NotFound, NotValid
from oneplan.words.group import Group


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pair(_Definition):
    """A group's measure beside the measure of those it is compared with."""

    group: str
    measure: str
    reference: str
    reference_measure: str


class Family(_Definition):
    """One question asked about all children (the headline) and about groups of them (the pairs)."""

    id: str
    title: str
    topic: str
    stage: Literal["starting-well", "growing-well", "being-well"]
    people: Literal["children", "young people"]
    polarity: Literal["high", "low"]
    value_unit: Literal["%", ""]
    gap_unit: Literal["percentage points", "points"]
    decimals: int
    scale: tuple[float, float]
    headline: str
    comparable_from: dt.date | None = None
    comparable_why: str = ""
    pairs: tuple[Pair, ...]

    @model_validator(mode="after")
    def _says_why_a_series_begins_late(self) -> "Family":
        if (self.comparable_from is None) != (self.comparable_why == ""):
            msg = "comparable_from and comparable_why go together"
            raise ValueError(msg)
        return self


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("oneplan.definitions").joinpath(name).read_text(encoding="utf-8"))


@cache
def list_families() -> tuple[Family, ...]:
    """All families, in the order of a child's life.

    Raises
    ------
    NotValid
        When the file does not follow the schema; the message names the place.
    """
    try:
        return tuple(Family.model_validate(entry) for entry in _read("families.toml")["family"])
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotValid(f"definitions/families.toml, {place}: {first['msg']}.") from error


@cache
def list_groups() -> dict[str, Group]:
    """All groups by their id."""
    data = _read("groups.toml")
    return {
        name: Group(id=name, name=entry["name"], kind=entry["kind"], kind_name=data["kinds"][entry["kind"]])
        for name, entry in data["groups"].items()
    }


def list_pairs() -> Iterator[tuple[Family, Pair]]:
    """Every pair with the family it belongs to."""
    for family in list_families():
        for pair in family.pairs:
            yield family, pair


@cache
def list_kinds() -> dict[str, str]:
    """The kinds of group that pairs are about, by id, in words."""
    groups = [list_groups()[pair.group] for _, pair in list_pairs()]
    return {group.kind: group.kind_name for group in groups}


@cache
def list_topics() -> tuple[str, ...]:
    """The topics of the families, in the order of a child's life."""
    return tuple(dict.fromkeys(family.topic for family in list_families()))


def find_kind(name: str) -> str:
    """The id of a kind of group, from its id, from its name, or from a group of that kind.

    Raises
    ------
    NotFound
        With the names that can be given.
    """
    wanted = name.strip().casefold()
    for kind, words in list_kinds().items():
        if wanted in (kind, words.casefold()):
            return kind
    for group in list_groups().values():
        if wanted in (group.id, group.said()) and group.kind in list_kinds():
            return group.kind
    raise NotFound(f"No group is called “{name[:60]}”. Choose one of: {', '.join(list_kinds())}.")


def find_topic(name: str) -> str:
    """The topic with this name, whatever its capitals.

    Raises
    ------
    NotFound
        With the names that can be given.
    """
    for topic in list_topics():
        if topic.casefold() == name.strip().casefold():
            return topic
    raise NotFound(f"No topic is called “{name[:60]}”. Choose one of: {', '.join(list_topics())}.")


def measures_in_pairs() -> tuple[str, ...]:
    """Every measure that a pair or a headline uses, once, sorted."""
    found = {family.headline for family in list_families()}
    for _, pair in list_pairs():
        found |= {pair.measure, pair.reference_measure}
    return tuple(sorted(found))
