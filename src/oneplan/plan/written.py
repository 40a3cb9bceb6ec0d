"""Writes the parts of a plan as TOML that a person can read and correct: one entry a block."""

# Written here rather than by a library: the order, the empty lines and one form for each value are what makes
# two exports of one plan the same to the byte.
import json
from collections.abc import Iterator, Mapping
from typing import Any

Entry = Mapping[str, Any]


def write_entries(part: str, entries: list[Entry]) -> str:
    """All entries of one part, each as a block of its own."""
    return "\n".join("\n".join([f"[[{part}]]", *_lines(entry, under=part)]) + "\n" for entry in entries)


def write_entry(entry: Entry) -> str:
    """One entry that stands alone in its file."""
    return "\n".join(_lines(entry, under="")) + "\n"


def _lines(entry: Entry, *, under: str) -> Iterator[str]:
    tables = {name: value for name, value in entry.items() if isinstance(value, Mapping)}
    for name, value in sorted(entry.items(), key=_id_and_name_first):
        if name not in tables:
            yield f"{name} = {_value(value)}"
    for name, value in tables.items():
        place = f"{under}.{name}" if under else name
        # A table that holds nothing but tables needs no heading of its own.
        heading = (
            [] if value and all(isinstance(one, Mapping) for one in value.values()) else ["", f"[{place}]"]
        )
        yield from (*heading, *_lines(value, under=place))


def _id_and_name_first(named: tuple[str, object]) -> int:
    return {"id": 0, "name": 1}.get(named[0], 2)


def write_figure(value: float) -> str:
    """A figure as people write it: 60 and not 60.0, and the shortest digits that read back the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    whole = int(value)
    return str(whole) if whole == value and abs(whole) < 10**15 else repr(value)


def _value(value: object) -> str:
    if isinstance(value, bool | int | float):
        return write_figure(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    # A TOML string is written like a JSON string, but for one letter that JSON leaves as it is.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
