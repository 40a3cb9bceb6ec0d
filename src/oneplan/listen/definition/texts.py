"""Reads YAML as plain mappings, lists and texts, within limits, and refuses whatever else it can hold."""

import re
from typing import TYPE_CHECKING, Any

import yaml

from oneplan.errors import NotValid

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 1_000_000
MOST_PIECES = 100_000
MOST_DEPTH = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_yaml(data: bytes, *, name: str) -> Any:  # noqa: ANN401 - checked by the model
    """Read a text in YAML: mappings, lists, texts, whole numbers, true, false and null.

    What is not quoted is a text unless it is a whole number, `true`, `false` or `null`: `yes`, `no` and `on`
    stay the words that they are, and so do days. Aliases, tags, keys that stand twice, and more than one
    document are refused.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        What it is called, for errors to name.

    Raises
    ------
    NotValid
        When it cannot be taken as it stands: one sentence that names file and line.

    Examples
    --------
    >>> read_yaml(b"code: no\\nyears: [4, 6]", name="small.yaml")
    {'code': 'no', 'years': [4, 6]}
    """
    if len(data) > MOST_BYTES:
        raise NotValid(f"{name} is larger than {MOST_BYTES:,} bytes. Divide the questionnaire.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotValid(f"{name} is not a text in UTF-8. Save it again as UTF-8.") from error
    try:
        return _Builder(text, name=name).build()
    except yaml.YAMLError as error:
        raise NotValid(f"{name}{_line_of(error)}: {_problem(error)}. Correct the line.") from error


class _Builder:
    """Builds values from the parser's events, so that nothing is made before it was looked at."""

    def __init__(self, text: str, *, name: str) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._name, self._pieces, self._line = name, 0, 1

    def build(self) -> Any:  # noqa: ANN401
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise self._no("there is nothing in it", "Write a questionnaire")
        built = self._value(self._next(), depth=0)
        self._next()
        if not isinstance(self._next(), yaml.StreamEndEvent):
            raise self._no("a second document begins with ---", "Keep one questionnaire to a file")
        return built

    def _next(self) -> Any:  # noqa: ANN401
        event = next(self._events)
        self._line = event.start_mark.line + 1
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise self._no(f"it has more than {MOST_PIECES:,} pieces", "Divide the questionnaire")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._no("it has an alias (& or *)", "Write the words out, or put them in quotes")
        if getattr(event, "tag", None):
            raise self._no(f"it has a tag ({event.tag[:40]})", "Take it out, or put the text in quotes")
        return event

    def _value(self, event: Any, *, depth: int) -> Any:  # noqa: ANN401
        if depth > MOST_DEPTH:
            raise self._no("it has lists within lists beyond reason", "Write plain entries")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        return (self._list if isinstance(event, yaml.SequenceStartEvent) else self._mapping)(depth=depth + 1)

    def _list(self, *, depth: int) -> list[Any]:
        built = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            built.append(self._value(event, depth=depth))
        return built

    def _mapping(self, *, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._no("a list stands where a name must", "Write a name, a colon and what it is")
            if event.value in built:
                raise self._no(f"“{event.value[:60]}” stands there twice", "Take one of them out")
            built[event.value] = self._value(self._next(), depth=depth)
        return built

    def _no(self, what: str, do: str) -> NotValid:
        return NotValid(f"{self._name}, line {self._line}: {what}. {do}.")


def _scalar(event: yaml.ScalarEvent) -> str | int | bool | None:
    if event.style:
        return str(event.value)
    if event.value in _PLAIN:
        return _PLAIN[event.value]
    return int(event.value) if _WHOLE.fullmatch(event.value) else str(event.value)


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    """What the parser says; a tab is what most people stumble over, and it does not name it."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML")
    if "\\t" in problem or "tab" in problem or "cannot start any token" in problem:
        return "a line does not begin as it should; where it begins with a tab, use spaces"
    return f"it is not readable as YAML ({problem})"
