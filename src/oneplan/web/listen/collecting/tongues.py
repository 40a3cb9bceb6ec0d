"""In which language a page is: as it was chosen on the first page, or on the page about the survey."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.listen.definition.around import FALLBACK, all_catalogues, catalogue_of
from oneplan.listen.definition.questionnaire import Questionnaire

_BETWEEN = "."


@dataclass(frozen=True)
class Tongue:
    """A language that can be chosen, in its own words."""

    code: str
    name: str
    direction: str


def tongue_of(language: str) -> Tongue:
    """A language as its own words name it; one that has none is named by its code."""
    known = catalogue_of(language)
    is_rtl = known is not None and known.direction == "right-to-left"
    return Tongue(language, known.name if known else language, "rtl" if is_rtl else "ltr")


def tongues_of(asked: Questionnaire, languages: Iterable[str]) -> dict[str, Tongue]:
    """The languages of a wave that its questionnaire has, by their codes."""
    known = {asked.language: tongue_of(asked.language)} | {
        code: Tongue(code, its.name, "rtl" if its.direction == "right-to-left" else "ltr")
        for code, its in asked.languages.items()
    }
    return {code: known[code] for code in languages if code in known}


def add_language(cookie: str, language: str) -> str:
    """A cookie that also remembers a language, for pages that are sent without looking anybody up."""
    return f"{cookie}{_BETWEEN}{language}"


def part_cookie(cookie: str) -> tuple[str, str]:
    """What a cookie says of its pupil, and of the language.

    Examples
    --------
    >>> part_cookie(add_language("00ff", "ar")), part_cookie("00ff")
    (('00ff', 'ar'), ('00ff', ''))
    """
    session, _, language = cookie.partition(_BETWEEN)
    return session, language


def spoken(language: str) -> str:
    """The language for somebody of whom nothing else is known: English where we have no words in it."""
    return language if language in all_catalogues() else FALLBACK
