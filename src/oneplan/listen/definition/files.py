"""Reads a questionnaire from a file or from bytes, whole or not at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from oneplan.errors import NotFound, NotValid
from oneplan.listen.definition.questionnaire import Fault, Questionnaire
from oneplan.listen.definition.texts import MOST_BYTES, read_yaml

PACKAGED = Path(__file__).parents[2] / "definitions" / "questionnaires"
"""The questionnaires that come with oneplan."""
_HAS_ENTRIES_WITH_IDS = "questions"


def read_questionnaire(file: Path) -> Questionnaire:
    """Read a questionnaire from a YAML file.

    Parameters
    ----------
    file
        Its path.

    Returns
    -------
    Questionnaire
        All of it, in the order in which it is asked.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it cannot be taken as it stands: one sentence that names file, question and field.

    Examples
    --------
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> list(asked.versions)
    ['primary', 'secondary', 'post-16', 'easy-read']
    """
    if not file.is_file():
        raise NotFound(f"There is no file {file}. Name a questionnaire, which is a file in YAML.")
    with file.open("rb") as opened:
        # One more than may be there: the reader says that it is too large.
        return read_bytes(opened.read(MOST_BYTES + 1), name=file.name)


def read_bytes(data: bytes, *, name: str) -> Questionnaire:
    """Read a questionnaire from the bytes of its file, as they come with an upload.

    Raises
    ------
    NotValid
        When it cannot be taken as it stands: one sentence that names file, question and field.
    """
    read = read_yaml(data, name=name)
    if not isinstance(read, dict):
        raise NotValid(f"{name} is no questionnaire. Begin it with `id:` and a name.")
    try:
        return Questionnaire.model_validate(read)
    except ValidationError as error:
        raise NotValid(_say(error, name=name, read=read)) from error


def _say(error: ValidationError, *, name: str, read: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Fault):
        where = f"question {cause.question}, {cause.field}" if cause.question else cause.field
        return f"{name}, {where}: {cause.says}."
    place = [str(step) for step in first["loc"]]
    says = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    if place[:1] == [_HAS_ENTRIES_WITH_IDS] and len(place) > 1:
        question = _name_of(read[_HAS_ENTRIES_WITH_IDS][int(place[1])], number=int(place[1]) + 1)
        place = [question, ".".join(place[2:])]
    else:
        place = [".".join(place)]
    return f"{name}, {', '.join(filter(None, place)) or 'the whole file'}: {says}."


def _name_of(entry: object, *, number: int) -> str:
    """The question's id where it has one, else its number, counted from 1."""
    id_ = entry.get("id") if isinstance(entry, Mapping) else None
    return f"question {id_[:60]}" if isinstance(id_, str) and id_ else f"question number {number}"
