"""Turns the rows of a database into lines that any database can take back, and takes them back."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from oneplan.errors import NotValid

LEFT_OUT = frozenset({"django_session", "counts_count"})
"""Visits and counted tries: they are over when a backup is needed, and need not be kept a second time."""
AT_ONCE = 1000

Model = type[models.Model]

# A value of JSON itself goes in a wrapper too, so that nothing inside it can be taken for one of these.
TO_LINE: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: {"moment": value.astimezone(UTC).isoformat()},
    date: lambda value: {"day": value.isoformat()},
    time: lambda value: {"time": value.isoformat()},
    timedelta: lambda value: {"span": [value.days, value.seconds, value.microseconds]},
    Decimal: lambda value: {"decimal": str(value)},
    UUID: lambda value: {"uuid": str(value)},
    bytes: lambda value: {"bytes": base64.b64encode(value).decode()},
    memoryview: lambda value: {"bytes": base64.b64encode(bytes(value)).decode()},
    dict: lambda value: {"json": value},
    list: lambda value: {"json": value},
}
FROM_LINE: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda parts: timedelta(days=parts[0], seconds=parts[1], microseconds=parts[2]),
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": base64.b64decode,
    "json": lambda value: value,
}


def list_tables(apps: Apps) -> list[Model]:
    """Every table that is kept, by name."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }
    return [found[name] for name in sorted(found)]


def columns_of(model: Model) -> list[str]:
    """The columns of a table, in the order of its rows."""
    return [str(field.column) for field in model._meta.concrete_fields]


def write_rows(model: Model, connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """Every row as a line, in the order of its key."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(connection.alias).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps([_to_line(value) for value in row], ensure_ascii=False).encode() + b"\n"


def read_rows(model: Model, lines: Iterable[bytes], *, connection: BaseDatabaseWrapper) -> int:
    """Put rows into an empty table, and say how many there were."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in columns_of(model))
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - own names
    number, waiting = 0, iter(lines)

    def prepared(line: bytes) -> list[Any]:
        given = (_from_line(value) for value in json.loads(line))
        return [field.get_db_prep_save(value, connection) for field, value in zip(fields, given, strict=True)]

    with connection.cursor() as cursor:
        while some := list(islice(waiting, AT_ONCE)):
            cursor.executemany(statement, [prepared(line) for line in some])
            number += len(some)
    return number


def last_numbers(tables: Iterable[Model], connection: BaseDatabaseWrapper) -> dict[str, int]:
    """The last number that each table gave to a row, so that no number is given twice after a restore."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: int(number) for name, number in sorted(cursor.fetchall()) if number}
        found: dict[str, int] = {}
        for model in tables:
            sequence = _sequence(model, cursor)
            if sequence:
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - its own name
                for (number,) in cursor.fetchall():
                    found[model._meta.db_table] = int(number)
        return found


def go_on_from(numbers: dict[str, int], *, tables: Iterable[Model], connection: BaseDatabaseWrapper) -> None:
    """Let each table give its next row the number after the last that was ever given."""
    with connection.cursor() as cursor:
        for model in tables:
            name = model._meta.db_table
            if name not in numbers:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, numbers[name]]
                )
            elif sequence := _sequence(model, cursor):
                cursor.execute("SELECT setval(%s, %s)", [sequence, numbers[name]])


def _sequence(model: Model, cursor: Any) -> str | None:  # noqa: ANN401 - a cursor of either database
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return None
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', key.column])
    found: str | None = cursor.fetchone()[0]
    return found


def _to_line(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    writer = TO_LINE.get(type(value))
    if writer is None:
        raise NotValid(f"A backup cannot hold {type(value).__name__} yet. Tell whoever made this version.")
    return writer(value)


def _from_line(value: object) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    return FROM_LINE[kind](held)
