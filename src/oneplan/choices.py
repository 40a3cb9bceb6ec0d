"""What a partnership decides for itself, in one file: its area, words, neighbours and thresholds."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from oneplan.errors import NotValid, OneplanError
from oneplan.words.area import Area, find_authority

FILE_NAME = "partnership.toml"


def _is_authority(name: str) -> str:
    try:
        find_authority(name)
    except OneplanError as error:
        raise ValueError(str(error)) from error
    return name


class _Choice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Words(_Choice):
    """What the plan and the partnership are called."""

    plan: str = Field(min_length=1, max_length=80)
    partnership: str = Field(min_length=1, max_length=120)
    people: str = "children and young people"


class Vision(_Choice):
    """The partnership's vision in its own words, and where it was agreed."""

    text: str = ""
    source: str = ""


class Levels(_Choice):
    """What this partnership calls the levels of its plan."""

    objective: str = "objective"
    pillar: str = "pillar"
    foundation: str = "foundation"
    priority: str = "priority"
    activity: str = "activity"


class Stage(_Choice):
    """A stage of life that measures belong to."""

    name: str
    ages: str


class Thresholds(_Choice):
    """When a gap counts as steadily wide, when it moves a lot, and how many neighbours make a mean."""

    steady_periods: int = Field(default=4, ge=1, le=20)
    steady_at_least: int = Field(default=3, ge=1, le=20)
    widest_part: int = Field(default=3, ge=2, le=10)
    moving_periods: int = Field(default=5, ge=3, le=20)
    moving_step: float = Field(default=0.25, gt=0, lt=1)
    least_neighbours: int = Field(default=5, ge=1, le=10)

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Thresholds":
        if self.steady_at_least > self.steady_periods:
            msg = "steady_at_least cannot be more than steady_periods"
            raise ValueError(msg)
        return self


class Compared(_Choice):
    """The choices that comparisons depend on, apart from the words."""

    neighbours: Literal["2025", "2021"] = "2025"
    thresholds: Thresholds = Thresholds()


class DirectoryOfHelp(_Choice):
    """Where the directory of help is, what its own words mean, and what counts as near."""

    address: str = ""
    """Where its services are listed; empty where it is loaded from a file."""
    levels: Mapping[str, Literal["universal", "early", "specialist"]] = Field(default_factory=dict)
    """The level of help that each of the directory's own words stands for."""
    within_km: float = Field(default=3.0, gt=0, le=100)


class Choices(_Choice):
    """All that a partnership decides for itself."""

    area: Annotated[str, AfterValidator(_is_authority)]
    neighbours: Literal["2025", "2021"] = "2025"
    demonstration: str = ""
    contact: str = ""
    plans: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)], ...] = ()
    """The folders of its plans, the one in force first."""
    words: Words
    vision: Vision = Vision()
    levels: Levels = Levels()
    stages: Mapping[Literal["starting-well", "growing-well", "being-well"], Stage]
    thresholds: Thresholds = Thresholds()
    directory: DirectoryOfHelp = DirectoryOfHelp()
    policies: Mapping[str, Mapping[str, bool | int | float]] = Field(default_factory=dict)
    """Where it withholds more than a policy of the gate does: the gate refuses what would be laxer."""

    @property
    def compared(self) -> Compared:
        """What comparisons depend on."""
        return Compared(neighbours=self.neighbours, thresholds=self.thresholds)


def read_choices(path: Path) -> Choices:
    """Read a partnership's choices; where there is no file, those of the default partnership.

    Raises
    ------
    NotValid
        When the file is no TOML, or a choice is not possible: names the file and the choice.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else _packaged("default_partnership.toml")
        return Choices.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise NotValid(
            f"{path} is not readable as TOML: {error}. Correct the line, or remove the file."
        ) from error
    except UnicodeDecodeError as error:
        raise NotValid(f"{path} is not a text in UTF-8. Save it again as UTF-8.") from error
    except ValidationError as error:
        raise NotValid(f"{path}, {_first(error.errors()[0])}") from error


def _first(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"“{place}”: {message}{'' if message.endswith(('.', '?')) else '.'}"


def write_choices(path: Path, *, area: Area | None = None) -> None:
    """Write a file of choices for an area, or for the default partnership; an existing file is never
    overwritten.

    Raises
    ------
    NotValid
        When there is a file already.
    """
    if area is None:
        text = _packaged("default_partnership.toml")
    else:
        text = Template(_packaged("new_partnership.toml")).substitute(area=area.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise NotValid(f"{path} exists. Change the area in it, or remove it and start again.") from error


def _packaged(name: str) -> str:
    return files("oneplan").joinpath(name).read_text(encoding="utf-8")
