"""Reads what a pupil chose or typed on the page of one question, or says kindly what to change."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oneplan.listen.collection.store import Given
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question

MOST_LETTERS = 2000
"""In one free text: about two pages."""
_MOST_FIGURES = 12


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they came, with everything that was ticked."""

    ticked: tuple[str, ...] = ()
    number: str = ""
    text: str = ""


@dataclass(frozen=True)
class Wrong:
    """Which sentence says what to change, by its name among the words of the pages, and what stands in it."""

    says: str
    values: Mapping[str, int] = field(default_factory=dict)


def read_typed(asked: Questionnaire, question: Question, *, typed: Typed) -> Given | Wrong:
    """The answer in what was typed; a page that was left as it was is an answer without any code.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> read_typed(asked, asked.by_id["home-safe"], typed=Typed(ticked=("always",)))
    {'codes': ['always']}
    >>> read_typed(asked, asked.by_id["home-safe"], typed=Typed(ticked=("perhaps",)))
    Wrong(says='not-there', values={})
    """
    own = [choice.code for choice in asked.choices_of(question)]
    ways_out = [code for code in asked.ways_out_of(question) if code in typed.ticked]
    chosen = [code for code in own if code in typed.ticked]
    if set(typed.ticked) - {*own, *ways_out}:
        return Wrong("not-there")
    written = _letters(typed.text) if question.kind == "text" else typed.number.strip()
    if len(ways_out) > 1 or (ways_out and (chosen or (written and question.kind in ("text", "number")))):
        return Wrong("one-or-other")
    if ways_out:
        return {"codes": ways_out}
    if question.kind == "text":
        return _text(written)
    return _number(question, written) if question.kind == "number" else _codes(question, chosen)


def _codes(question: Question, chosen: Sequence[str]) -> Given | Wrong:
    if len(chosen) > 1 and question.kind != "several":
        return Wrong("only-one")
    return {"codes": list(chosen)}


def _text(written: str) -> Given | Wrong:
    if len(written) > MOST_LETTERS:
        return Wrong("too-long", {"letters": len(written), "most": MOST_LETTERS})
    return {"text": written} if written else {"codes": []}


def _number(question: Question, written: str) -> Given | Wrong:
    if not written:
        return {"codes": []}
    lowest, highest = question.lowest or 0, question.highest or 0
    # Every script's figures are taken; a sign, a point or a fraction is no whole number.
    if not (written.isdecimal() and len(written) <= _MOST_FIGURES and lowest <= int(written) <= highest):
        return Wrong("number", {"lowest": lowest, "highest": highest})
    return {"number": int(written)}


def _letters(text: str) -> str:
    """The text without what cannot be seen, and with one kind of line end; its spelling stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = (one for one in lines if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"})
    return "".join(seen).strip()
