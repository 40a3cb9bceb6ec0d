"""The words around the questions in a language, with English in place of those that it lacks."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import escape, format_html

FALLBACK = "en"
HERE = Path(__file__).parent


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """Every sentence by language and name."""
    return tomllib.loads((HERE / "words.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Words:
    """The sentences of one language; templates write their names with _ in place of a hyphen.

    Attributes
    ----------
    language
        Which one.
    values
        What stands in the brackets of every sentence that has any.
    is_text
        Whether they go where no markup can be: into a title or an attribute.
    """

    language: str
    values: Mapping[str, object]
    is_text: bool = False

    def __getitem__(self, name: str) -> str:
        """The sentence of this name."""
        return self.say(name.replace("_", "-"))

    def say(self, name: str, **values: object) -> str:
        """A sentence; in markup, an English one among others says that it is English."""
        own = all_words().get(self.language, {})
        said = own.get(name) or all_words()[FALLBACK][name]
        filled = {**self.values, **values}
        if self.is_text:
            return said.format(**filled)
        safe = format_html(said, **filled) if filled else escape(said)
        if name in own or self.language == FALLBACK:
            return safe
        return format_html('<span lang="{}" dir="ltr">{}</span>', FALLBACK, safe)
