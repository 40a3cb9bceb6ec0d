"""Says the words around the questions on a page: safe in its markup, English where there are no others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import escape, format_html

from oneplan.listen.definition.around import OwnWords, find_sentence, keep_figures_together


@dataclass(frozen=True)
class Words:
    """The sentences of one language; templates write their names with _ in place of a hyphen.

    Attributes
    ----------
    language
        Which one.
    values
        What stands in the brackets of every sentence that has any.
    own
        Sentences of the questionnaire's own.
    is_text
        Whether they go where no markup can be: into a title or an attribute.
    """

    language: str
    values: Mapping[str, object] = field(default_factory=dict)
    own: OwnWords = field(default_factory=dict)
    is_text: bool = False

    def __getitem__(self, name: str) -> str:
        """The sentence of this name."""
        return self.say(name.replace("_", "-"))

    def say(self, name: str, **values: object) -> str:
        """A sentence; in markup, an English one among others says that it is English."""
        said, language = find_sentence(name, language=self.language, own=self.own)
        said = keep_figures_together(said)
        filled = {**self.values, **values}
        if self.is_text:
            return said.format(**filled)
        # Whoever wrote a questionnaire wrote words, and no markup; brackets outlive the escaping.
        words = escape(said)
        safe = format_html(words, **filled) if filled else words
        if language == self.language:
            return safe
        return format_html('<span lang="{}" dir="ltr">{}</span>', language, safe)
