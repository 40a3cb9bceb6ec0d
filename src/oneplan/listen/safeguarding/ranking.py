"""Puts what children wrote into the order in which a trained adult reads it: nothing is left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.listen.collection.store import Said
from oneplan.listen.safeguarding.lexicon import URGENCY, How, Lexicon, Match, open_lexicon


@dataclass(frozen=True)
class Ranked:
    """One text with the concerns of which it may speak.

    Attributes
    ----------
    said
        The text, and of which school year and question it is.
    matches
        The concerns, the most urgent first; none does not mean that nothing is wrong.
    of_others
        Whether it speaks of lessons, films, games or long ago.
    """

    said: Said
    matches: tuple[Match, ...]
    of_others: bool

    @property
    def how(self) -> How | None:
        """How soon it wants to be read, as far as words can tell."""
        return self.matches[0].concern.how if self.matches else None

    @property
    def place(self) -> tuple[int, bool, int]:
        """Where it stands in the queue: the smaller the earlier."""
        urgency = URGENCY[self.how] if self.how else len(URGENCY)
        return urgency, self.of_others, -sum(match.phrases for match in self.matches)


def rank(texts: Iterable[Said], *, lexicon: Lexicon | None = None) -> list[Ranked]:
    """Every text once, the most urgent first.

    Words decide the order alone. Children say the worst in words that no list holds, so all of it is read.

    Examples
    --------
    >>> from oneplan.listen.waves.wave import Group
    >>> group = Group(school="100001", year=6, version="primary")
    >>> texts = [Said("a", group, "wish", "more football"), Said("b", group, "wish", "I ran away")]
    >>> [one.said.id for one in rank(texts)]
    ['b', 'a']
    """
    words = lexicon or open_lexicon()
    ranked = [Ranked(one, words.find(one.text), words.is_said_of_others(one.text)) for one in texts]
    return sorted(ranked, key=lambda one: one.place)
