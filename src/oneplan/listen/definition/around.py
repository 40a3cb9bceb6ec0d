"""The words around the questions: buttons, notices and whole pages, in each language that they come in."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FALLBACK = "en"
FOLDER = Path(__file__).parents[2] / "definitions" / "questionnaires" / "words"
KEEPS_SAFE = ("safe-", "worry-")
"""How the names of those sentences begin that no questionnaire can change."""
NUMBERS_OF_HELP = ("0800 1111", "999")
"""Childline's number and the emergency number, which stand before every free text."""
_BETWEEN_FIGURES = re.compile(r"(?<=\d) (?=\d)")
OwnWords = Mapping[str, Mapping[str, str]]
"""Sentences of a questionnaire's own, by language and by name."""


@dataclass(frozen=True)
class Catalogue:
    """The words of one language.

    Attributes
    ----------
    name
        The language, as its readers write it.
    direction
        `left-to-right` or `right-to-left`.
    words
        The sentences by their names.
    """

    name: str
    direction: str
    words: Mapping[str, str]


@cache
def all_catalogues() -> Mapping[str, Catalogue]:
    """The languages that come with oneplan, by their codes."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    return {code: Catalogue(**one) for code, one in read.items()}


def catalogue_of(language: str) -> Catalogue | None:
    """The words of a language, or of the language that it is a kind of: those of `ar` for `ar-SY`."""
    known = all_catalogues()
    return known.get(language) or known.get(language.partition("-")[0])


def find_sentence(name: str, *, language: str, own: OwnWords) -> tuple[str, str]:
    """A sentence, and in which language it is: the questionnaire's own, else ours, else the English.

    Examples
    --------
    >>> find_sentence("next", language="ar", own={"ar": {"next": "إلى الأمام"}})
    ('إلى الأمام', 'ar')
    >>> find_sentence("next", language="pl", own={})
    ('Next', 'en')
    """
    ours = catalogue_of(language)
    said = own.get(language, {}).get(name) or (ours.words.get(name) if ours else None)
    if said:
        return said, language
    return own.get(FALLBACK, {}).get(name) or all_catalogues()[FALLBACK].words[name], FALLBACK


def list_missing(language: str, *, own: OwnWords) -> tuple[str, ...]:
    """The names of the sentences for which English stands in a language."""
    english = all_catalogues()[FALLBACK].words
    if language.partition("-")[0] == FALLBACK:
        return ()
    return tuple(name for name in english if find_sentence(name, language=language, own=own)[1] != language)


def find_wrong_words(own: OwnWords) -> Iterator[tuple[str, str]]:
    """What of a questionnaire's own words cannot be used: its place, and what to do."""
    english = all_catalogues()[FALLBACK].words
    for language, words in own.items():
        for name, said in words.items():
            if name not in english:
                says = "no page has words of this name; the names are those of words/en.toml"
            else:
                says = _what_is_wrong(name, said, english=english[name], known=catalogue_of(language))
            if says:
                yield f"words.{language}.{name[:60]}", says


def _what_is_wrong(name: str, said: str, *, english: str, known: Catalogue | None) -> str:
    if name.startswith(KEEPS_SAFE):
        if known and name in known.words:
            return "this sentence keeps children safe, and stays as it is; take it out"
        if missing := [number for number in NUMBERS_OF_HELP if number in english and number not in said]:
            return f"this sentence keeps children safe; write {missing[0]} into it"
    if brackets_in(said) != brackets_in(english):
        needed = ", ".join(f"{{{one}}}" for one in sorted(brackets_in(english) or ())) or "no brackets"
        return f"it needs {needed} as the English has it; correct it"
    return ""


def brackets_in(said: str) -> frozenset[str] | None:
    """The names in the {brackets} of a sentence; None where they are no plain names.

    Examples
    --------
    >>> sorted(brackets_in("Question {number} of about {all}")), brackets_in("{number!r}"), brackets_in("{")
    (['all', 'number'], None, None)
    """
    try:
        parts = [part for part in string.Formatter().parse(said) if part[1] is not None]
    except ValueError:
        return None
    are_plain = all(name and name.isalpha() and not spec and not turn for _, name, spec, turn in parts)
    return frozenset(name or "" for _, name, _, _ in parts) if are_plain else None


def keep_figures_together(text: str) -> str:
    """A text in which no line ends within a telephone number.

    From right to left it would also be read out of order: 1111 0800.
    """
    return _BETWEEN_FIGURES.sub("\u00a0", text)
