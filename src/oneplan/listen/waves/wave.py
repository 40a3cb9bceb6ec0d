"""A wave of the survey: whom it asks, in which versions, and whether it is open."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from oneplan.errors import NotFound, NotValid
from oneplan.listen.waves.places import LISTENING, about_file, is_wave_id, wave_folder

Name = Annotated[str, Field(min_length=1, max_length=200)]
SchoolId = Annotated[str, Field(min_length=1, max_length=40)]
State = Literal["draft", "open", "closed"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Kept):
    """Those who get one kind of card: a school, a school year and a version of the questionnaire."""

    school: SchoolId
    year: Annotated[int, Field(ge=1, le=14)]
    version: Name


class Wave(_Kept):
    """One time of asking.

    Attributes
    ----------
    id, title
        What it is called in addresses, and by people.
    versions, languages
        The versions of the questionnaire that are asked, and the languages that pupils may choose, the
        questionnaire's own first.
    special
        The versions in which questions of the sensitivity “special” may be asked, as the checklist allows.
    opens, closes
        What pupils and schools are told; a person opens and closes it, and no clock does.
    state
        Answers are taken only while it is open.
    schools, contacts
        The names of the schools, and the adult of each whom a child can talk to, by the school's id.
    demonstration
        Whether it is made up, which every page then says.
    """

    id: Name
    title: Name
    versions: Annotated[tuple[Name, ...], Field(min_length=1)]
    languages: Annotated[tuple[Name, ...], Field(min_length=1)]
    special: tuple[Name, ...] = ()
    opens: date
    closes: date
    state: State = "draft"
    schools: Annotated[dict[SchoolId, Name], Field(min_length=1)]
    contacts: dict[SchoolId, Name] = Field(default_factory=dict)
    demonstration: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> "Wave":
        if not is_wave_id(self.id):
            raise ValueError(f"“{self.id}” is no name for a wave; use small letters, figures and hyphens")
        if self.closes < self.opens:
            raise ValueError("it closes before it opens; correct one of the dates")
        if strange := sorted(set(self.special) - set(self.versions)):
            raise ValueError(f"special names “{strange[0]}”, which is not one of its versions; take it out")
        if strange := sorted(set(self.contacts) - set(self.schools)):
            raise ValueError(f"contacts names the school “{strange[0]}”, which is not in schools; add it")
        return self


def read_wave(home: Path, wave: str) -> Wave:
    """Read what a wave is.

    Raises
    ------
    NotFound
        When there is no such wave.
    NotValid
        When its file is damaged: names the file and the place in it.
    """
    path = about_file(home, wave)
    try:
        return Wave.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"There is no wave “{wave}”. Choose one of those in {home / LISTENING}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        says = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
        raise NotValid(f"{path}, {place or 'the whole file'}: {says}.") from error


def write_wave(home: Path, wave: Wave) -> Path:
    """Write what a wave is, in one step, so that nobody reads half of it."""
    path = about_file(home, wave.id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(wave.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def list_waves(home: Path) -> Iterator[str]:
    """The ids of the waves in a partnership's folder, in the order of their names."""
    folder = home / LISTENING
    if folder.is_dir():
        names = sorted(path.name for path in folder.iterdir() if is_wave_id(path.name))
        yield from (name for name in names if (wave_folder(home, name) / "wave.json").is_file())
