"""How a plan's words are shown: quoted with their source, marked as illustrative, or plain."""

import re
from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.parts import Theme, Wording
from oneplan.words.saying import start_sentence

ABBREVIATION = re.compile(r"\s*\((?=[^\s)]*[A-Z][^\s)]*[A-Z])[A-Za-z]+\)")
STAGES = {
    "draft": "a draft",
    "consultation": "out for consultation",
    "agreed": "agreed",
    "in-force": "in force",
    "under-review": "under review",
    "superseded": "no longer in force",
}


@dataclass(frozen=True)
class Words:
    """Some words of a plan: whose they are, and where they were read."""

    text: str
    quoted: bool = False
    source: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class Link:
    """A link to a part of the plan."""

    href: str
    id: str
    name: str
    about: str = ""


def show_words(wording: Wording, *, plan: Plan) -> Words:
    """Words as a page shows them."""
    return Words(
        text=say_quote(wording.text) if wording.quoted else wording.text,
        quoted=wording.quoted,
        source=plan.cite(wording.source) if wording.quoted else "",
        illustrative=wording.illustrative,
    )


def say_quote(text: str) -> str:
    """Quoted words without abbreviations in brackets, which nobody outside an office knows; the gap is shown.

    Examples
    --------
    >>> say_quote("Looked After Children (LAC) and care-leavers")
    'Looked After Children […] and care-leavers'
    """
    return ABBREVIATION.sub(" […]", text)


def link_to(theme: Theme, *, carried: str) -> Link:
    """The page of a theme of the plan in force."""
    room = "priorities" if theme.parent else "pillars"
    return Link(f"/plan/{room}/{theme.id}/{carried}", theme.id, theme.name, theme.ages)


def listed(names: list[str]) -> str:
    """Names in a sentence: the last one after “and”."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def count_themes(plan: Plan) -> str:
    """What a plan is made of, level by level, in words."""
    parts = [counted(len(plan.objectives), "objective", plural="objectives")] if plan.objectives else []
    for level in plan.levels:
        themes = plan.at_level(level.id)
        mark = " (illustrative)" if themes and all(theme.illustrative for theme in themes) else ""
        parts += [f"{counted(len(themes), level.name, plural=level.plural)}{mark}"] if themes else []
    return start_sentence(listed(parts))


def counted(count: int, one: str, *, plural: str) -> str:
    """A number of things in words, small numbers written out."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    said = words[count] if count < len(words) else str(count)
    return f"{said} {one if count == 1 else plural}"
