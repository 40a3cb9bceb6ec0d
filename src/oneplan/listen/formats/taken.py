"""A questionnaire taken from another tool's file: what came of it, and in sentences what could not come."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import MOST_LETTERS, WAYS_OUT, WORDS, Condition, write_condition
from oneplan.listen.definition.files import read_bytes
from oneplan.listen.definition.questionnaire import MOST_QUESTIONS, Questionnaire
from oneplan.listen.definition.questions import MOST_CODES
from oneplan.listen.formats.yaml_file import as_yaml

EVERYBODY = "everybody"
"""The one version of a questionnaire whose file knows no versions."""
Words = Mapping[str, str]
"""A text by language code; nothing stands for the questionnaire's own language."""
Option = tuple[str, Words]
_STRANGE = re.compile(r"[^A-Za-z0-9.-]+")
_BREAK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|td|th|table|h\d)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HIGHEST = 100_000


@dataclass(frozen=True)
class Taken:
    """What was read.

    Attributes
    ----------
    asked
        The questionnaire.
    left_out
        One sentence for everything in the file that has no place in it, or was changed.
    """

    asked: Questionnaire
    left_out: tuple[str, ...] = ()


def take(built: Mapping[str, Any], *, name: str, left_out: Sequence[str] = ()) -> Taken:
    """A questionnaire from what was built of a file, checked as one that was written by hand.

    Raises
    ------
    NotValid
        When it cannot be one: a sentence that names file, question and field.
    """
    return Taken(read_bytes(as_yaml(built), name=name), tuple(dict.fromkeys(left_out)))


def plain_id(name: str) -> str:
    """A name of another tool as an id of ours: letters, figures, hyphens and dots.

    Examples
    --------
    >>> plain_id("Sleep_well?"), plain_id("-1"), plain_id("is"), plain_id("?")
    ('Sleep-well', 'minus-1', 'is-1', '')
    """
    minus = "minus-" if re.fullmatch(r"-\d+", name.strip()) else ""
    id_ = re.sub(r"[-.]*-[-.]*|\.{2,}", "-", _STRANGE.sub("-", name)).strip("-.")[:50].strip("-.")
    return f"{id_}-1" if id_ in WORDS | WAYS_OUT | {"all"} else minus + id_


def plain_text(text: str) -> str:
    """A text of another tool without its mark-up.

    Examples
    --------
    >>> plain_text("<p>Do you <b>sleep</b>&nbsp;well?</p>")
    'Do you sleep well?'
    """
    plain = html.unescape(_TAG.sub("", _BREAK.sub(" ", text))) if "<" in text or "&" in text else text
    return re.sub(r"[^\S\n]+", " ", plain.replace("\r\n", "\n")).strip()


