"""A plan as a folder of readable text files, read and written whole or not at all."""

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
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
_KNOWN = {f"{part}.toml" for part in ("plan", *LISTS)}


def read_plan(folder: Path) -> Plan:
    """Read a plan from a folder with plan.toml and a file for each of its other parts.

    Raises
    ------
    NotFound
        When there is no plan in the folder.
    NotValid
        When the files cannot be taken as they stand: one sentence that names file, entry and field.
    """
    if not (folder / "plan.toml").is_file():
        raise NotFound(f"There is no plan in {folder.name}: it has no plan.toml.")
    _check_no_other_part(folder)
    parts = {part: _read_part(folder, part) for part in ("plan", *LISTS)}
    given = parts.pop("plan")
    for part in LISTS:
        if part in given:
            raise NotValid(
                f"{folder.name}/plan.toml, {part}: it has a file of its own, {part}.toml; move it."
            )
    try:
        return Plan.model_validate(
            {**given, **{part: _entries(folder, part, read) for part, read in parts.items()}}
        )
    except ValidationError as error:
        raise NotValid(_say(error, folder=folder, parts={"plan": given, **parts})) from error


def write_plan(plan: Plan, folder: Path) -> None:
    """Write a plan into a folder: a new one, or one that holds a plan and nothing else.

    Writing the same plan twice changes nothing, not even when the files were last written.

    Raises
    ------
    NotValid
        When the folder holds anything else, which would be lost.
    """
    texts = to_texts(plan)
    if folder.exists():
        _check_only_a_plan(folder)
        if {path.name: path.read_bytes() for path in folder.iterdir()} == texts:
            return
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(made, texts)
        _put_in_place(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def to_texts(plan: Plan) -> dict[str, bytes]:
    """The files of a plan by their names."""
    entry = plan.model_dump(mode="json", exclude_defaults=True)
    lists = {part: entry.pop(part) for part in LISTS if part in entry}
    texts = {"plan.toml": write_entry(entry)}
    texts |= {f"{part}.toml": write_entries(part, entries) for part, entries in lists.items() if entries}
    return {name: text.encode() for name, text in texts.items()}


def _check_no_other_part(folder: Path) -> None:
    """A mistyped name must not leave a part of the plan out."""
    other = sorted(path.name for path in folder.glob("*.toml") if path.name not in _KNOWN)
    if other:
        named = ", ".join(f"{part}.toml" for part in ("plan", *LISTS))
        raise NotValid(f"{folder.name}/{other[0]} is no part of a plan. The parts are {named}.")


def _read_part(folder: Path, part: str) -> dict[str, Any]:
    path = folder / f"{part}.toml"
    place = f"{folder.name}/{path.name}"
    if path.is_symlink():
        raise NotValid(f"{place} leads elsewhere. Put the file itself there.")
    if not path.exists():
        return {}
    if not path.is_file():
        raise NotValid(f"{place} is no file. Put the file itself there.")
    if path.stat().st_size > MOST_BYTES:
        raise NotValid(
            f"{place} is larger than {MOST_BYTES:,} bytes. Leave out what is not part of the plan."
        )
    try:
        data = path.read_bytes()
        _check_reasonable(data, place=place)
        return tomllib.loads(data.decode("utf-8"))
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


def _entries(folder: Path, part: str, read: Mapping[str, Any]) -> Any:  # noqa: ANN401 - checked by the model
    unknown = sorted(set(read) - {part})
    if unknown:
        raise NotValid(
            f"{folder.name}/{part}.toml, {unknown[0]}: only [[{part}]] may stand here. Correct it."
        )
    return read.get(part, [])


def _say(error: ValidationError, *, folder: Path, parts: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Fault):
        return f"{folder.name}/{cause.part}.toml, {cause.entry}, {cause.field}: {cause.says}."
    place = [str(step) for step in first["loc"]]
    says = str(first["msg"]).removeprefix("Value error, ")
    if place and place[0] in LISTS:
        entry = _name_entry(parts[place[0]], place[0], place[1:2])
        named = ", ".join(part for part in (entry, ".".join(place[2:])) if part)
        return f"{folder.name}/{place[0]}.toml, {named}: {says}."
    return f"{folder.name}/plan.toml, {'.'.join(place)}: {says}."


def _name_entry(read: Mapping[str, Any], part: str, place: list[str]) -> str:
    """The entry's id where it has one, else its number, counted from 1."""
    if not place:
        return "the whole file"
    entry = read[part][int(place[0])]
    id_ = entry.get("id") if isinstance(entry, Mapping) else None
    return id_[:60] if isinstance(id_, str) and id_ else f"entry {int(place[0]) + 1}"


def _check_only_a_plan(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        raise NotValid(f"{folder.name} is no folder of its own. Choose another place for the plan.")
    other = sorted(path.name for path in folder.iterdir() if path.name not in _KNOWN or path.is_symlink())
    if other:
        raise NotValid(f"{folder.name} holds {other[0]}, which is no part of a plan. Choose another folder.")


def _fill(folder: Path, texts: Mapping[str, bytes]) -> None:
    for name, text in texts.items():
        with (folder / name).open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def _put_in_place(made: Path, folder: Path) -> None:
    """The new folder takes the place of the old one, which is kept until then."""
    if not folder.exists():
        made.rename(folder)
        return
    old = made.with_name(f"{made.name}-before")
    folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
