"""Tells by its words alone which phrases a text could hold, so that only those few are searched for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

_MOST_WORDS = 20_000
"""So many different words are remembered with what they could begin; the words of children repeat."""


@dataclass(frozen=True)
class Search:
    """A phrase, ready to be searched for.

    Attributes
    ----------
    pattern
        What finds it in a text made `plain`.
    needs
        The elements that must begin somewhere in the text, as bits of a sieve.
    """

    pattern: Pattern[str]
    needs: int = 0

    def could_be_in(self, present: int) -> bool:
        """Whether every element that it needs begins at some word."""
        return self.needs & present == self.needs


class Sieve:
    """Knows which words elements of phrases begin with; what it lets through may still not match."""

    def __init__(self) -> None:
        self._bits: dict[frozenset[str], int] = {}
        self._whole: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._of_word = lru_cache(_MOST_WORDS)(self._look_up)

    def add(self, elements: Iterable[frozenset[str]]) -> int:
        """The bits of a phrase, by the words with which its elements can begin; `*` stands for any ending."""
        return sum({self._bit(words) for words in elements if not any(one.startswith("*") for one in words)})

    def present(self, text: str) -> int:
        """The elements that could begin somewhere in a text made `plain`.

        Examples
        --------
        >>> sieve = Sieve()
        >>> hits, me = sieve.add([frozenset({"hit*", "hurt"})]), sieve.add([frozenset({"me"})])
        >>> sieve.present(" he hits us ") == hits, sieve.present(" hurts me ") == me
        (True, True)
        """
        found = 0
        for word in set(text.split()):
            found |= self._of_word(word)
        return found

    def _bit(self, words: frozenset[str]) -> int:
        if words not in self._bits:
            bit = self._bits[words] = 1 << len(self._bits)
            for word in words:
                beginning, star, _ = word.partition("*")
                known = self._beginnings if star else self._whole
                known[beginning] = known.get(beginning, 0) | bit
        return self._bits[words]

    def _look_up(self, word: str) -> int:
        found = self._whole.get(word, 0)
        for end in range(1, len(word) + 1):
            found |= self._beginnings.get(word[:end], 0)
        return found
