"""Says of whom a question is asked, in a small language that is read word by word and never run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oneplan.errors import NotValid

DONT_KNOW, RATHER_NOT = "dont-know", "rather-not"
WAYS_OUT = frozenset({DONT_KNOW, RATHER_NOT})
"""The two answers that every question has: I don't know, and I'd rather not say."""
WORDS = frozenset({"is", "not", "in", "and", "or", "answered"})
"""The words of the language: nothing in a questionnaire may have one of them as its id."""
MOST_LETTERS, MOST_DEPTH = 500, 10
_TOKEN = re.compile(r"\s*([(),]|[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*)")
_MARKS = frozenset("(),")

Answers = Mapping[str, frozenset[str]]
"""The codes that a pupil gave, by question; a question that was not asked is not there."""


@dataclass(frozen=True)
class Chosen:
    """Whether one of these codes was given; or, the opposite, an answer without any of them."""

    question: str
    codes: tuple[str, ...]
    opposite: bool = False


@dataclass(frozen=True)
class Answered:
    """Whether the pupil gave an answer of their own, and took neither way out."""

    question: str


@dataclass(frozen=True)
class Not:
    """The opposite of a condition, also where nothing was asked."""

    of: "Condition"


@dataclass(frozen=True)
class Joined:
    """Several conditions, all of which must hold (`and`) or one of which must (`or`)."""

    word: str
    parts: "tuple[Condition, ...]"


Condition = Chosen | Answered | Not | Joined


def read_condition(text: str) -> Condition:
    """Read a condition such as `bullied in (some, often) and not safe is always`.

    Parameters
    ----------
    text
        Ids and codes, joined by `is`, `is not`, `in (…)`, `not in (…)`, `answered`, `and`, `or`, `not` and
        brackets. `and` binds closer than `or`.

    Returns
    -------
    Condition
        What was read; nothing in it can be run as a program.

    Raises
    ------
    NotValid
        Where it cannot be read: one sentence that says at which word.

    Examples
    --------
    >>> condition = read_condition("sport is not never and (club answered or team is yes)")
    >>> holds(condition, {"sport": frozenset({"often"}), "team": frozenset({"yes"})})
    True
    >>> holds(condition, {"sport": frozenset({"rather-not"}), "team": frozenset({"yes"})})
    False
    """
    if len(text) > MOST_LETTERS:
        raise NotValid(f"the condition is longer than {MOST_LETTERS} letters; divide the question")
    reader = _Reader(list(_tokens(text)))
    condition = reader.any_of(depth=0)
    if reader.here:
        raise NotValid(f"“{reader.here}” was not expected; join conditions with `and` or `or`")
    return condition


def write_condition(condition: Condition) -> str:
    """A condition in the words that `read_condition` reads.

    Examples
    --------
    >>> write_condition(read_condition("not (a  in(x)) or b not in (y,z)"))
    'not a is x or b not in (y, z)'
    """
    match condition:
        case Answered(question):
            return f"{question} answered"
        case Chosen(question, (code,), opposite):
            return f"{question} is {'not ' * opposite}{code}"
        case Chosen(question, codes, opposite):
            return f"{question} {'not ' * opposite}in ({', '.join(codes)})"
        case Not(inner):
            return f"not {_bracketed(inner)}"
        case Joined(word, parts):
            return f" {word} ".join(map(_bracketed, parts))


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition holds for what a pupil has answered so far.

    `is not` and `not in` ask for an answer of the pupil's own: who took a way out, or was not asked, is not
    asked more about it. Only `not` before a whole condition is true for them too.
    """
    match condition:
        case Chosen(question, codes, opposite):
            given = answers.get(question, frozenset())
            if opposite:
                return bool(given - WAYS_OUT) and given.isdisjoint(codes)
            return not given.isdisjoint(codes)
        case Answered(question):
            return bool(answers.get(question, frozenset()) - WAYS_OUT)
        case Not(inner):
            return not holds(inner, answers)
        case Joined(word, parts):
            return (all if word == "and" else any)(holds(part, answers) for part in parts)


def mentioned_in(condition: Condition) -> Iterator[tuple[str, str]]:
    """Each question that a condition looks at with each code that it looks for; no code for `answered`."""
    match condition:
        case Chosen(question, codes, _):
            yield from ((question, code) for code in codes)
        case Answered(question):
            yield question, ""
        case Not(inner):
            yield from mentioned_in(inner)
        case Joined(_, parts):
            for part in parts:
                yield from mentioned_in(part)


def _bracketed(condition: Condition) -> str:
    said = write_condition(condition)
    return f"({said})" if isinstance(condition, Joined) else said


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found:
            raise NotValid(f"“{text[at:].strip()[:20]}” is no word of a condition; write ids and codes")
        yield found[1]
        at = found.end()


class _Reader:
    """Goes along the words of a condition; each method reads one thing and stands behind it."""

    def __init__(self, words: list[str]) -> None:
        self._words, self._at = words, 0

    @property
    def here(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def any_of(self, *, depth: int) -> Condition:
        if depth > MOST_DEPTH:
            raise NotValid("the condition has brackets within brackets beyond reason; write it plainer")
        parts = [self._all_of(depth=depth)]
        while self._takes("or"):
            parts.append(self._all_of(depth=depth))
        return Joined("or", tuple(parts)) if len(parts) > 1 else parts[0]

    def _all_of(self, *, depth: int) -> Condition:
        parts = [self._one(depth=depth)]
        while self._takes("and"):
            parts.append(self._one(depth=depth))
        return Joined("and", tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, *, depth: int) -> Condition:
        if depth > MOST_DEPTH:
            raise NotValid("the condition says “not” again and again; write it plainer")
        if self._takes("not"):
            return Not(self._one(depth=depth + 1))
        if self._takes("("):
            inner = self.any_of(depth=depth + 1)
            self._wants(")")
            return inner
        return self._about(self._name("the id of a question"))

    def _about(self, question: str) -> Condition:
        if self._takes("answered"):
            return Answered(question)
        if self._takes("is"):
            opposite = self._takes("not")
            return Chosen(question, (self._name("a code"),), opposite)
        opposite = self._takes("not")
        if not self._takes("in"):
            raise NotValid(f"after “{question}” write `is`, `is not`, `in (…)`, `not in (…)` or `answered`")
        self._wants("(")
        codes = [self._name("a code")]
        while self._takes(","):
            codes.append(self._name("a code"))
        self._wants(")")
        return Chosen(question, tuple(codes), opposite)

    def _takes(self, word: str) -> bool:
        is_there = self.here == word
        self._at += is_there
        return is_there

    def _wants(self, mark: str) -> None:
        if not self._takes(mark):
            raise NotValid(f"“{mark}” is missing{f' before “{self.here}”' if self.here else ' at the end'}")

    def _name(self, what: str) -> str:
        name = self.here
        if not name or name in WORDS or name in _MARKS:
            raise NotValid(f"{what} is missing{f' before “{name}”' if name else ' at the end'}")
        self._at += 1
        return name
