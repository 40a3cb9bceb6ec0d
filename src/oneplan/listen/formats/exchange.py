"""Reads and writes questionnaires in every format that is understood, by the ending of the file's name."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from oneplan.errors import NotFound, NotReachable, NotValid
from oneplan.listen.definition.files import read_bytes
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.formats.limesurvey import read_lss
from oneplan.listen.formats.surveyjs import read_surveyjs
from oneplan.listen.formats.taken import Taken
from oneplan.listen.formats.xlsform import write_xlsform
from oneplan.listen.formats.xlsform_read import read_xlsform
from oneplan.listen.formats.yaml_file import write_yaml

MOST_BYTES = 20_000_000


def _read_yaml(data: bytes, *, name: str) -> Taken:
    return Taken(read_bytes(data, name=name))


READERS: Mapping[str, Callable[..., Taken]] = {
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".xlsx": read_xlsform,
    ".json": read_surveyjs,
    ".lss": read_lss,
}
WRITERS: Mapping[str, Callable[[Questionnaire], bytes]] = {
    ".yaml": write_yaml,
    ".yml": write_yaml,
    ".xlsx": write_xlsform,
}


def read_any(path: Path) -> Taken:
    """Read a questionnaire from YAML, an XLSForm (.xlsx), SurveyJS (.json) or LimeSurvey (.lss).

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it cannot be read, or no questionnaire comes of it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise NotValid(f"{path.name} ends in none of {', '.join(READERS)}. Export it as one of these.")
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Name a questionnaire.")
    with path.open("rb") as opened:
        # One more than any reader takes: each says itself what is too large.
        return reader(opened.read(MOST_BYTES + 1), name=path.name)


def write_any(asked: Questionnaire, path: Path) -> Path:
    """Write a questionnaire as YAML or as an XLSForm; a file that is there already is left alone.

    Raises
    ------
    NotValid
        When the format cannot be written, or the file is there.
    NotReachable
        When the folder cannot be written to.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise NotValid(f"{path.name} ends in none of {', '.join(WRITERS)}, which can be written.")
    written = writer(asked)
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        raise NotValid(f"{path} is there already. Name another file, or remove it.") from error
    except OSError as error:
        raise NotReachable(f"{path} cannot be written ({error.strerror}). Name another folder.") from error
    with os.fdopen(opened, "wb") as file:
        file.write(written)
    return path
