"""Takes the questions of a SurveyJS file, and lists what has no place in a questionnaire."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import Condition
from oneplan.listen.formats.taken import Building, Option, Taken, Words
from oneplan.listen.formats.xpath import outside_strings, read_xpath

MOST_BYTES, MOST_DEPTH = 5_000_000, 20
_KINDS = {
    "radiogroup": "one",
    "dropdown": "one",
    "boolean": "one",
    "checkbox": "several",
    "tagbox": "several",
    "rating": "scale",
    "text": "text",
    "comment": "text",
    "matrix": "scale",
}
_ALWAYS = frozenset({"type", "name", "title", "description", "visibleIf", "isRequired", "startWithNewLine"})
_ALSO: Mapping[str, frozenset[str]] = {
    "radiogroup": frozenset({"choices", "colCount"}),
    "dropdown": frozenset({"choices", "placeholder"}),
    "checkbox": frozenset({"choices", "colCount"}),
    "tagbox": frozenset({"choices", "placeholder"}),
    "boolean": frozenset({"labelTrue", "labelFalse"}),
    "rating": frozenset({"rateValues", "rateMin", "rateMax", "minRateDescription", "maxRateDescription"}),
    "text": frozenset({"inputType", "min", "max", "placeholder"}),
    "comment": frozenset({"rows", "placeholder"}),
    "matrix": frozenset({"rows", "columns"}),
}
_YES_NO: tuple[Option, ...] = (("yes", {"": "Yes"}), ("no", {"": "No"}))
_CONTAINS = re.compile(
    r"\{([^{}]+)\}\s*(?:contains|anyof|allof)\s*\[?\s*('[^']*'|\"[^\"]*\"|-?\d+)\s*\]?", re.IGNORECASE
)
_WORDS = (
    (re.compile(r"\bnotempty\b", re.IGNORECASE), "!= ''"),
    (re.compile(r"\bempty\b", re.IGNORECASE), "= ''"),
    (re.compile(r"<>|\bnotequal\b", re.IGNORECASE), "!="),
    (re.compile(r"==|\bequal\b", re.IGNORECASE), "="),
    (re.compile(r"\btrue\b", re.IGNORECASE), "'yes'"),
    (re.compile(r"\bfalse\b", re.IGNORECASE), "'no'"),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"!(?!=)"), " not"),
)


def read_surveyjs(data: bytes, *, name: str) -> Taken:
    """Read a questionnaire from a SurveyJS file: choices, ratings, matrices, texts and numbers.

    Raises
    ------
    NotValid
        When it is no such file, or holds no question that can be taken.

    Examples
    --------
    >>> file = b'{"elements": [{"type": "boolean", "name": "well", "title": "Do you sleep well?"}]}'
    >>> [question.id for question in read_surveyjs(file, name="survey.json").asked.questions]
    ['well']
    """
    survey = _read(data, name=name)
    building = Building(title=_words(survey.get("title")).get("", ""), id_=name.rpartition(".")[0])
    for page in _list(survey, "pages") or [survey]:
        if not isinstance(page, Mapping):
            raise NotValid(f"{name}, pages: a page is written in braces. Correct it.")
        building.topic = _words(page.get("title")).get("", "") if page is not survey else ""
        _take_all(page, building, conditions=(str(page.get("visibleIf", "")),), depth=0)
    for part in sorted(set(survey) - {"title", "pages", "elements", "questions", "locale", "logoPosition"}):
        building.leave_out(f"The part {part[:40]} of the file was left out.")
    return building.taken(name=name)


def _read(data: bytes, *, name: str) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        raise NotValid(f"{name} is larger than {MOST_BYTES:,} bytes. A questionnaire needs far less.")
    try:
        survey = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotValid(f"{name} is not readable as JSON. Export it again.") from error
    if not isinstance(survey, Mapping) or not {"pages", "elements", "questions"} & set(survey):
        raise NotValid(f"{name} has neither pages nor elements. Is it the JSON of a SurveyJS survey?")
    return survey


def _take_all(
    part: Mapping[str, Any], building: Building, *, conditions: tuple[str, ...], depth: int
) -> None:
    if depth > MOST_DEPTH:
        raise NotValid("Panels lie in each other beyond reason. Save the survey with fewer of them.")
    for element in _list(part, "elements") or _list(part, "questions"):
        if not isinstance(element, Mapping):
            building.leave_out("An element that is no question was left out.")
        elif element.get("type") == "panel":
            inner = (*conditions, str(element.get("visibleIf", "")))
            _take_all(element, building, conditions=inner, depth=depth + 1)
        else:
            _take(element, building, conditions=conditions)


def _take(element: Mapping[str, Any], building: Building, *, conditions: tuple[str, ...]) -> None:
    kind, name = str(element.get("type", "")), str(element.get("name", ""))
    if kind not in _KINDS:
        building.leave_out(
            f"“{name[:60]}” was left out: the type {kind[:30] or 'without name'} has no place here."
        )
        return
    for setting in sorted(set(element) - _ALWAYS - _ALSO[kind]):
        building.leave_out(f"The setting {setting[:40]} of “{name[:60]}” was left out.")
    said = " and ".join(f"({one})" for one in (*conditions, str(element.get("visibleIf", ""))) if one)
    ids = dict(building.ids)
    ask_if = building.condition(name, said, read=lambda text: _condition(text, ids))
    title = _words(element.get("title")) or {"": name}
    hint = _words(element.get("description"))
    if kind == "matrix":
        for row, words in _options(element, "rows"):
            asks = {
                code: f"{text}: {words.get(code) or words.get('') or row}" for code, text in title.items()
            }
            building.add(
                f"{name}-{row}", kind="scale", asks=asks, options=_options(element, "columns"), ask_if=ask_if
            )
        return
    is_number = kind == "text" and element.get("inputType") in ("number", "range")
    building.add(
        name,
        kind="number" if is_number else _KINDS[kind],
        asks=title,
        hint=hint,
        options=list(_answers(element, kind)),
        limits=(_whole(element.get("min"), or_=0), _whole(element["max"], or_=-1))
        if "max" in element
        else None,
        ask_if=ask_if,
    )


def _answers(element: Mapping[str, Any], kind: str) -> Iterator[Option]:
    if kind == "boolean":
        for (code, usual), label in zip(_YES_NO, ("labelTrue", "labelFalse"), strict=True):
            yield code, _words(element.get(label)) or usual
    elif kind == "rating" and not element.get("rateValues"):
        low, high = _whole(element.get("rateMin"), or_=1), _whole(element.get("rateMax"), or_=5)
        yield from ((str(step), {"": str(step)}) for step in range(low, min(high, low + 100) + 1))
    else:
        yield from _options(element, "rateValues" if kind == "rating" else "choices")


def _options(element: Mapping[str, Any], part: str) -> list[Option]:
    options: list[Option] = []
    for one in _list(element, part):
        code = one.get("value") if isinstance(one, Mapping) else one
        words = _words(one.get("text")) if isinstance(one, Mapping) else {}
        options.append((str(code), words or {"": str(code)}))
    return options


def _condition(text: str, ids: Mapping[str, str]) -> Condition:
    said = _CONTAINS.sub(r"selected({\1}, \2)", text)
    return read_xpath(outside_strings(said, _in_xpath), ids=ids)


def _in_xpath(piece: str) -> str:
    for pattern, word in _WORDS:
        piece = pattern.sub(word, piece)
    return piece.replace("{", "${")


def _words(given: object) -> Words:
    """A text, or one for each language; `default` is the survey's own."""
    if isinstance(given, str):
        return {"": given}
    if not isinstance(given, Mapping):
        return {}
    said = {str(code): str(text) for code, text in given.items()}
    own = said.pop("default", None) or said.pop("en", None)
    return {"": own, **said} if own else {}


def _list(part: Mapping[str, Any], name: str) -> Sequence[Any]:
    given = part.get(name)
    return given if isinstance(given, list) else []


def _whole(given: object, *, or_: int) -> int:
    try:
        return int(str(given))
    except ValueError:
        return or_
