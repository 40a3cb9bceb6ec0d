"""Takes the questions of a LimeSurvey file (.lss), and lists what has no place in a questionnaire."""

import re
from collections.abc import Mapping, Sequence

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import Condition
from oneplan.listen.formats.marked_up import walk_xml
from oneplan.listen.formats.taken import Building, Option, Taken, Words
from oneplan.listen.formats.xpath import outside_strings, read_xpath

MOST_BYTES, MOST_ROWS = 10_000_000, 50_000
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
_YES_NO = (("Y", {"": "Yes"}), ("N", {"": "No"}))
_FIVE = tuple((str(step), {"": str(step)}) for step in range(1, 6))
_FIXED: Mapping[str, Sequence[Option]] = {
    "Y": _YES_NO,
    "G": (("F", {"": "Female"}), ("M", {"": "Male"})),
    "5": _FIVE,
    "A": _FIVE,
    "B": tuple((str(step), {"": str(step)}) for step in range(1, 11)),
    "C": (("Y", {"": "Yes"}), ("U", {"": "Uncertain"}), ("N", {"": "No"})),
    "E": (("I", {"": "Increase"}), ("S", {"": "Same"}), ("D", {"": "Decrease"})),
}
_KINDS = {
    **dict.fromkeys("L!OYG", "one"),
    **dict.fromkeys("MP", "several"),
    **dict.fromkeys("STU", "text"),
    "N": "number",
    "5": "scale",
}
_ARRAYS = "FABCEH"
_NAME = re.compile(r"\b([A-Za-z]\w*)\b(?:\.(?:NAOK|value|shown)\b)?(?!\s*\()")
_TICKED = re.compile(r"\$\{(\w+)\}\s*(?:!=|=)\s*(?:\"Y\"|'Y')")
_KNOWN_WORDS = frozenset({"and", "or", "not"})


def read_lss(data: bytes, *, name: str) -> Taken:
    """Read a questionnaire from a LimeSurvey file: lists, several choices, arrays, numbers and texts.

    Raises
    ------
    NotValid
        When it is no such file, declares entities, or holds no question that can be taken.
    """
    if len(data) > MOST_BYTES:
        raise NotValid(f"{name} is larger than {MOST_BYTES:,} bytes. A questionnaire needs far less.")
    tables = _tables(data, name=name)
    if not tables.get("questions"):
        raise NotValid(f"{name} holds no questions. Is it a LimeSurvey survey, exported as .lss?")
    own = next((row.get("language", "") for row in tables.get("surveys", ())), "")
    titles = _in_languages(
        tables.get("surveys_languagesettings", ()), "surveyls_title", own=own, by="surveyls_language"
    )
    building = Building(title=titles.get("", ""), id_=name.rpartition(".")[0])
    reader = _Survey(tables, own=own)
    for question in reader.questions():
        reader.take(question, building)
    for part in sorted(set(tables) & {"quota", "conditions", "assessments", "question_attributes"}):
        building.leave_out(f"The part {part} of the file was left out.")
    return building.taken(name=name)


