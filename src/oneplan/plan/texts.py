"""A plan as texts, one a file: the one reader and the one writer, wherever the texts are kept."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from oneplan.errors import NotFound, NotValid
from oneplan.plan.frame import Plan
from oneplan.plan.hanging import Fault
from oneplan.plan.written import write_entries, write_entry

LISTS = (
    "levels",
    "sources",
    "statements",
    "objectives",
    "themes",
    "principles",
    "evidence",
    "organisations",
    "roles",
    "boards",
    "activities",
    "indicators",
    "measures",
    "values",
    "targets",
    "forecasts",
    "voices",
    "meetings",
    "decisions",
    "updates",
    "strategies",
    "documents",
    "retired",
    "lineage",
    "links",
)
"""The parts that have a file of their own; all else stands in plan.toml."""
MOST_BYTES = 2_000_000
MOST_ENTRIES = 50_000
MOST_DOTS = 50
"""Outside of texts, in one line: more is a name of many parts, over which Python's reader sits for hours."""
_TEXT = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
NAMES = tuple(f"{part}.toml" for part in ("plan", *LISTS))
"""The files that a plan can have."""


def read_texts(texts: Mapping[str, bytes], *, name: str) -> Plan:
    """Read a plan from the texts of its files, from a folder, an archive or an upload.

    Parameters
    ----------
    texts
        The bytes of each file by its name, such as `plan.toml` and `themes.toml`.
    name
        What the plan's folder is called, for errors to name.

    Raises
    ------
    NotFound
        When there is no plan among the texts.
    NotValid
        When they cannot be taken as they stand: one sentence that names file, entry and field.

    Examples
    --------
    >>> from oneplan.plan.shelf import read_plans
    >>> (plan,) = read_plans(["one-plan-2024-30"])
    >>> read_texts(to_texts(plan), name=plan.id) == plan
    True
    """
    if "plan.toml" not in texts:
        raise NotFound(f"There is no plan in {name}: it has no plan.toml.")
    if other := sorted(set(texts) - set(NAMES)):
        raise NotValid(f"{name}/{other[0][:60]} is no part of a plan. The parts are {', '.join(NAMES)}.")
    parts = {
        part: _read_text(texts.get(f"{part}.toml", b""), place=f"{name}/{part}.toml")
        for part in ("plan", *LISTS)
    }
    given = parts.pop("plan")
    for part in LISTS:
        if part in given:
            raise NotValid(f"{name}/plan.toml, {part}: it has a file of its own, {part}.toml; move it.")
    lists = {part: _entries(read, part, place=f"{name}/{part}.toml") for part, read in parts.items()}
    try:
        return Plan.model_validate({**given, **lists})
    except ValidationError as error:
        raise NotValid(_say(error, name=name, parts={"plan": given, **parts})) from error


def to_texts(plan: Plan) -> dict[str, bytes]:
    """The files of a plan by their names."""
    entry = plan.model_dump(mode="json", exclude_defaults=True)
    lists = {part: entry.pop(part) for part in LISTS if part in entry}
    texts = {"plan.toml": write_entry(entry)}
    texts |= {f"{part}.toml": write_entries(part, entries) for part, entries in lists.items() if entries}
    return {name: text.encode() for name, text in texts.items()}


def _read_text(data: bytes, *, place: str) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise NotValid(
            f"{place} is larger than {MOST_BYTES:,} bytes. Leave out what is not part of the plan."
        )
    try:
        _check_reasonable(data, place=place)
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotValid(f"{place} is not a text in UTF-8. Save it again as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise NotValid(f"{place} is not readable as TOML: {error}. Correct the line.") from error
    except RecursionError as error:
        raise NotValid(f"{place} has brackets within brackets beyond reason. Write plain entries.") from error


def _check_reasonable(data: bytes, *, place: str) -> None:
    """Refuse what no plan holds and what would keep us busy, before it is read."""
    if data.count(b"{") + data.count(b"[[") > MOST_ENTRIES:
        raise NotValid(f"{place} has more than {MOST_ENTRIES:,} entries. Divide the plan.")
    for number, line in enumerate(data.splitlines(), start=1):
        if line.count(b".") > MOST_DOTS and _TEXT.sub(b"", line).count(b".") > MOST_DOTS:
            raise NotValid(f"{place}, line {number}: it has a name of too many parts. Write plain entries.")


def _entries(read: Mapping[str, Any], part: str, *, place: str) -> Any:  # noqa: ANN401 - checked by the model
    unknown = sorted(set(read) - {part})
    if unknown:
        raise NotValid(f"{place}, {unknown[0][:60]}: only [[{part}]] may stand here. Correct it.")
    return read.get(part, [])


def _say(error: ValidationError, *, name: str, parts: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Fault):
        return f"{name}/{cause.part}.toml, {cause.entry}, {cause.field}: {cause.says}."
    place = [str(step) for step in first["loc"]]
    says = str(first["msg"]).removeprefix("Value error, ")
    if place and place[0] in LISTS:
        entry = _name_entry(parts[place[0]], place[0], place[1:2])
        named = ", ".join(part for part in (entry, ".".join(place[2:])) if part)
        return f"{name}/{place[0]}.toml, {named}: {says}."
    return f"{name}/plan.toml, {'.'.join(place)}: {says}."


def _name_entry(read: Mapping[str, Any], part: str, place: list[str]) -> str:
    """The entry's id where it has one, else its number, counted from 1."""
    if not place:
        return "the whole file"
    entry = read[part][int(place[0])]
    id_ = entry.get("id") if isinstance(entry, Mapping) else None
    return id_[:60] if isinstance(id_, str) and id_ else f"entry {int(place[0]) + 1}"
