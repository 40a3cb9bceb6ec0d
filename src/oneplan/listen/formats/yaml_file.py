"""Writes a questionnaire as the YAML file that people edit, without what goes without saying."""

from collections.abc import Mapping
from typing import Any

import yaml

from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.wording import EVERY, Wording


class _Plain(yaml.SafeDumper):
    """Repeats what stands twice: the reader refuses aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - asked of every part
        return True


def write_yaml(asked: Questionnaire) -> bytes:
    """A questionnaire as a file; reading it again gives the same.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_bytes, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> read_bytes(write_yaml(asked), name="again.yaml") == asked
    True
    """
    return as_yaml(_short(asked))


def as_yaml(built: Mapping[str, Any]) -> bytes:
    """Names, lists and texts as YAML in UTF-8."""
    text: str = yaml.dump(dict(built), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()


def _short(part: object) -> Any:  # noqa: ANN401 - whatever stands in a questionnaire
    """A part as it would be written by hand: words alone where one text is for everybody."""
    if isinstance(part, Wording):
        return _words(part)
    if isinstance(part, Mapping):
        return {name: _short(value) for name, value in part.items()}
    if isinstance(part, tuple):
        return [_short(one) for one in part]
    fields = getattr(type(part), "model_fields", None)
    if fields is None:
        return part
    return {
        field.alias or name: _short(getattr(part, name))
        for name, field in fields.items()
        if field.is_required() or getattr(part, name) != field.get_default(call_default_factory=True)
    }


def _words(wording: Wording) -> object:
    says = _texts(wording.says)
    if wording.translations or "says" in wording.says:
        translations = {code: _texts(said) for code, said in wording.translations.items()}
        return {"says": dict(wording.says), **({"translations": translations} if translations else {})}
    return says


def _texts(said: Mapping[str, str]) -> object:
    return said[EVERY] if set(said) == {EVERY} else dict(said)
