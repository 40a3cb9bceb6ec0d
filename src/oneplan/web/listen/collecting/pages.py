"""Renders every page of a wave with Django's templates, once for each version, language and state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString

from oneplan.listen.definition.around import NUMBERS_OF_HELP, OwnWords, keep_figures_together
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Kind, Question
from oneplan.listen.definition.wording import Wording
from oneplan.listen.waves.wave import Wave
from oneplan.web.listen.collecting.files import address_of
from oneplan.web.listen.collecting.filling import Page, Places
from oneplan.web.listen.collecting.tongues import Tongue, tongue_of, tongues_of
from oneplan.web.listen.collecting.wording import Words

Notice = Literal["", "wrong", "stale"]
_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])
_BOXES: Mapping[Kind, str] = {"one": "radios", "scale": "radios"}
_MOST_PAGES = 10_000


@dataclass(frozen=True)
class Text:
    """Words with the attributes that say in which language they are, where it is not that of the page."""

    text: str
    attributes: SafeString


@dataclass(frozen=True)
class Box:
    """One answer to tick."""

    id: str
    code: str
    text: str
    attributes: SafeString
    checked: str


@dataclass(frozen=True)
class Told:
    """A page that says something, and perhaps leads on."""

    title: str
    heading: str
    paragraphs: tuple[str, ...]
    to: str = ""
    link: str = ""
    help: bool = False
    forgets: bool = False
    """Whether the tab forgets what it could not send, since nobody will want it any more."""


class Pages:
    """The pages of one wave."""

    def __init__(self, asked: Questionnaire, wave: Wave) -> None:
        self.asked, self.wave = asked, wave
        self.question = lru_cache(_MOST_PAGES)(self._question)
        self.named = lru_cache(_MOST_PAGES)(self._named)
        self.told = lru_cache(_MOST_PAGES)(self._told)
        self.contact = lru_cache(_MOST_PAGES)(self._contact)

    @cached_property
    def tongues(self) -> Mapping[str, Tongue]:
        """The languages that pupils can choose, the questionnaire's own first."""
        return tongues_of(self.asked, self.wave.languages)

    def words(self, language: str) -> Words:
        """The words around the questions, in a language."""
        return Words(language, own=self.asked.words)

    @cached_property
    def sounds(self) -> frozenset[str]:
        """The sound files that its questions name."""
        return frozenset(name for question in self.asked.questions for name in question.audio.values())

    def _question(self, version: str, language: str, id_: str, notice: Notice) -> Page:
        """The page of one question."""
        question = self.asked.by_id[id_]
        kind = _BOXES.get(question.kind, "checkboxes")
        boxes = list(self._boxes(question, version=version, language=language))
        ways_out = self.asked.ways_out_of(question)
        is_text = question.kind == "text"
        safeguarding = self._safeguarding(version, language) if is_text else ""
        hint = self._text(question.hint, version=version, language=language)
        described = [
            name
            for name, is_there in (
                ("hint", hint.text),
                ("safe", is_text),
                ("wrong", notice == "wrong"),
            )
            if is_there
        ]
        audio = question.audio.get(version) or question.audio.get("all", "")
        shown = {
            "asks": self._text(question.asks, version=version, language=language),
            "audio": f"/survey/audio/{self.wave.id}/{audio}" if audio else "",
            "choices": [box for box in boxes if box.code not in ways_out],
            "described": " ".join(described),
            "first": boxes[0].id if question.kind not in ("text", "number") and boxes else "given",
            "hint": hint,
            "id": id_,
            "kind": kind,
            "safeguarding": keep_figures_together(safeguarding),
            "says_who_helps": all(number in safeguarding for number in NUMBERS_OF_HELP),
            "text": is_text,
            "type": "radio" if kind == "radios" else "checkbox",
            "ways_out": [box for box in boxes if box.code in ways_out],
        }
        return self._render("question", version=version, language=language, notice=notice, shown=shown)

    def _safeguarding(self, version: str, language: str) -> str:
        """What the questionnaire says before a free text in this language, where it says anything."""
        wording = self.asked.safeguarding
        is_own = language == self.asked.language
        return wording.in_version(version, language="" if is_own else language) if wording else ""

    def _named(self, name: str, version: str, language: str, notice: Notice) -> Page:
        """A page that is the same for every question: `start`, `about`, `end`, `stop`, `done`, `hidden`."""
        its = self.asked.languages.get(language)
        title = (
            Text(its.title, SafeString()) if its and its.title else Text(self.wave.title, self._own(language))
        )
        languages = list(self.tongues.values()) if len(self.tongues) > 1 else []
        shown = {"is_first": language == self.asked.language, "languages": languages, "title": title}
        return self._render(name, version=version, language=language, notice=notice, shown=shown)

    def _told(self, name: str, version: str, language: str) -> Page:
        """A page that says one thing."""
        shown = {"told": told(name, self.words(language))}
        return self._render("told", version=version, language=language, notice="", shown=shown)

    def _contact(self, school: str, language: str) -> Mapping[str, str]:
        """The adult at a school, within a line and as a paragraph of its own."""
        name = self.wave.contacts.get(school, "")
        if not name:
            return {}
        is_turned = self._tongue(language).direction == "rtl"
        isolated = format_html("<bdi>{}</bdi>", name) if is_turned else name
        line = self.words(language).say("worry-contact", contact=isolated)
        return {"contact": line, "paragraph": format_html("<p>{}</p>", line)}

    def _tongue(self, language: str) -> Tongue:
        return self.tongues.get(language) or tongue_of(self.asked.language)

    def _boxes(self, question: Question, *, version: str, language: str) -> Iterator[Box]:
        places = Places()
        choices = {choice.code: choice.says for choice in self.asked.choices_of(question)}
        every = {**choices, **self.asked.ways_out_of(question)}
        for number, (code, says) in enumerate(every.items(), start=1):
            said = self._text(says, version=version, language=language)
            yield Box(f"answer-{number}", code, said.text, said.attributes, places[f"checked:{code}"])

    def _text(self, wording: Wording | None, *, version: str, language: str) -> Text:
        if wording is None:
            return Text("", SafeString())
        if language != self.asked.language and (said := wording.in_version(version, language=language)):
            return Text(said, SafeString())
        return Text(wording.in_version(version), self._own(language))

    def _own(self, language: str) -> SafeString:
        """For words in the questionnaire's own language on a page in another."""
        if language == self.asked.language:
            return SafeString()
        return format_html(' lang="{}" dir="ltr"', self.asked.language)

    def _render(
        self, name: str, *, version: str, language: str, notice: Notice, shown: Mapping[str, Any]
    ) -> Page:
        tongue = self._tongue(language)
        held = self.asked.versions.get(version) if language == self.asked.language else None
        around = {
            "demonstration": self.wave.demonstration,
            "direction": tongue.direction,
            "notice": notice,
            "years": held.name if held else "",
        }
        return render(name, language=tongue.code, shown={**around, **shown}, own=self.asked.words)


