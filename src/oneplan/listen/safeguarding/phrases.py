"""Reads the small language in which phrases are written down, and finds them in children's words."""

import re
from collections.abc import Mapping
from functools import lru_cache

from oneplan.errors import NotValid

GAP = r"(?:\w+ ){0,5}?"
_APOSTROPHES = re.compile("['’‘`´]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_END = re.compile(r"[.!?;:\n\r]+")
_NO_WORD = re.compile(r"[^a-z0-9;]+")
_WITH_FIGURES = re.compile(r"\b(?=[a-z]*[0-9@$])[a-z0-9@$]*[a-z][a-z0-9@$]*\b")
_FIGURES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_WORD = re.compile(r"[a-z0-9*]+(_[a-z0-9*]+)*")


def plain(text: str) -> str:
    """A text as it is searched: small letters, no apostrophes, a semicolon where a sentence ends.

    Examples
    --------
    >>> plain("I CAN'T… go on!! heeeelp  me")
    ' i cant go on ; heelp me '
    """
    words = _APOSTROPHES.sub("", text.lower())
    words = _DRAWN_OUT.sub(r"\1\1", words)
    return f" {_NO_WORD.sub(' ', _END.sub(' ; ', words)).strip()} "


def without_figures(text: str) -> str:
    """A text in which figures that stand for letters are letters: r4pe, k1ll; years and classes stay.

    Examples
    --------
    >>> without_figures("he r4ped 12 of 8b")
    'he raped 12 of 8b'
    """
    return _WITH_FIGURES.sub(lambda found: _spell(found.group()), text)


def _spell(word: str) -> str:
    """Two letters or more around the figures: a class such as 8b has one."""
    letters = sum(one.isalpha() for one in word)
    return word.translate(_FIGURES) if letters > 1 else word


@lru_cache(maxsize=4096)
def _one(alternative: str) -> str:
    words = alternative.split("_") if "_" in alternative else [alternative]
    return " ".join(word.replace("*", r"\w*") for word in words)


def compile_phrase(phrase: str, *, groups: Mapping[str, str]) -> re.Pattern[str]:
    """A phrase as a search over texts made `plain`.

    Parameters
    ----------
    phrase
        Elements with spaces between: `a|b` for one of them, `word*` for any ending, `two_words` as one
        alternative, `may?` for what may be missing, `...` for up to five other words of one sentence.
    groups
        What an alternative such as `@family` stands for.

    Raises
    ------
    NotValid
        When it cannot be read, with the phrase and what is wrong.

    Examples
    --------
    >>> search = compile_phrase("hit*|hurt* ... @me", groups={"me": "me|us"})
    >>> bool(search.search(plain("he hits all of us"))), bool(search.search(plain("he hits. Us too")))
    (True, False)
    """
    elements = phrase.split()
    if not elements or elements[0] == "..." or elements[-1] == "...":
        raise NotValid(f"“{phrase}” begins or ends with nothing. Write words on both sides of “...”.")
    built = [GAP if one == "..." else _element(one, phrase=phrase, groups=groups) for one in elements]
    return re.compile("(?<= )" + "".join(built))


def first_words(phrase: str, *, groups: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """For each element that may not be missing, the words with which it can begin.

    Examples
    --------
    >>> [sorted(words) for words in first_words("hit*|my_arm really? ... @me", groups={"me": "me|us"})]
    [['hit*', 'my'], ['me', 'us']]
    """
    needed = [one for one in phrase.split() if one != "..." and not one.endswith("?")]
    return tuple(
        frozenset(each.partition("_")[0] for each in _alternatives(one, phrase=phrase, groups=groups))
        for one in needed
    )


def _element(element: str, *, phrase: str, groups: Mapping[str, str]) -> str:
    alternatives = _alternatives(element, phrase=phrase, groups=groups)
    return f"(?:(?:{'|'.join(map(_one, alternatives))}) ){'?' if element.endswith('?') else ''}"


def _alternatives(element: str, *, phrase: str, groups: Mapping[str, str]) -> list[str]:
    alternatives: list[str] = []
    for alternative in element.rstrip("?").split("|"):
        name = alternative.removeprefix("@")
        if name != alternative:
            if name not in groups:
                raise NotValid(f"“{phrase}”: there is no group “{name}”. Name one that stands in [groups].")
            alternatives.extend(groups[name].split("|"))
        elif _WORD.fullmatch(alternative):
            alternatives.append(alternative)
        else:
            raise NotValid(f"“{phrase}”: “{alternative}” is no word. Use small letters, |, _, *, ? and @.")
    return alternatives
