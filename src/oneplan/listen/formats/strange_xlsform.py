"""Takes an XLSForm that was written for another tool, and lists what has no place in a questionnaire."""

import re
from collections.abc import Mapping, Sequence

from oneplan.listen.formats.taken import Building, Option, Taken, Words
from oneplan.listen.formats.xpath import read_xpath

Row = Mapping[str, str]
_KINDS = {
    "select_one": "one",
    "select_multiple": "several",
    "integer": "number",
    "int": "number",
    "text": "text",
    "string": "text",
}
_LIMITS = re.compile(r"\.\s*>=\s*(\d{1,6})\s+and\s+\.\s*<=\s*(\d{1,6})")
_LANGUAGE = re.compile(r"::\s*(.*)$")
_UNDERSTOOD = frozenset({"type", "name", "label", "hint", "relevant", "constraint"})


def take_strange(sheets: Mapping[str, Sequence[Row]], *, name: str) -> Taken:
    """The questions of another tool's form, for everybody."""
    settings = sheets["settings"][0] if sheets.get("settings") else {}
    own = settings.get("default_language", "")
    building = Building(
        title=settings.get("form_title", ""),
        id_=settings.get("form_id", ""),
        wave=settings.get("version", ""),
    )
    lists: dict[str, list[Option]] = {}
    for row in sheets.get("choices", []):
        listed = row.get("list_name", row.get("list name", ""))
        lists.setdefault(listed, []).append((row.get("name", ""), _words(row, "label", own=own)))
    conditions = [""]
    for row in sheets["survey"]:
        _take_row(row, building, lists=lists, conditions=conditions, own=own)
    return building.taken(name=name)


def _take_row(
    row: Row, building: Building, *, lists: Mapping[str, list[Option]], conditions: list[str], own: str
) -> None:
    kind, _, listed = row.get("type", "").replace("select one from ", "select_one ").partition(" ")
    if kind.startswith(("begin", "end")) or listed.startswith(("group", "repeat")):
        _take_group(row, building, conditions=conditions, own=own)
        return
    name = row.get("name", "")
    if kind not in _KINDS:
        if kind:
            building.leave_out(
                f"The row “{(name or kind)[:60]}” was left out: {kind[:30]} has no place here."
            )
        return
    for column in sorted({_LANGUAGE.sub("", column) for column in row} - _UNDERSTOOD):
        building.leave_out(f"The column {column[:40]} of “{name[:60]}” was left out.")
    limits = _LIMITS.fullmatch(row.get("constraint", "").strip())
    if row.get("constraint") and not (limits and _KINDS[kind] == "number"):
        building.leave_out(f"The constraint of “{name[:60]}” was left out: `{row['constraint'][:80]}`.")
    listed, _, other = listed.partition(" ")
    if other:
        building.leave_out(f"“{other[:30]}” of “{name[:60]}” was left out: give it an answer of its own.")
    said = " and ".join(f"({one})" for one in (*conditions, row.get("relevant", "")) if one.strip())
    ids = dict(building.ids)
    building.add(
        name,
        kind=_KINDS[kind],
        asks=_words(row, "label", own=own),
        hint=_words(row, "hint", own=own),
        options=lists.get(listed, []),
        limits=(int(limits[1]), int(limits[2])) if limits else None,
        ask_if=building.condition(name, said, read=lambda text: read_xpath(text, ids=ids)),
    )


def _take_group(row: Row, building: Building, *, conditions: list[str], own: str) -> None:
    """Groups are headings, and hand their condition down; what is repeated is asked once."""
    kind = row["type"].replace("_", " ")
    if kind.startswith("end"):
        if len(conditions) > 1:
            conditions.pop()
        building.topic = ""
        return
    building.topic = _words(row, "label", own=own).get("", "")
    conditions.append(row.get("relevant", ""))
    if "repeat" in kind:
        building.leave_out(f"“{row.get('name', '')[:60]}” is asked once, and not again and again.")


def _words(row: Row, what: str, *, own: str) -> Words:
    """The words of a row by language; the form's own where it says none, or its default one."""
    said: dict[str, str] = {}
    for column, text in row.items():
        head, _, language = column.partition("::")
        if head.strip() == what:
            code = language.rpartition("(")[2].rstrip(")").strip() if "(" in language else language.strip()
            said["" if language.strip() == own or not language else code] = text
    if said and "" not in said:
        said[""] = said.pop(next(iter(said)))
    return said
