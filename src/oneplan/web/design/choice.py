"""A select of a filter: its name, its label, and the options that a reader has."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One select of a filter: its name, label, and options as value, words and whether it is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


def make_choice(name: str, label: str, *, options: Mapping[str, str], chosen: str) -> Choice:
    """A select with one of its options chosen.

    Examples
    --------
    >>> make_choice("age", "Age", options={"": "Any", "3": "3 years"}, chosen="3").options
    (('', 'Any', False), ('3', '3 years', True))
    """
    return Choice(name, label, tuple((value, words, value == chosen) for value, words in options.items()))
