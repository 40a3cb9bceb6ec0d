"""Whom figures are about: groups of children, whom they are compared with, and the focus groups of plans."""

from functools import cache

from oneplan.definitions.tables import Definition, check_entry, read_toml
from oneplan.errors import NotFound
from oneplan.words.group import Group

_FILE = "groups.toml"


class _GroupEntry(Definition):
    name: str
    kind: str
    references: tuple[str, ...]


class Focus(Definition):
    """A group of children that plans give their attention to, and what published figures say of it."""

    id: str
    name: str
    kinds: tuple[str, ...]
    """Kinds of group whose figures speak of it."""
    without_figures: tuple[str, ...]
    """Those in it whom no published figure here is about."""


@cache
def list_groups() -> dict[str, Group]:
    """All groups by their id."""
    names = read_toml(_FILE)["kinds"]
    return {
        id_: Group(id=id_, name=entry.name, kind=entry.kind, kind_name=names[entry.kind])
        for id_, entry in _entries().items()
    }


@cache
def _entries() -> dict[str, _GroupEntry]:
    found = read_toml(_FILE)["groups"]
    return {id_: check_entry(_GroupEntry, entry, place=f"{_FILE}, {id_}") for id_, entry in found.items()}


def families_counting(kind: str) -> tuple[str, ...]:
    """The families of measures that say how many children of a kind there are, the plainest first."""
    return tuple(read_toml(_FILE)["how_many"].get(kind, ()))


def list_kinds_counted() -> tuple[str, ...]:
    """The kinds of group of which a published figure says how many children there are."""
    return tuple(read_toml(_FILE)["how_many"])


def references_of(group: str) -> tuple[str, ...]:
    """The groups that a group is compared with, best first."""
    return _entries()[group].references


@cache
def list_focus() -> tuple[Focus, ...]:
    """The focus groups of plans."""
    found = read_toml(_FILE)["focus"]
    return tuple(
        check_entry(Focus, {"id": id_, **entry}, place=f"{_FILE}, {id_}") for id_, entry in found.items()
    )


def find_group(id_: str) -> Group:
    """The group with this id.

    Raises
    ------
    NotFound
        When there is none.
    """
    try:
        return list_groups()[id_]
    except KeyError as error:
        raise NotFound(f"No group of children has the id “{id_[:60]}”.") from error
