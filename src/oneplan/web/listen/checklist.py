"""What has to be signed before a wave may open, and whether what was signed is enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from oneplan.words.saying import say_day

BEFORE_OPENING = timedelta(days=7)
"""How long before the opening parents are told."""
Said = Mapping[str, object]


@dataclass(frozen=True)
class Line:
    """One line of the checklist: what whoever signs it says, and why it is asked."""

    key: str
    says: str
    why: str


LINES = (
    Line(
        "data-protection",
        "The data protection impact assessment is done, and covers this wave",
        "Asking children about their lives needs one before it begins.",
    ),
    Line(
        "lawful-basis",
        "The lawful basis is written down",
        "For all answers, and the condition for special ones.",
    ),
    Line(
        "parent-letter",
        "Parents and carers have had the letter",
        "At least seven days before the opening, so that they can say no. Schools keep who said no.",
    ),
    Line(
        "safeguarding",
        "Somebody reads what children write, the same day",
        "Each free text is read by a person while the wave is open, and each school has a named adult.",
    ),
    Line(
        "special",
        "It is decided which versions ask special questions",
        "Such as religion, ethnicity or health. They are asked in the versions named here, and in no other.",
    ),
)
BY_KEY: Mapping[str, Line] = {line.key: line for line in LINES}


def list_missing(signed: Mapping[str, Said], *, today: date) -> list[str]:
    """What stands between this checklist and the opening, as sentences.

    Examples
    --------
    >>> list_missing({}, today=date(2027, 3, 1))[0]
    'Not signed yet: The data protection impact assessment is done, and covers this wave.'
    """
    missing = [f"Not signed yet: {line.says}." for line in LINES if line.key not in signed]
    letter = signed.get("parent-letter")
    if letter is not None:
        from_then = date.fromisoformat(str(letter["sent"])) + BEFORE_OPENING
        if today < from_then:
            missing.append(
                f"Parents need seven days with the letter. The wave can open from {say_day(from_then)}."
            )
    return missing


def versions_with_special(signed: Mapping[str, Said]) -> list[str]:
    """The versions that may ask special questions; none before that line is signed."""
    named = signed.get("special", {}).get("versions", [])
    return [str(one) for one in named] if isinstance(named, list) else []
