"""Refuses what nobody should write into a box that strangers read: numbers, and ways to reach somebody."""

from oneplan.errors import NotValid
from oneplan.listen.texts.private import Kind, find_private

REFUSED: frozenset[Kind] = frozenset(
    {"National Insurance number", "card number", "NHS number", "telephone number", "e-mail address"}
)
"""Names and places of work are what a consultation is about; a person looks at each before it is read."""


def check_nothing_private(text: str) -> None:
    """Refuse words that hold a number of somebody, or a way to reach them.

    Raises
    ------
    NotValid
        With a sentence that says what to take out, and never repeats it.
    """
    found = next((one.kind for one in find_private(text) if one.kind in REFUSED), None)
    if found:
        raise NotValid(f"Take out the {found}. We must not keep one, and nobody may read it here.")
