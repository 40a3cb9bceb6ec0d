"""What is said to a pupil: in each version of the questionnaire, and in each language."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from oneplan.listen.definition.conditions import WORDS

EVERY = "all"
"""Stands for all versions that have no words of their own."""
_TURNS_TEXT_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_readable(text: str) -> str:
    """Refuses letters that hide or turn round others; joiners stay, which some scripts need."""
    for letter in text:
        hides = unicodedata.category(letter) in {"Cc", "Co", "Cs", "Zl", "Zp"} and letter != "\n"
        if hides or letter in _TURNS_TEXT_ROUND:
            raise ValueError(f"it holds a letter that cannot be seen (U+{ord(letter):04X}); take it out")
    return text


def _is_no_word_of_ours(name: str) -> str:
    if name in WORDS:
        raise ValueError(f"“{name}” is a word of the conditions; choose another id")
    return name


Id = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*$", max_length=60),
    AfterValidator(_is_no_word_of_ours),
]
"""A stable id: letters and figures, with hyphens or dots between."""
Text = Annotated[str, Field(min_length=1, max_length=1500), AfterValidator(_is_readable)]
TextOrNone = Annotated[str, Field(max_length=1500), AfterValidator(_is_readable)]
IdOrNone = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*)?$", max_length=60)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", max_length=20)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(?:mp3|m4a|ogg)$", max_length=100)]


def _for_every(given: object) -> object:
    """One text alone is the text of all versions."""
    return {EVERY: given} if isinstance(given, str) else given


Said = Annotated[
    Mapping[Id, Text],
    BeforeValidator(_for_every, json_schema_input_type=Mapping[str, str] | str),
    Field(min_length=1, max_length=20),
]
"""One text for all versions, or a text for each; `all` is for those that have none of their own."""
Audio = Annotated[
    Mapping[Id, FileName],
    BeforeValidator(_for_every, json_schema_input_type=Mapping[str, str] | str),
    Field(max_length=20),
]
"""The name of a sound file, or one for each version."""


class Part(BaseModel):
    """A part of a questionnaire: nothing unknown may stand in it, and it never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Wording(Part):
    """Words in each version, and their translations; where there are none, the words can stand alone."""

    says: Said
    """In the questionnaire's own language: one text, or one for each version."""
    translations: Annotated[Mapping[Language, Said], Field(max_length=50)] = Field(default_factory=dict)
    """The same in other languages, by language code."""

    @model_validator(mode="before")
    @classmethod
    def _may_be_short(cls, given: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        is_long = not isinstance(given, str) and not (isinstance(given, Mapping) and "says" not in given)
        return given if is_long else {"says": given}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """The short forms are as good as the long one."""
        texts = {"type": "object", "additionalProperties": {"type": "string"}}
        return {"anyOf": [{"type": "string"}, texts, handler(core_schema)]}

    def in_version(self, version: str, *, language: str = "") -> str:
        """The words of a version, else those of all; nothing where there are none."""
        said = self.translations.get(language, {}) if language else self.says
        return said.get(version, said.get(EVERY, ""))
