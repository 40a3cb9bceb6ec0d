"""Which measures belong together: families with their headline, and each group beside its reference."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import model_validator

from oneplan.definitions.groups import list_groups, references_of
from oneplan.definitions.measures import Kind, list_measures
from oneplan.definitions.tables import Definition, check_entry, read_rows
from oneplan.definitions.topics import all_topics
from oneplan.errors import NotFound

ALL = "all"
"""The group of a headline."""


class Pair(Definition):
    """A group's measure beside the measure of those it is compared with."""

    group: str
    measure: str
    reference: str
    reference_measure: str


class Family(Definition):
    """One question asked about all children, about groups of them, or both."""

    family: str
    title: str
    topic: str
    stage: Literal["starting-well", "growing-well", "being-well", "living-well"]
    people: Literal["children", "young people", ""] = ""
    kind: Kind
    value_unit: str = ""
    gap_unit: str = ""
    decimals: int
    polarity: Literal["high", "low", "none"]
    polarity_why: str = ""
    scale_low: float | None = None
    scale_high: float | None = None
    comparable_from: dt.date | None = None
    comparable_why: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """Its name in addresses: it stays for ever."""
        return self.family

    @property
    def topic_name(self) -> str:
        """The topic in words."""
        return all_topics()[self.topic].name

    @property
    def measures(self) -> dict[str, str]:
        """The publisher's measure for each group that there is one for; `all` first."""
        return _measures_by_family()[self.family]

    @property
    def headline(self) -> str | None:
        """The measure about all children, where there is one."""
        return self.measures.get(ALL)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Each group with the best reference that this family has, where one direction is better."""
        return _pairs_of(self.family)

    @model_validator(mode="after")
    def _says_why_a_series_begins_late(self) -> "Family":
        if (self.comparable_from is None) != (self.comparable_why == ""):
            msg = "comparable_from and comparable_why go together"
            raise ValueError(msg)
        return self


@cache
def families_by_id() -> dict[str, Family]:
    """All families by their id, in the order of the topics.

    Raises
    ------
    NotValid
        When the file does not follow the schema; the message names the line and the field.
    """
    rows = [
        check_entry(Family, dict(row), place=f"families.csv, line {line}")
        for line, row in read_rows("families.csv")
    ]
    return {row.family: row for row in rows}


def list_families() -> tuple[Family, ...]:
    """All families, in the order of the topics."""
    return tuple(families_by_id().values())


def find_family(id_: str) -> Family:
    """The family with this id.

    Raises
    ------
    NotFound
        When there is none.
    """
    try:
        return families_by_id()[id_]
    except KeyError as error:
        raise NotFound(f"No measure has the address “{id_[:60]}”.") from error


@cache
def _measures_by_family() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    order = list(list_groups())
    for measure in sorted(list_measures().values(), key=lambda measure: order.index(measure.group)):
        found[measure.family][measure.group] = measure.measure
    return dict(found)


@cache
def _pairs_of(id_: str) -> tuple[Pair, ...]:
    family = families_by_id()[id_]
    if family.polarity == "none" or family.headline is None:
        return ()
    found = []
    for group, measure in family.measures.items():
        reference = next((name for name in references_of(group) if name in family.measures), None)
        if reference is not None:
            found.append(
                Pair(
                    group=group,
                    measure=measure,
                    reference=reference,
                    reference_measure=family.measures[reference],
                )
            )
    return tuple(found)


def list_pairs() -> Iterator[tuple[Family, Pair]]:
    """Every pair with the family it belongs to."""
    for family in list_families():
        for pair in family.pairs:
            yield family, pair


@cache
def list_kinds() -> dict[str, str]:
    """The kinds of group that pairs are about, by id, in words."""
    paired = {pair.group for _, pair in list_pairs()}
    return {group.kind: group.kind_name for id_, group in list_groups().items() if id_ in paired}


@cache
def list_topics() -> tuple[str, ...]:
    """The names of the topics that pairs are about, in the order of a child's life."""
    paired = {family.topic for family, _ in list_pairs()}
    return tuple(topic.name for topic in all_topics().values() if topic.id in paired)


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
        if wanted in (group.id, group.said().casefold()) and group.kind in list_kinds():
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


@cache
def measures_in_pairs() -> tuple[str, ...]:
    """Every measure that a pair or its headline uses, once, sorted."""
    found = set()
    for family, pair in list_pairs():
        found |= {pair.measure, pair.reference_measure, family.measures[ALL]}
    return tuple(sorted(found))
