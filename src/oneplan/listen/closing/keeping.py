"""Writes a closed wave beside what the wave is, whole or not at all, and reads it again."""

import os
from pathlib import Path

import polars as pl

from oneplan.errors import NotReachable, NotValid
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.columns import SYNTHETIC, schema_of
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.places import wave_folder
from oneplan.listen.waves.wave import Wave

MADE_UP = "Made up, for a demonstration. No child gave these answers; nothing in them is true of a child."


def closed_file(home: Path, wave: str) -> Path:
    """The answers of a closed wave."""
    return wave_folder(home, wave) / "closed.parquet"


def response_file(home: Path, wave: str) -> Path:
    """How many took part, by school, year and version."""
    return wave_folder(home, wave) / "response.csv"


def write_closed(closed: Closed, *, home: Path, wave: Wave) -> None:
    """Write response and answers, each in one step, and only after both have been read back and compared.

    The answers come last: where their file is, everything is.

    Raises
    ------
    NotReachable
        When the disk is full or may not be written to, or gives back something else than it got.
    """
    labels = {"wave": wave.id, **({SYNTHETIC: MADE_UP} if wave.demonstration else {})}
    response, answers = response_file(home, wave.id), closed_file(home, wave.id)
    drafts = [path.with_name(path.name + ".new") for path in (response, answers)]
    try:
        for draft in drafts:
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
        closed.response.write_csv(drafts[0])
        closed.frame.write_parquet(drafts[1], metadata=labels)
        for draft in drafts:
            _keep(draft)
        found = Closed(closed.asked, pl.read_parquet(drafts[1]), _read_response(drafts[0]))
        if not (found.frame.equals(closed.frame) and found.response.equals(closed.response)):
            raise NotReachable("The disk gave back other answers than were written. Try again elsewhere.")
        drafts[0].replace(response)
        drafts[1].replace(answers)
        _keep(answers.parent)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise NotReachable(
            f"The closed wave cannot be written ({error}). Make room in {answers.parent} and close it "
            "again; nothing was lost."
        ) from error


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
        raise NotValid(f"{path.name} is not readable as the file of a closed wave ({error}).") from error
    wanted = dict(schema_of(asked))
    found = {name: kind for name, kind in frame.schema.items() if name != SYNTHETIC}
    if found != wanted:
        strange = sorted(set(found) ^ set(wanted)) or [name for name in wanted if found[name] != wanted[name]]
        raise NotValid(
            f"{path.name} does not belong to the questionnaire {asked.id}: the column “{strange[0]}” is not "
            "in both. Name the questionnaire with which the wave was opened."
        )
    return frame


def _read_response(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, schema=RESPONSE)


def _keep(path: Path) -> None:
    """See that a file or folder is on disk before anything else is done."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
