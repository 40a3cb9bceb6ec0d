"""Writes a closed wave beside what the wave is, whole or not at all, and reads it again."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from oneplan.errors import NotReachable, NotValid
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.columns import SYNTHETIC, schema_of
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.places import wave_folder
from oneplan.listen.waves.wave import Wave

ROWS_A_PART: Final = 4096
"""How many pupils are read at once where all are; the file is laid out so too."""
MADE_UP = "Made up, for a demonstration. No child gave these answers; nothing in them is true of a child."


def closed_file(home: Path, wave: str) -> Path:
    """The answers of a closed wave."""
    return wave_folder(home, wave) / "closed.parquet"


def response_file(home: Path, wave: str) -> Path:
    """How many took part, by school, year and version."""
    return wave_folder(home, wave) / "response.csv"


def write_closed(
    frames: Iterable[pl.DataFrame], *, asked: Questionnaire, response: pl.DataFrame, home: Path, wave: Wave
) -> None:
    """Write response and answers, each in one step, and only after both have been read back and compared.

    The answers come in parts, and no more than a few parts are held at once. They are moved into their place
    last: where their file is, everything is.

    Raises
    ------
    NotReachable
        When the disk is full or may not be written to, or gives back something else than it got.
    """
    places = response_file(home, wave.id), closed_file(home, wave.id)
    drafts = [path.with_name(path.name + ".new") for path in places]
    try:
        for draft in drafts:
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
        response.write_csv(drafts[0])
        written = _write_parts(frames, drafts[1], asked=asked, wave=wave)
        for draft in drafts:
            _keep(draft)
        found = [part.hash_rows() for part in read_parts(drafts[1])]
        if [*chain(*found)] != written or not _read_response(drafts[0]).equals(response):
            raise NotReachable("The disk gave back other answers than were written. Try again elsewhere.")
        for draft, path in zip(drafts, places, strict=True):
            draft.replace(path)
        _keep(places[0].parent)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise NotReachable(
            f"The closed wave cannot be written ({error}). Make room in {places[0].parent} and close it "
            "again; nothing was lost."
        ) from error


def _write_parts(
    frames: Iterable[pl.DataFrame], path: Path, *, asked: Questionnaire, wave: Wave
) -> list[int]:
    """Write the parts into one file; a number for each row, by which it is known again."""
    rows: list[int] = []

    def take(*_: object) -> Iterator[pl.DataFrame]:
        for frame in frames:
            rows.extend(frame.hash_rows())
            yield frame

    labels = {"wave": wave.id, **({SYNTHETIC: MADE_UP} if wave.demonstration else {})}
    coming = register_io_source(take, schema=schema_of(asked, synthetic=wave.demonstration))
    coming.sink_parquet(path, metadata=labels, row_group_size=ROWS_A_PART)
    return rows


def read_parts(path: Path) -> Iterator[pl.DataFrame]:
    """The answers of a closed wave in their order, some thousand pupils at a time."""
    file = pl.scan_parquet(path)
    pupils = file.select(pl.len()).collect().item()
    for first in range(0, pupils, ROWS_A_PART):
        yield file.slice(first, ROWS_A_PART).collect()


def count_closed(home: Path, wave: Wave, *, asked: Questionnaire) -> int:
    """Read a closed wave from its first row to its last, without holding it, and say how many pupils it has.

    Raises
    ------
    NotValid
        When the file is not the one that was written, or belongs to another questionnaire.
    """
    path = closed_file(home, wave.id)
    try:
        _check_schema(pl.read_parquet_schema(path), path=path, asked=asked)
        return sum(part.height for part in read_parts(path))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path, error) from error


def read_closed(home: Path, wave: Wave, *, asked: Questionnaire) -> Closed:
    """Read a closed wave.

    Raises
    ------
    NotValid
        When the file is not the one that was written, or belongs to another questionnaire.
    """
    path = closed_file(home, wave.id)
    frame = read_answers(path, asked=asked)
    return Closed(asked, frame, _read_response(response_file(home, wave.id)))


def read_answers(path: Path, *, asked: Questionnaire) -> pl.DataFrame:
    """Read the answers of a closed wave from its file, and see that they belong to the questionnaire.

    Raises
    ------
    NotValid
        When it is no such file, or belongs to another questionnaire.
    """
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path, error) from error
    _check_schema(frame.schema, path=path, asked=asked)
    return frame


def _unreadable(path: Path, error: Exception) -> NotValid:
    return NotValid(f"{path.name} is not readable as the file of a closed wave ({error}).")


def _check_schema(schema: Mapping[str, pl.DataType], *, path: Path, asked: Questionnaire) -> None:
    wanted = dict(schema_of(asked))
    found = {name: kind for name, kind in schema.items() if name != SYNTHETIC}
    if found != wanted:
        strange = sorted(set(found) ^ set(wanted)) or [name for name in wanted if found[name] != wanted[name]]
        raise NotValid(
            f"{path.name} does not belong to the questionnaire {asked.id}: the column “{strange[0]}” is not "
            "in both. Name the questionnaire with which the wave was opened."
        )


def _read_response(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, schema=RESPONSE)


def _keep(path: Path) -> None:
    """See that a file or folder is on disk before anything else is done."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
