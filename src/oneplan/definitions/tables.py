"""Reads the files of definitions, which a person can read and correct, and checks them by a schema."""

import csv
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from oneplan.errors import NotValid


class Definition(BaseModel):
    """One entry of a file of definitions: nothing unknown may stand in it, and it never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Entry = TypeVar("Entry", bound=Definition)


def read_rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file of definitions with their line, without comments and empty fields."""
    numbered = enumerate(_text(name).splitlines(), start=1)
    lines = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    reader = csv.DictReader(line for _, line in lines)
    for (number, _), row in zip(lines[1:], reader, strict=True):
        yield number, {key: value for key, value in row.items() if value != ""}


def read_toml(name: str) -> dict[str, Any]:
    """A TOML file of definitions."""
    return tomllib.loads(_text(name))


def check_entry(kind: type[Entry], entry: dict[str, Any], *, place: str) -> Entry:
    """One entry, checked.

    Raises
    ------
    NotValid
        When it does not follow the schema: names the place and the field.
    """
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise NotValid(f"definitions/{place}, “{field}”: {first['msg']}.") from error


def _text(name: str) -> str:
    return files("oneplan.definitions").joinpath(name).read_text(encoding="utf-8")
