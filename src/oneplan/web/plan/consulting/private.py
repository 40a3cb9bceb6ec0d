"""Refuses what nobody should write into a box that strangers read: numbers, and ways to reach somebody."""

import re

from oneplan.errors import NotValid

INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d){6}[ -]?[A-D]\b", re.IGNORECASE)
E_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
DIGITS = re.compile(r"(?<!\d)\+?\d(?:[ ().-]{0,2}\d){8,18}(?!\d)")
CARD = range(13, 20)
HEALTH_LENGTH = 10
TELEPHONE = range(10, 14)


def check_nothing_private(text: str) -> None:
    """Refuse words that hold a number of somebody, or a way to reach them.

    Raises
    ------
    NotValid
        With a sentence that says what to take out, and never repeats it.
    """
    found = find_private(text)
    if found:
        raise NotValid(f"Take out the {found}. We must not keep one, and nobody may read it here.")


def find_private(text: str) -> str:
    """What is private in some words, or nothing.

    Examples
    --------
    >>> find_private("My number is AB 12 34 56 C")
    'National Insurance number'
    >>> find_private("4111 1111 1111 1111")
    'card number'
    >>> find_private("In 2024 and 2025 some 1,250 children waited.")
    ''
    """
    if INSURANCE.search(text):
        return "National Insurance number"
    if E_MAIL.search(text):
        return "e-mail address"
    for run in DIGITS.findall(text):
        digits = re.sub(r"\D", "", run)
        if len(digits) in CARD and _is_card(digits):
            return "card number"
        if len(digits) == HEALTH_LENGTH and _is_health_number(digits):
            return "NHS number"
        if len(digits) in TELEPHONE and digits.startswith(("0", "44")):
            return "telephone number"
    return ""


def _is_card(digits: str) -> bool:
    """Whether the last digit fits the others, as it does on every card (Luhn's sum)."""
    doubled = (int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _is_health_number(digits: str) -> bool:
    """Whether the last digit fits the others, as it does in every NHS number (modulo 11)."""
    total = sum(int(one) * (10 - place) for place, one in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])
