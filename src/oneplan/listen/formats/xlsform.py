"""Writes a questionnaire as an XLSForm, which ODK, Kobo and others run, with nothing of ours lost in it."""

import re
from collections.abc import Iterator, Mapping

from oneplan.errors import NotValid
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.wording import EVERY, Wording
from oneplan.listen.formats.spreadsheet import write_xlsx
from oneplan.listen.formats.xpath import form_name, write_xpath

VERSION = "_version"
"""The first question of the form: which version it is; the others are asked by its answer."""
SCALE, OPTIONS = "scale_", "options_"
TYPES = {"one": "select_one", "scale": "select_one", "several": "select_multiple"}
_NAMING = re.compile(r"[^\W_]+")
"""Only letters and figures of a language's name stand in the heads of columns; the name has its own sheet."""
_ENGLISH = {"en": "English", "cy": "Cymraeg"}


def write_xlsform(asked: Questionnaire) -> bytes:
    """A questionnaire as the bytes of an XLSForm.

    The sheets survey, choices and settings are what every tool for XLSForms reads; columns and sheets beside
    them hold what such a tool does not know, so that `read_xlsform` gives the same questionnaire again.

    Raises
    ------
    NotValid
        Where a text holds `${`, which in an XLSForm would be another question's answer.
    """
    for question, field, wording in asked.wordings():
        for said in (wording.says, *wording.translations.values()):
            if any("${" in text for text in said.values()):
                raise NotValid(f"{question or asked.id}, {field}: “${{” is no plain text. Take it out.")
    languages = {asked.language: _ENGLISH.get(asked.language, asked.language)}
    languages |= {code: language.name for code, language in asked.languages.items()}
    named = {code: f"{' '.join(_NAMING.findall(name))} ({code})" for code, name in languages.items()}
    settings = {
        "form_title": asked.title,
        "form_id": asked.id,
        "version": asked.wave,
        "default_language": named[asked.language],
        "note": asked.note,
        "plan": asked.plan,
    }
    version = {"type": "select_one versions", "name": VERSION, f"label::{named[asked.language]}": "Version"}
    return write_xlsx(
        {
            "survey": [version, *(_question(asked, one, named=named) for one in asked.questions)],
            "choices": list(_choices(asked, named=named)),
            "settings": [settings],
            "versions": [_version(id_, asked) for id_ in asked.versions],
            "topics": [{"id": id_, "name": name} for id_, name in asked.topics.items()],
            "scales": [{"id": id_, "name": scale.name} for id_, scale in asked.scales.items()],
            "languages": [
                {
                    "code": code,
                    "name": one.name,
                    "direction": one.direction,
                    "sample": "yes" if one.sample else "",
                    "title": one.title,
                }
                for code, one in asked.languages.items()
            ],
            "words": list(_words(asked, named=named)),
            "around": [
                {"language": code, "name": name, "says": said}
                for code, words in asked.words.items()
                for name, said in words.items()
            ],
        }
    )


def relevant_of(asked: Questionnaire, question: Question) -> str:
    """Of whom a question is asked, as the form says it: by version, then by its condition."""
    versions = " or ".join(f"${{{VERSION}}} = '{version}'" for version in question.versions)
    if question.condition is None:
        return versions
    said = write_xpath(
        question.condition,
        is_several=lambda id_: id_ in asked.by_id and asked.by_id[id_].kind == "several",
    )
    return f"({versions}) and ({said})"


def constraint_of(question: Question) -> str:
    """Which answers the form takes."""
    if question.kind == "number":
        return f". >= {question.lowest} and . <= {question.highest}"
    if question.kind == "several":
        ways_out = [code for code in (DONT_KNOW, RATHER_NOT) if code not in question.without]
        alone = " or ".join(f"selected(., '{code}')" for code in ways_out)
        return f"not(({alone}) and count-selected(.) > 1)" if alone else ""
    return ""


def filter_of(question: Question) -> str:
    """Which of the answers in its list the question has."""
    has_list = question.kind in TYPES
    return " and ".join(f"name != '{code}'" for code in question.without) if has_list else ""


def _question(asked: Questionnaire, question: Question, *, named: Mapping[str, str]) -> dict[str, str]:
    lists = f"{SCALE}{question.scale}" if question.scale else f"{OPTIONS}{question.id}"
    kind = {"number": "integer", "text": "text"}.get(question.kind) or f"{TYPES[question.kind]} {lists}"
    lineage = question.lineage
    return {
        "type": kind,
        "name": form_name(question.id),
        **_said("label", question.asks, asked=asked, named=named),
        **(_said("hint", question.hint, asked=asked, named=named) if question.hint else {}),
        **_texts("media::audio", question.audio, language=asked.language, named=named),
        "relevant": relevant_of(asked, question),
        "constraint": constraint_of(question),
        "choice_filter": filter_of(question),
        "topic": question.topic,
        "ask_if": question.ask_if,
        "versions": " ".join(question.versions),
        "sensitivity": question.sensitivity,
        "outcomes": " ".join(question.outcomes),
        "lineage": lineage.is_,
        "lineage_of": lineage.of,
        "lineage_why": lineage.why,
        "without": " ".join(question.without),
    }


def _choices(asked: Questionnaire, *, named: Mapping[str, str]) -> Iterator[dict[str, str]]:
    own = f"label::{named[asked.language]}"
    for id_, version in asked.versions.items():
        yield {"list_name": "versions", "name": id_, own: version.name}
    lists = {f"{SCALE}{id_}": scale.codes for id_, scale in asked.scales.items()}
    lists |= {f"{OPTIONS}{one.id}": one.options for one in asked.questions if one.options}
    for name, choices in lists.items():
        for choice in choices:
            said = _said("label", choice.says, asked=asked, named=named)
            yield {"list_name": name, "name": choice.code, **said}
        for code, words in ((DONT_KNOW, asked.dont_know), (RATHER_NOT, asked.rather_not)):
            said = _said("label", words, asked=asked, named=named)
            plain = {column: text for column, text in said.items() if "::" in column}
            yield {"list_name": name, "name": code, **plain}


def _version(id_: str, asked: Questionnaire) -> dict[str, str]:
    version = asked.versions[id_]
    return {
        "id": id_,
        "name": version.name,
        "years": " ".join(map(str, version.years)),
        "reading_age": str(version.reading_age or ""),
        "words_a_minute": str(version.words_a_minute),
        "most_minutes": str(version.most_minutes),
    }


def _words(asked: Questionnaire, *, named: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for what in ("dont_know", "rather_not", "safeguarding"):
        wording: Wording | None = getattr(asked, what)
        if wording:
            yield {"what": what, **_said("label", wording, asked=asked, named=named)}


def _said(column: str, wording: Wording, *, asked: Questionnaire, named: Mapping[str, str]) -> dict[str, str]:
    """Words in every language: each in the language's column, and those of versions beside it."""
    said = _texts(column, wording.says, language=asked.language, named=named)
    for code, texts in wording.translations.items():
        said |= _texts(column, texts, language=code, named=named)
    return said


def _texts(
    column: str, said: Mapping[str, str], *, language: str, named: Mapping[str, str]
) -> dict[str, str]:
    """The words of all versions, or of the first one, where every tool looks; the others' in our columns."""
    if not said:
        return {}
    first = EVERY if EVERY in said else next(iter(said))
    short = column.rpartition(":")[2]
    others = {f"{short}__{version}__{language}": text for version, text in said.items() if version != first}
    is_for = {f"{short}_for__{language}": first} if first != EVERY else {}
    return {f"{column}::{named[language]}": said[first], **is_for, **others}
