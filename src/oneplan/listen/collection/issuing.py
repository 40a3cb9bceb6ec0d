"""Issues the codes of a group, and makes those again that were issued."""

from collections.abc import Iterator
from itertools import count, islice

from oneplan.errors import NotValid
from oneplan.listen.collection.store import Store
from oneplan.listen.waves.codes import make_code, session_of, ticket_of
from oneplan.listen.waves.wave import Group

MOST_CARDS = 2000
"""For one school, year and version."""


def issue_codes(store: Store, key: bytes, *, group: Group, cards: int) -> list[str]:
    """Issue so many codes to a group beside those that it has.

    A code that another group drew already is passed over, which in a survey of 30,000 happens about once in
    two hundred waves.

    Raises
    ------
    NotValid
        When a group asks for more cards than a school year can hold.
    """
    has = len(list_codes(store, key, group=group))
    if not 1 <= cards <= MOST_CARDS - has:
        raise NotValid(
            f"{cards} more cards cannot be issued. A group may have {MOST_CARDS:,}, and has {has:,}."
        )
    fresh = list(islice((code for code in _codes(key, group) if _whose(store, key, code) is None), cards))
    store.issue(group, [ticket_of(key, session_of(key, code)) for code in fresh])
    return fresh


def list_codes(store: Store, key: bytes, *, group: Group) -> list[str]:
    """The codes that were issued to a group, in the order of their cards."""
    found = []
    for code in _codes(key, group):
        whose = _whose(store, key, code)
        if whose is None:
            break
        if whose == group:
            found.append(code)
    return found


def _codes(key: bytes, group: Group) -> Iterator[str]:
    return (make_code(key, group, number=number) for number in count(1))


def _whose(store: Store, key: bytes, code: str) -> Group | None:
    found = store.find(ticket_of(key, session_of(key, code)))
    return found.group if found else None
