"""Says a condition in the XPath of an XLSForm, and reads back the part of XPath that conditions can say."""

import re
from collections.abc import Callable, Mapping

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import (
    DONT_KNOW,
    MOST_DEPTH,
    MOST_LETTERS,
    RATHER_NOT,
    Answered,
    Chosen,
    Condition,
    Joined,
    Not,
)
from oneplan.listen.formats.taken import plain_id

MOST_XPATH = 4 * MOST_LETTERS
_TOKEN = re.compile(
    r"\s*(\$\{[^{}]{1,120}\}|'[^']*'|\"[^\"]*\"|!=|=|[(),]|(?:and|or|not|selected)\b|-?\d+)", re.ASCII
)
_STRINGS = re.compile(r"('[^']*'|\"[^\"]*\")")
_RESERVED = frozenset({"meta", "instanceid", "instancename"})


def form_name(id_: str) -> str:
    """The id of a question as a name that an XForm allows.

    Examples
    --------
    >>> form_name("sleep-well"), form_name("2nd"), question_id("_2nd")
    ('sleep-well', '_2nd', '2nd')
    """
    return f"_{id_}" if not id_[0].isalpha() or id_.lower() in _RESERVED else id_


def question_id(name: str) -> str:
    """The id that `form_name` was made of."""
    return name.removeprefix("_")


def write_xpath(condition: Condition, *, is_several: Callable[[str], bool]) -> str:
    """A condition as an XLSForm's `relevant` says it.

    Examples
    --------
    >>> from oneplan.listen.definition.conditions import read_condition
    >>> write_xpath(read_condition("a is x or b in (y, z)"), is_several=lambda question: question == "b")
    "${a} = 'x' or (selected(${b}, 'y') or selected(${b}, 'z'))"
    """
    match condition:
        case Answered(question):
            name = form_name(question)
            return f"(${{{name}}} != '' and ${{{name}}} != '{DONT_KNOW}' and ${{{name}}} != '{RATHER_NOT}')"
        case Chosen(question, codes, opposite):
            if opposite:
                given = write_xpath(Answered(question), is_several=is_several)
                said = write_xpath(Chosen(question, codes), is_several=is_several)
                return f"({given} and not({said}))"
            each = [_one(question, code, several=is_several(question)) for code in codes]
            return each[0] if len(each) == 1 else f"({' or '.join(each)})"
        case Not(inner):
            return f"not({write_xpath(inner, is_several=is_several)})"
        case Joined(word, parts):
            return f" {word} ".join(_bracketed(part, is_several=is_several) for part in parts)


def read_xpath(text: str, *, ids: Mapping[str, str]) -> Condition:
    """Read a `relevant` of which every part can be said as a condition.

    Parameters
    ----------
    text
        Comparisons of `${name}` with a text or number by `=` and `!=`, `selected(…)`, `and`, `or`, `not(…)`
        and brackets.
    ids
        The id of each name.

    Raises
    ------
    NotValid
        Where anything else stands in it.

    Examples
    --------
    >>> from oneplan.listen.definition.conditions import write_condition
    >>> write_condition(read_xpath("${a} = 'x' and not(selected(${b}, 'y'))", ids={"a": "a", "b": "b"}))
    'a is x and not b is y'
    """
    if len(text) > MOST_XPATH:
        raise NotValid(f"“{text[:40]}…” is too long")
    reader = _Reader(text, ids)
    condition = reader.any_of(depth=0)
    if reader.here:
        raise NotValid(f"“{reader.here[:40]}” was not expected in it")
    return condition


def outside_strings(text: str, change: Callable[[str], str]) -> str:
    """Change what stands between the strings of an expression, and leave the strings as they are.

    Examples
    --------
    >>> outside_strings("{a} = 'in {b}'", lambda piece: piece.replace("{", "${"))
    "${a} = 'in {b}'"
    """
    pieces = _STRINGS.split(text)
    return "".join(change(piece) if place % 2 == 0 else piece for place, piece in enumerate(pieces))


def _one(question: str, code: str, *, several: bool) -> str:
    name = form_name(question)
    return f"selected(${{{name}}}, '{code}')" if several else f"${{{name}}} = '{code}'"


def _bracketed(part: Condition, *, is_several: Callable[[str], bool]) -> str:
    said = write_xpath(part, is_several=is_several)
    return f"({said})" if isinstance(part, Joined) else said


class _Reader:
    """Goes along the words of an XPath; each method reads one thing and stands behind it."""

    def __init__(self, text: str, ids: Mapping[str, str]) -> None:
        self._words, self._at, self._ids = [], 0, ids
        at, end = 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found:
                raise NotValid(f"“{text[at:].strip()[:40]}” cannot be said as a condition")
            self._words.append(found[1])
            at = found.end()

    @property
    def here(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def any_of(self, *, depth: int) -> Condition:
        if depth > MOST_DEPTH:
            raise NotValid("it has brackets within brackets beyond reason")
        return self._joined("or", lambda: self._joined("and", lambda: self._one(depth=depth)))

    def _joined(self, word: str, read: Callable[[], Condition]) -> Condition:
        parts = [read()]
        while self._takes(word):
            parts.append(read())
        return Joined(word, tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, *, depth: int) -> Condition:
        if self._takes("not"):
            return Not(self._in_brackets(depth=depth))
        if self.here == "(":
            return self._in_brackets(depth=depth)
        if self._takes("selected"):
            self._wants("(")
            question = self._question()
            self._wants(",")
            code = self._literal()
            self._wants(")")
            return Chosen(question, (code,))
        return self._compared()

    def _in_brackets(self, *, depth: int) -> Condition:
        self._wants("(")
        inner = self.any_of(depth=depth + 1)
        self._wants(")")
        return inner

    def _compared(self) -> Condition:
        question = self._question()
        differs = self._takes("!=")
        if not differs:
            self._wants("=")
        code = self._literal()
        found: Condition = Chosen(question, (code,)) if code else Not(Answered(question))
        if not differs:
            return found
        return found.of if isinstance(found, Not) else Not(found)

    def _question(self) -> str:
        word = self.here
        if not word.startswith("${") or word[2:-1].strip() not in self._ids:
            raise NotValid(f"“{word[:40]}” is no question that was taken")
        self._at += 1
        return self._ids[word[2:-1].strip()]

    def _literal(self) -> str:
        word = self.here
        if not word or not (word[0] in "'\"" or word.lstrip("-").isdecimal()):
            raise NotValid(f"“{word[:40]}” is no answer")
        self._at += 1
        code = word.strip("'\"")
        if code and not plain_id(code):
            raise NotValid(f"“{code[:40]}” is no answer")
        return plain_id(code)

    def _takes(self, word: str) -> bool:
        is_there = self.here == word
        self._at += is_there
        return is_there

    def _wants(self, mark: str) -> None:
        if not self._takes(mark):
            raise NotValid(f"“{mark}” is missing in it")