def told(name: str, words: Words) -> Told:
    """What a page says that has nothing but paragraphs."""
    names, to, link, has_help = _TOLD[name]
    heading = words.say(f"{name}-title")
    return Told(
        title=Words(words.language, own=words.own, is_text=True).say(f"{name}-title"),
        heading=heading,
        paragraphs=tuple(words.say(each) for each in names),
        to=to,
        link=words.say(link) if link else "",
        help=has_help,
        forgets=name in _LAST,
    )


_LAST = frozenset({"closed", "no", "kept", "deleted", "origin"})
_TOLD: Mapping[str, tuple[tuple[str, ...], str, str, bool]] = {
    "closed": (("closed-text",), "", "", True),
    "no": (("no-text", "no-else", "no-mind"), "/survey/", "no-again", False),
    "kept": (("kept-text",), "/survey/", "no-again", True),
    "deleted": (("deleted-text",), "/survey/", "done-clear", True),
    "paused": (("paused-text",), "", "", False),
    "busy": (("busy-text",), "", "", False),
    "not-saved": (("busy-text", "busy-answer"), "", "", False),
    "lost": (("lost-text",), "/survey/next/", "lost-go", False),
    "origin": (("origin-text",), "/survey/", "no-again", False),
}


def render(name: str, *, language: str, shown: Mapping[str, Any], own: OwnWords | None = None) -> Page:
    """A page around which no wave is needed."""
    places, words = Places(), own or {}
    in_sentences = {one: places[one] for one in ("number", "all")}
    around = {
        "direction": tongue_of(language).direction,
        "icon": address_of("icon.svg"),
        "language": language,
        "place": places,
        "plain": Words(language, own=words, is_text=True),
        "script": address_of("survey.js"),
        "sheet": address_of("survey.css"),
        "words": Words(language, in_sentences, own=words),
    }
    template = _ENGINE.get_template(f"collecting/{name}.html")
    return Page(template.render(Context({**around, **shown})))
