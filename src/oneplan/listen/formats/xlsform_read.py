"""Reads an XLSForm: one that was written here gives the same questionnaire again, others as far as we can."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import WAYS_OUT
from oneplan.listen.definition.wording import EVERY
from oneplan.listen.formats.spreadsheet import read_xlsx
from oneplan.listen.formats.strange_xlsform import take_strange
from oneplan.listen.formats.taken import Taken, take
from oneplan.listen.formats.xlsform import (
    OPTIONS,
    SCALE,
    VERSION,
    constraint_of,
    filter_of,
    relevant_of,
)
from oneplan.listen.formats.xpath import question_id

Row = Mapping[str, str]
_COLUMN = re.compile(r"(?:media::)?(label|hint|audio)::.*\(([A-Za-z0-9-]+)\)")
_BESIDE = re.compile(r"(label|hint|audio)__([A-Za-z0-9.-]+)__([A-Za-z0-9-]+)")
_WORDED = (_COLUMN, _BESIDE, re.compile(r"(?:label|hint|audio)_for__[A-Za-z0-9-]+"))
_OURS = frozenset({"versions", "topics", "scales", "words"})
_CHOICE = frozenset({"list_name", "name"})
_QUESTION = frozenset(
    {
        "type",
        "name",
        "relevant",
        "constraint",
        "choice_filter",
        "topic",
        "ask_if",
        "versions",
        "sensitivity",
        "outcomes",
        "lineage",
        "lineage_of",
        "lineage_why",
        "without",
    }
)


_AROUND = frozenset({"language", "name", "says"})


def read_xlsform(data: bytes, *, name: str) -> Taken:
    """Read a questionnaire from the bytes of an XLSForm.

    Parameters
    ----------
    data
        The file, as XLSX.
    name
        What it is called, for the sentences that say what is wrong.

    Returns
    -------
    Taken
        The questionnaire; and of a form that was not written by oneplan, everything that has no place in it.

    Raises
    ------
    NotValid
        When it cannot be read, or no questionnaire comes of it.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> from oneplan.listen.formats.xlsform import write_xlsform
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> read_xlsform(write_xlsform(asked), name="form.xlsx") == Taken(asked)
    True
    """
    sheets = read_xlsx(data, name=name)
    if not sheets.get("survey"):
        raise NotValid(f"{name} has no sheet “survey” with questions. Is it an XLSForm?")
    if not set(sheets) >= _OURS:
        return take_strange(sheets, name=name)
    about = _first(sheets.get("settings", []), name=name)
    language = _code_of(about.get("default_language", ""))
    choices = _choices(sheets.get("choices", []), language=language)
    built = {
        "id": about.get("form_id", ""),
        "title": about.get("form_title", ""),
        "wave": about.get("version", ""),
        "note": about.get("note", ""),
        "language": language,
        "languages": {row.get("code", ""): _language(row) for row in sheets.get("languages", [])},
        "plan": about.get("plan", ""),
        "versions": {row.get("id", ""): _version(row, name=name) for row in sheets["versions"]},
        "topics": {row.get("id", ""): row.get("name", "") for row in sheets["topics"]},
        "scales": {
            row.get("id", ""): {
                "name": row.get("name", ""),
                "codes": choices.get(f"{SCALE}{row.get('id', '')}", []),
            }
            for row in sheets["scales"]
        },
        **{row.get("what", ""): _wording(row, "label", language=language) for row in sheets["words"]},
        "words": _around(sheets.get("around", [])),
        "questions": [
            _question(row, choices, language=language, name=name)
            for row in sheets["survey"]
            if row.get("name") != VERSION
        ],
    }
    for sheet, columns in (
        ("survey", _QUESTION),
        ("choices", _CHOICE),
        ("words", {"what"}),
        ("around", _AROUND),
    ):
        _check_columns(sheets.get(sheet, []), known=columns, place=f"{name}, sheet {sheet}")
    taken = take(built, name=name)
    _check_agreement(sheets["survey"], taken, name=name)
    return taken


def _check_columns(rows: Sequence[Row], *, known: Collection[str], place: str) -> None:
    """Nothing that somebody wrote into the form is dropped without a word."""
    for column in dict.fromkeys(column for row in rows for column in row):
        if column not in known and not any(one.fullmatch(column) for one in _WORDED):
            raise NotValid(f"{place}: nothing is known of a column {column[:60]}. Take it out.")


def _check_agreement(rows: Sequence[Row], taken: Taken, *, name: str) -> None:
    """What a form says twice, for other tools and for us, was changed in both places or in none."""
    known = {question.id: question for question in taken.asked.questions}
    for row in rows:
        question = known.get(question_id(row.get("name", "")))
        if question is None:
            continue
        for column, ours, said in (
            ("relevant", "ask_if and versions", relevant_of(taken.asked, question)),
            ("constraint", "lowest, highest and without", constraint_of(question)),
            ("choice_filter", "without", filter_of(question)),
        ):
            if row.get(column, "") != said:
                raise NotValid(
                    f"{name}, question {question.id}: {column} and {ours} do not say the same. Change "
                    f"{ours}, and write “{said}” into {column}."
                )


def _question(
    row: Row, choices: Mapping[str, list[dict[str, Any]]], *, language: str, name: str
) -> dict[str, Any]:
    id_ = question_id(row.get("name", ""))
    kind, _, listed = row.get("type", "").partition(" ")
    built: dict[str, Any] = {
        "id": id_,
        "topic": row.get("topic", ""),
        "kind": {"integer": "number", "text": "text", "select_multiple": "several"}.get(kind, kind),
        "asks": _wording(row, "label", language=language),
        "versions": row.get("versions", "").split(),
        "ask_if": row.get("ask_if", ""),
        "sensitivity": row.get("sensitivity", ""),
        "outcomes": row.get("outcomes", "").split(),
        "audio": _texts(row, "audio", language=language),
        "lineage": {
            "is": row.get("lineage", ""),
            "of": row.get("lineage_of", ""),
            "why": row.get("lineage_why", ""),
        },
        "without": row.get("without", "").split(),
    }
    if kind == "select_one":
        built["kind"] = "scale" if listed.startswith(SCALE) else "one"
    if any(column.startswith(("hint::", "hint__")) for column in row):
        built["hint"] = _wording(row, "hint", language=language)
    if built["kind"] == "scale":
        built["scale"] = listed.removeprefix(SCALE)
    elif built["kind"] in ("one", "several"):
        if listed != f"{OPTIONS}{id_}":
            raise NotValid(f"{name}, question {id_}: its list is called {OPTIONS}{id_}. Call it so again.")
        built["options"] = choices.get(listed, [])
    if built["kind"] == "number":
        limits = re.fullmatch(r"\. >= (\d{1,6}) and \. <= (\d{1,6})", row.get("constraint", ""))
        if not limits:
            raise NotValid(f"{name}, question {id_}: write “. >= 0 and . <= 10” into constraint.")
        built["lowest"], built["highest"] = int(limits[1]), int(limits[2])
    return built


def _choices(rows: Sequence[Row], *, language: str) -> dict[str, list[dict[str, Any]]]:
    lists: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.get("name") not in WAYS_OUT:
            says = _wording(row, "label", language=language)
            lists.setdefault(row.get("list_name", ""), []).append({"code": row.get("name", ""), "says": says})
    return lists


def _wording(row: Row, what: str, *, language: str) -> dict[str, Any]:
    columns = [_COLUMN.fullmatch(column) or _BESIDE.fullmatch(column) for column in row]
    codes = dict.fromkeys(
        found[2] if found.re is _COLUMN else found[3] for found in columns if found and found[1] == what
    )
    translations = {code: _texts(row, what, language=code) for code in codes if code != language}
    return {"says": _texts(row, what, language=language), "translations": translations}


def _texts(row: Row, what: str, *, language: str) -> dict[str, str]:
    """The words of one language, by version."""
    said = {}
    for column, text in row.items():
        found = _COLUMN.fullmatch(column)
        if found and found[1] == what and found[2] == language:
            said[row.get(f"{what}_for__{language}", EVERY)] = text
    for column, text in row.items():
        found = _BESIDE.fullmatch(column)
        if found and found[1] == what and found[3] == language:
            said[found[2]] = text
    return said


def _version(row: Row, *, name: str) -> dict[str, Any]:
    try:
        built: dict[str, Any] = {
            "name": row.get("name", ""),
            "years": [int(year) for year in row.get("years", "").split()],
            "words_a_minute": int(row.get("words_a_minute", "")),
            "most_minutes": int(row.get("most_minutes", "")),
        }
        return built | ({"reading_age": int(row["reading_age"])} if "reading_age" in row else {})
    except ValueError as error:
        said = f"{name}, sheet versions, {row.get('id', '')}: years and numbers are whole numbers."
        raise NotValid(f"{said} Correct them.") from error


def _language(row: Row) -> dict[str, Any]:
    direction = row.get("direction", "left-to-right")
    return {
        "name": row.get("name", ""),
        "direction": direction,
        "sample": row.get("sample") == "yes",
        "title": row.get("title", ""),
    }


def _around(rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        words.setdefault(row.get("language", ""), {})[row.get("name", "")] = row.get("says", "")
    return words


def _first(rows: Sequence[Row], *, name: str) -> Row:
    if len(rows) != 1:
        raise NotValid(f"{name}, sheet settings: one row is needed, with form_id and form_title.")
    return rows[0]


def _code_of(language: str) -> str:
    return language.rpartition("(")[2].rstrip(")").strip() or "en"
