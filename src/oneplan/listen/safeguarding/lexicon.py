"""The lexicon: which concerns there are, which words speak of them, and what is often only said so."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oneplan.errors import NotValid
from oneplan.listen.safeguarding.phrases import compile_phrase, first_words, plain, without_figures
from oneplan.listen.safeguarding.sifting import Search, Sieve

How = Literal["now", "today", "look"]
URGENCY: dict[str, int] = {"now": 0, "today": 1, "look": 2}
_Phrases = Annotated[tuple[Annotated[str, Field(max_length=3000)], ...], Field(max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Concern(_Part):
    """One kind of worry about a child."""

    key: str
    title: str
    how: How
    about_adult: bool = False
    """Whether it is about an adult who works with children: never told to that adult's school."""
    phrases: _Phrases


class _Phrased(_Part):
    phrases: _Phrases = ()


class _File(_Part):
    groups: dict[str, str] = Field(default_factory=dict)
    concern: tuple[Concern, ...]
    idioms: _Phrased = _Phrased()
    later: _Phrased = _Phrased()


@dataclass(frozen=True)
class Match:
    """A concern of which some words speak, and how many different phrases do."""

    concern: Concern
    phrases: int


@dataclass(frozen=True)
class Lexicon:
    """Concerns with their phrases, ready to search.

    Attributes
    ----------
    concerns
        In the order in which they are told where several fit as well.
    """

    concerns: tuple[Concern, ...]
    _searches: tuple[tuple[Concern, tuple[Search, ...]], ...] = field(repr=False)
    _idioms: tuple[Search, ...] = field(repr=False)
    _later: tuple[Search, ...] = field(repr=False)
    _sieve: Sieve = field(repr=False, compare=False)

    def find(self, text: str) -> tuple[Match, ...]:
        """The concerns of which a text may speak, the most urgent and most often spoken of first.

        Examples
        --------
        >>> open_lexicon().find("I ran away and slept in the park")[0].concern.key
        'missing'
        >>> open_lexicon().find("Maths is killing me!")
        ()
        """
        found: dict[str, Match] = {}
        for words in dict.fromkeys((plain(text), plain(without_figures(text.lower())))):
            present = self._sieve.present(words)
            idioms = [
                one.span()
                for search in self._idioms
                if search.could_be_in(present)
                for one in search.pattern.finditer(words)
            ]
            for concern, searches in self._searches:
                likely = [search for search in searches if search.could_be_in(present)]
                number = sum(_is_meant(search, words, idioms=idioms) for search in likely)
                if number > getattr(found.get(concern.key), "phrases", 0):
                    found[concern.key] = Match(concern, number)
        return tuple(sorted(found.values(), key=lambda match: (URGENCY[match.concern.how], -match.phrases)))

    def is_said_of_others(self, text: str) -> bool:
        """Whether a text speaks of lessons, films, games or long ago, and may be read a little later."""
        words = plain(text)
        present = self._sieve.present(words)
        return any(one.could_be_in(present) and one.pattern.search(words) for one in self._later)


def _is_meant(search: Search, words: str, *, idioms: Sequence[tuple[int, int]]) -> bool:
    return any(
        not any(start <= one.start() and one.end() <= end for start, end in idioms)
        for one in search.pattern.finditer(words)
    )


def read_lexicon(data: str, *, name: str, more: Sequence[str] = ()) -> Lexicon:
    """Read a lexicon from TOML.

    Parameters
    ----------
    more
        Phrases of a partnership of its own, such as the name of a place; a text that holds one is read today.

    Raises
    ------
    NotValid
        When it is no lexicon, or a phrase cannot be read: one sentence that says which.
    """
    try:
        read = _File.model_validate(tomllib.loads(data))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise NotValid(f"{name} is no lexicon: {str(error).splitlines()[0]}. Correct it.") from error
    own = (Concern(key="own", title="Words that your partnership added", how="today", phrases=tuple(more)),)
    concerns = read.concern + (own if more else ())

    sieve = Sieve()

    def compiled(phrases: Sequence[str]) -> tuple[Search, ...]:
        return tuple(
            Search(
                compile_phrase(phrase, groups=read.groups),
                sieve.add(first_words(phrase, groups=read.groups)),
            )
            for phrase in phrases
        )

    return Lexicon(
        concerns,
        tuple((concern, compiled(concern.phrases)) for concern in concerns),
        compiled(read.idioms.phrases),
        compiled(read.later.phrases),
        sieve,
    )


@cache
def open_lexicon() -> Lexicon:
    """The lexicon that comes with oneplan, read once."""
    path = files("oneplan.listen.safeguarding") / "lexicon.toml"
    return read_lexicon(path.read_text(encoding="utf-8"), name="lexicon.toml")
