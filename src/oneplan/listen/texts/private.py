"""Finds in somebody's words what could lead to a person: numbers, addresses, days of birth and names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from oneplan.listen.texts.names import find_names

Kind = Literal[
    "National Insurance number",
    "card number",
    "NHS number",
    "telephone number",
    "e-mail address",
    "account name",
    "postcode",
    "address",
    "date of birth",
    "name",
    "taken out",
]

INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d){6}[ -]?[A-D]\b", re.IGNORECASE)
E_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\W\d_]{2,}")
DIGITS = re.compile(r"(?<!\d)\+?\(?\d(?:[ ().-]{0,2}\d){8,18}(?!\d)")
POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
    r" ?\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_STREETS = (
    "street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|cl|way|crescent|cres|court|ct|gardens|gdns|place|pl|"
    "terrace|grove|hill|park|square|sq|walk|mews|rise|row|view|green|mead|meadow|croft|house|flats|parade|vale|"
    "end|gate|fields?|orchard|drove|broadway|mount|bank|side"
)
ADDRESS = re.compile(
    r"\b(?:(?:flat|apartment|apt|unit|room) ?\d{1,4}[a-z]?,? ?)?\d{1,4}[a-z]?,? "
    rf"(?:[a-z'’.-]+ ){{1,3}}(?:{_STREETS})\b",
    re.IGNORECASE,
)
FLAT = re.compile(r"\b(?:flat|apartment|apt) ?\d{1,4}[a-z]?\b", re.IGNORECASE)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19[3-9]\d|20[0-4]\d)"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY_AND_MONTH = rf"(?:{_NTH}(?: of)? {_MONTH}|{_MONTH} (?:the )?{_NTH})"
DAY = re.compile(
    rf"\b(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d\d)|{_YEAR}-\d\d-\d\d|"
    rf"{_DAY_AND_MONTH}[ ,]+(?:{_YEAR}|['’]\d\d))\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:born|birthday|bday|b-day|dob|d\.o\.b\.?|date of birth)\b[^.!?\n\d]{0,25}"
    rf"({_DAY_AND_MONTH}|\d{{1,2}}[/.-]\d{{1,2}})\b",
    re.IGNORECASE,
)
_PLACES = (
    "snap(?:chat)?|insta(?:gram)?|ig|tiktok|tt|discord|xbox|psn|playstation|roblox|twitter|x|whatsapp|kik|telegram|"
    "steam|gamertag|gamer ?tag|username|user ?name|user|epic|switch|bereal|yubo|wizz|twitch|youtube"
)
HANDLE = re.compile(
    rf"\b(?:{_PLACES})(?: (?:is|me|name|account|tag|id|user ?name|user|handle))*"
    r"(?: ?[:=-] ?| (?:@|(?=[\w.-]*[\d_.])))@?[\w.-]{3,32}",
    re.IGNORECASE,
)
AT = re.compile(r"(?<![\w.])@[A-Za-z0-9_][\w.]{2,31}|\b[\w.]{2,32}#\d{4}\b")
ADD_ME = re.compile(
    r"\b(?:add|follow|message|msg|dm|find|hmu|hit) (?:me )?(?:up )?(?:on|at|@|as) (\S*[\d_]\S*)",
    re.IGNORECASE,
)

CARD = range(13, 20)
HEALTH_LENGTH = 10
TELEPHONE = range(10, 14)


@dataclass(frozen=True, order=True)
class Private:
    """A part of a text that could lead to somebody.

    Attributes
    ----------
    start, end
        Where it stands: characters, the end left out.
    kind
        What it is.
    """

    start: int
    end: int
    kind: Kind


def find_private(text: str) -> tuple[Private, ...]:
    """Everything in a text that could lead to somebody, in its order; parts may lie over each other.

    Nothing is missed on purpose and some of it is harmless: a person looks before anything is quoted.

    Examples
    --------
    >>> text = "Zofia told Mr Young: AB 12 34 56 C"
    >>> [(text[one.start : one.end], one.kind) for one in find_private(text)]
    [('Zofia', 'name'), ('Mr Young', 'name'), ('AB 12 34 56 C', 'National Insurance number')]
    >>> find_private("In 2024 and 2025 some 1,250 children waited.")
    ()
    """
    return tuple(sorted({*_numbers(text), *_places(text), *_days(text), *_names(text)}))


def hide_private(text: str, *, also: Iterable[tuple[int, int]] = ()) -> str:
    """A text with its kind in place of each part that could lead to somebody; all else stays as it was.

    Parameters
    ----------
    also
        Where further parts begin and end that a person wants taken out.

    Examples
    --------
    >>> hide_private("ring my mum on 07700 900123 please")
    'ring my mum on [telephone number] please'
    >>> hide_private("me n biscuit the cat", also=find_words("me n biscuit the cat", "Biscuit"))
    'me n [taken out] the cat'
    """
    further = (Private(start, end, "taken out") for start, end in also)
    shown: list[str] = []
    at = 0
    for one in sorted({*find_private(text), *further}):
        if one.start >= at:
            shown += [text[at : one.start], f"[{one.kind}]"]
        at = max(at, one.end)
    return "".join([*shown, text[at:]])


def find_words(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in a text, in whichever capitals: the beginning and the end of each place.

    Examples
    --------
    >>> find_words("Bo and bo's dog", "bo")
    ((0, 2), (7, 9))
    """
    return tuple(found.span() for found in re.finditer(re.escape(words), text, re.IGNORECASE))


def _numbers(text: str) -> Iterator[Private]:
    yield from _all(INSURANCE, text, kind="National Insurance number")
    yield from _all(E_MAIL, text, kind="e-mail address")
    for found in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if len(digits) in CARD and _is_card(digits):
            yield Private(*found.span(), "card number")
        elif len(digits) == HEALTH_LENGTH and _is_health_number(digits):
            yield Private(*found.span(), "NHS number")
        elif len(digits) in TELEPHONE and digits.startswith(("0", "44")) and not digits.startswith("0800"):
            yield Private(*found.span(), "telephone number")


def _places(text: str) -> Iterator[Private]:
    yield from _all(POSTCODE, text, kind="postcode")
    yield from _all(ADDRESS, text, kind="address")
    yield from _all(FLAT, text, kind="address")
    yield from _all(HANDLE, text, kind="account name")
    yield from _all(AT, text, kind="account name")
    yield from _all(ADD_ME, text, kind="account name", group=1)


def _days(text: str) -> Iterator[Private]:
    yield from _all(DAY, text, kind="date of birth")
    yield from _all(BORN, text, kind="date of birth", group=1)


def _names(text: str) -> Iterator[Private]:
    for start, end in find_names(text):
        yield Private(start, end, "name")


def _all(search: re.Pattern[str], text: str, *, kind: Kind, group: int = 0) -> Iterator[Private]:
    for found in search.finditer(text):
        yield Private(*found.span(group), kind)


def _is_card(digits: str) -> bool:
    """Whether the last digit fits the others, as it does on every card (Luhn's sum)."""
    doubled = (int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _is_health_number(digits: str) -> bool:
    """Whether the last digit fits the others, as it does in every NHS number (modulo 11)."""
    total = sum(int(one) * (10 - place) for place, one in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])