class Building:
    """Builds a questionnaire for everybody out of what another tool's file holds, question by question."""

    def __init__(self, *, title: str, id_: str, wave: str = "") -> None:
        self._about = {
            "id": plain_id(id_) or "taken",
            "title": plain_text(title) or "A questionnaire without a title",
            "wave": plain_text(wave) or "not said",
        }
        self._topics: dict[str, str] = {}
        self._questions: list[dict[str, Any]] = []
        self._scales: dict[tuple[Any, ...], str] = {}
        self._named_scales: dict[str, dict[str, Any]] = {}
        self._languages: set[str] = set()
        self._left_out: list[str] = []
        self.ids: dict[str, str] = {}
        """The id of each question that was taken, by its name in the file."""
        self.topic = ""
        """The heading under which questions stand now."""

    def leave_out(self, sentence: str) -> None:
        """Remember what has no place in the questionnaire."""
        self._left_out.append(sentence)

    def add(
        self,
        name: str,
        *,
        kind: str,
        asks: Words,
        hint: Words | None = None,
        options: Sequence[Option] = (),
        limits: tuple[int, int] | None = None,
        ask_if: str = "",
    ) -> None:
        """Take a question, or say why it cannot be taken."""
        id_ = plain_id(name)
        if not id_ or not self._said(asks) or len(self._questions) >= MOST_QUESTIONS:
            self.leave_out(f"The question “{name[:60]}” was left out: it has no name or no words.")
            return
        if kind in ("one", "several", "scale") and not 2 <= len(options) <= MOST_CODES:
            self.leave_out(
                f"The question {id_} was left out: it has {len(options)} answers, and 2 to {MOST_CODES} can "
                "be taken."
            )
            return
        if id_ != name:
            self.leave_out(f"The question “{name[:60]}” is now called {id_}.")
        self.ids[name] = id_
        codes = [self._option(id_, code, says) for code, says in options]
        lowest, highest = self._limits(id_, limits) if kind == "number" else (None, None)
        question = {
            "id": id_,
            "topic": self._topic(),
            "kind": kind,
            "versions": [EVERYBODY],
            "asks": self._said(asks),
            "hint": self._said(hint) if hint and self._said(hint) else None,
            "options": codes if kind in ("one", "several") else [],
            "scale": self._scale(codes) if kind == "scale" else "",
            "lowest": lowest,
            "highest": highest,
            "ask_if": ask_if,
        }
        self._questions.append(
            {field: value for field, value in question.items() if value not in (None, [], "")}
        )

    def condition(self, name: str, said: str, *, read: Callable[[str], Condition]) -> str:
        """Of whom a question is asked; where that cannot be said here, of everybody, and that is told."""
        if not said.strip():
            return ""
        try:
            written = write_condition(read(said))
        except NotValid as error:
            self.leave_out(
                f"The question “{name[:60]}” is asked of everybody, since its condition was not understood: "
                f"{str(error).rstrip('.')}. Write ask_if by hand."
            )
            return ""
        if len(written) > MOST_LETTERS:
            self.leave_out(f"The question “{name[:60]}” is asked of everybody: its condition is too long.")
            return ""
        return written

    def taken(self, *, name: str) -> Taken:
        """The questionnaire, checked."""
        if not self._questions:
            raise NotValid(
                f"{name} holds no question that can be taken. {' '.join(self._left_out[:3])}".strip()
            )
        self.leave_out(
            "Write by hand what the file does not know: versions and their years, sensitivity, plan "
            "outcomes, and the notice before free text."
        )
        built = {
            **self._about,
            "languages": {code: {"name": code, "sample": True} for code in sorted(self._languages)},
            "versions": {EVERYBODY: {"name": "Everybody", "years": list(range(4, 14))}},
            "topics": self._topics,
            "scales": self._named_scales,
            "questions": self._questions,
        }
        return take(built, name=name, left_out=self._left_out)

    def _said(self, words: Words) -> object:
        plain = {code: plain_text(text) for code, text in words.items() if plain_text(text)}
        own = plain.pop("", "")
        for code in [code for code in plain if not _LANGUAGE.fullmatch(code)]:
            self.leave_out(f"The words in “{code[:30]}” were left out: that is no code of a language.")
            del plain[code]
        self._languages |= set(plain) if own else set()
        return {"says": own, "translations": plain} if own and plain else own

    def _limits(self, question: str, limits: tuple[int, int] | None) -> tuple[int, int]:
        """The smallest and the largest number that can be taken; what does not fit is told."""
        lowest, highest = limits or (0, _HIGHEST)
        if limits is None or not 0 <= lowest <= highest <= _HIGHEST:
            self.leave_out(
                f"The question {question} takes numbers from 0 to {_HIGHEST:,}, since the file says no "
                "limits that can be taken. Write lowest and highest by hand."
            )
            return 0, _HIGHEST
        return lowest, highest

    def _option(self, question: str, code: str, says: Words) -> dict[str, Any]:
        plain = plain_id(code)
        if plain != code:
            self.leave_out(f"The answer “{code[:60]}” to {question} now has the code {plain}.")
        return {"code": plain, "says": self._said(says) or plain}

    def _topic(self) -> str:
        name = plain_text(self.topic) or "Other"
        id_ = plain_id(name.lower()) or "other"
        self._topics.setdefault(id_, name)
        return id_

    def _scale(self, codes: Sequence[Mapping[str, Any]]) -> str:
        key = tuple((code["code"], str(code["says"])) for code in codes)
        id_ = self._scales.setdefault(key, f"scale-{len(self._scales) + 1}")
        self._named_scales[id_] = {"name": f"Answers of {id_}", "codes": list(codes)}
        return id_
