"""Reads how records are described: what their columns are and how they are said, from one TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oneplan.cells.cells import Characteristic
from oneplan.cells.declaring import Answer, Missing, Outcome
from oneplan.cells.records import Records
from oneplan.errors import NotFound, NotValid


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DescribedCharacteristic(_Described):
    """A column whose levels are crossed with others, and how each level is said."""

    column: str
    levels: tuple[str, ...] | None = None
    words: dict[str, str] = {}


class DescribedOutcome(_Described):
    """An outcome, the answers that count as a case, how it is said, and whether more of it is wanted."""

    name: str
    column: str = ""
    cases: tuple[Answer, ...] | None = None
    words: str = ""
    good: bool = False
    asked_of: dict[str, tuple[Answer, ...]] | None = None


class Description(_Described):
    """What a person wrote about a file of records; see the reference of files."""

    title: str = Field(min_length=1, max_length=160)
    said: str = ""
    synthetic: bool = False
    school: str = ""
    weight: str = ""
    wave: str = ""
    identifier: str = ""
    prefer_not: tuple[Answer, ...] = ("Prefer not to say",)
    not_asked: tuple[Answer, ...] = ("Not asked",)
    characteristic: tuple[DescribedCharacteristic, ...] = Field(min_length=1)
    outcome: tuple[DescribedOutcome, ...] = Field(min_length=1)

    @property
    def phrases(self) -> dict[str, str]:
        """Words for levels and outcomes, as findings are said in."""
        levels = {
            f"{one.column}={level}": words
            for one in self.characteristic
            for level, words in one.words.items()
        }
        return levels | {one.name: one.words for one in self.outcome if one.words}

    @property
    def good(self) -> tuple[str, ...]:
        """Outcomes of which more is wanted."""
        return tuple(one.name for one in self.outcome if one.good)


def read_description(path: Path) -> Description:
    """Read a description.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is not TOML, or does not follow the schema: names the field.
    """
    try:
        return check_description(tomllib.loads(path.read_text("utf-8")), place=path.name)
    except FileNotFoundError as error:
        raise NotFound(
            f"There is no {path}. Write one that says what the columns of the records are."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotValid(f"{path.name} is not TOML: {error}. Correct it and read it again.") from error


def check_description(written: dict[str, Any], *, place: str) -> Description:
    """Check a description.

    Raises
    ------
    NotValid
        When it does not follow the schema.
    """
    try:
        return Description.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise NotValid(f"{place}, “{field}”: {first['msg']}.") from error


def describe_records(
    path: Path,
    description: Description,
    *,
    characteristics: tuple[str, ...] = (),
    outcomes: tuple[str, ...] = (),
    wave: Answer | None = None,
) -> Records:
    """The records of a file as they are described, or only some of their characteristics and outcomes.

    Raises
    ------
    NotFound
        When a column is not in the file.
    NotValid
        When the records cannot be counted as they are described.
    """
    wanted = [
        one for one in description.characteristic if not characteristics or one.column in characteristics
    ]
    asked = [one for one in description.outcome if not outcomes or one.name in outcomes]
    records = Records(
        path,
        characteristics=[
            Characteristic(one.column, one.levels, ordered=True) if one.levels else one.column
            for one in wanted
        ],
        outcomes=[
            Outcome(one.name, cases=one.cases, column=one.column, asked_of=one.asked_of) for one in asked
        ],
        school=description.school or None,
        weight=description.weight or None,
        wave=description.wave or None,
        identifier=description.identifier or None,
        missing=Missing(prefer_not=description.prefer_not, not_asked=description.not_asked),
    )
    return records if wave is None else records.in_wave(wave)