class _Survey:
    """The tables of the file, with what belongs to one question found by its number."""

    def __init__(self, tables: Tables, *, own: str) -> None:
        self._tables, self._own = tables, own
        self._ticks: dict[str, tuple[str, str]] = {}

    def questions(self) -> list[Row]:
        """The questions in their order, each once."""
        groups = {row.get("gid", ""): _number(row, "group_order") for row in self._tables.get("groups", ())}
        first: dict[str, Row] = {}
        for row in self._tables["questions"]:
            if row.get("parent_qid", "0") in ("", "0"):
                first.setdefault(row.get("qid", ""), row)
        return sorted(
            first.values(),
            key=lambda row: (groups.get(row.get("gid", ""), 0), _number(row, "question_order")),
        )

    def take(self, row: Row, building: Building) -> None:
        """Take one question, or each row of an array."""
        kind, title, qid = row.get("type", ""), row.get("title", ""), row.get("qid", "")
        if not kind or (kind not in _KINDS and kind not in _ARRAYS):
            building.leave_out(
                f"“{title[:60]}” was left out: LimeSurvey's type “{kind[:3]}” has no place here."
            )
            return
        if row.get("other") == "Y":
            building.leave_out(f"“Other” of “{title[:60]}” was left out: give it an answer of its own.")
        building.topic = self._words("group", "gid", row.get("gid", ""), "group_name").get("", "")
        said = row.get("relevance", "").strip()
        ids = dict(building.ids)
        ask_if = building.condition(
            title, "" if said == "1" else said, read=lambda text: self._read(text, ids)
        )
        asks, hint = (
            self._words("question", "qid", qid, "question"),
            self._words("question", "qid", qid, "help"),
        )
        parts = [
            (one.get("title", ""), self._words("question", "qid", one.get("qid", ""), "question"))
            for one in self._below(qid)
        ]
        options = list(_FIXED.get(kind, ())) or self._answers(qid)
        if kind in _ARRAYS:
            for code, words in parts:
                whole = {
                    one: f"{text}: {words.get(one) or words.get('') or code}" for one, text in asks.items()
                }
                building.add(f"{title}_{code}", kind="scale", asks=whole, options=options, ask_if=ask_if)
            return
        if _KINDS[kind] == "several":
            options = parts
            self._ticks |= {f"{title}_{code}": (title, code) for code, _ in parts}
        building.add(title, kind=_KINDS[kind], asks=asks, hint=hint, options=options, ask_if=ask_if)

    def _below(self, qid: str) -> list[Row]:
        """The subquestions of a question, each once."""
        rows = (*self._tables.get("subquestions", ()), *self._tables["questions"])
        first = {row.get("qid", ""): row for row in reversed(rows) if row.get("parent_qid") == qid}
        return sorted(first.values(), key=lambda row: _number(row, "question_order"))

    def _answers(self, qid: str) -> list[Option]:
        rows = [row for row in self._tables.get("answers", ()) if row.get("qid") == qid]
        codes = dict.fromkeys(
            row.get("code", "") for row in sorted(rows, key=lambda row: _number(row, "sortorder"))
        )
        options: list[Option] = []
        for code in codes:
            of_code = [row for row in rows if row.get("code") == code]
            numbers = {row.get("aid", "") for row in of_code}
            told = [row for row in self._tables.get("answer_l10ns", ()) if row.get("aid") in numbers]
            options.append((code, _in_languages(told or of_code, "answer", own=self._own)))
        return options

    def _words(self, table: str, by: str, number: str, field: str) -> Words:
        """The words of a thing in every language: of its own table of languages, or of its rows."""
        told = [row for row in self._tables.get(f"{table}_l10ns", ()) if row.get(by) == number]
        rows = told or [
            row
            for name in (f"{table}s", f"sub{table}s")
            for row in self._tables.get(name, ())
            if row.get(by) == number
        ]
        return _in_languages(rows, field, own=self._own)

    def _read(self, text: str, ids: Mapping[str, str]) -> Condition:
        said = outside_strings(text, _in_xpath)
        said = _TICKED.sub(self._ticked, said)
        return read_xpath(said, ids=ids)

    def _ticked(self, found: re.Match[str]) -> str:
        if found[1] not in self._ticks:
            return found[0]
        question, code = self._ticks[found[1]]
        ticked = f"selected(${{{question}}}, '{code}')"
        return f"not({ticked})" if "!=" in found[0] else ticked


def _in_xpath(piece: str) -> str:
    named = _NAME.sub(lambda found: found[1] if found[1] in _KNOWN_WORDS else f"${{{found[1]}}}", piece)
    return named.replace("==", "=").replace("&&", " and ").replace("||", " or ")


def _tables(data: bytes, *, name: str) -> Tables:
    """Every table of the file: its rows, each with its fields."""
    tables: dict[str, list[dict[str, str]]] = {}
    path: list[str] = []
    count = 0

    def start(tag: str, _: Mapping[str, str]) -> None:
        nonlocal count
        path.append(tag)
        if len(path) == 4 and path[2:] == ["rows", "row"]:
            count += 1
            if count > MOST_ROWS:
                raise NotValid(f"{name} has more than {MOST_ROWS:,} rows. Export the survey without answers.")
            tables.setdefault(path[1], []).append({})

    def text(letters: str) -> None:
        if len(path) == 5 and path[2:4] == ["rows", "row"]:
            row = tables[path[1]][-1]
            row[path[4]] = row.get(path[4], "") + letters

    walk_xml(data, name=name, start=start, end=lambda _: path.__delitem__(-1), text=text)
    return tables


def _in_languages(rows: Sequence[Row], field: str, *, own: str, by: str = "language") -> Words:
    said = {("" if row.get(by, own) == own else row.get(by, "")): row.get(field, "") for row in rows}
    if said and "" not in said:
        said[""] = said.pop(next(iter(said)))
    return said


def _number(row: Row, field: str) -> int:
    value = row.get(field, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
