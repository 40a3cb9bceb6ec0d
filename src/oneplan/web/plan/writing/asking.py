"""Makes a form's fields from those of the library's own model, and reads what was written back into it."""

import datetime as dt
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django import forms

from oneplan.definitions.groups import list_groups
from oneplan.plan.doing import VACANT
from oneplan.plan.frame import Plan
from oneplan.plan.naming import NAMINGS, OR_A_NAME, VISION
from oneplan.plan.parts import Part
from oneplan.web.plan.writing.rows import Content
from oneplan.web.plan.writing.saying import say_choice, say_field
from oneplan.words.saying import start_sentence

LONG = frozenset(
    {"text", "for_young_people", "how", "resources", "because", "reason", "evidence", "changed", "question"}
)
MOST_BOXES, MOST_CHOICES = 60, 300
"""Beyond these nobody finds a box to tick, or a line to choose, any more: ids are written instead."""
NOT_ASKED = frozenset({"why", "frozen"})
BETWEEN = " | "
NUMBERS: Mapping[Any, type[forms.Field]] = {
    bool: forms.BooleanField,
    int: forms.IntegerField,
    float: forms.FloatField,
}
DAY = {"invalid": "Write a day as in 2027-09-01 or 1/9/2027."}


@dataclass(frozen=True)
class Asked:
    """A field of the library's model as a form asks for it."""

    name: str
    kind: Any
    is_many: bool
    is_needed: bool


def item_of(part: str) -> type[Part]:
    """The library's model of one entry of a part."""
    listed = get_args(_bare(Plan.model_fields[part].annotation))
    found = _bare(listed[0])
    return found if isinstance(found, type) and issubclass(found, Part) else Part


def list_asked(part: str) -> tuple[Asked, ...]:
    """The fields of an entry, in the order in which the library has them, those of every entry first."""
    given = item_of(part).model_fields
    first = [name for name in ("id", "name", "level", "parent") if name in given]
    return tuple(
        _asked(name, given[name].annotation, is_needed=given[name].is_required())
        for name in (*first, *(name for name in given if name not in first))
        if name not in NOT_ASKED
    )


def make_field(asked: Asked, *, part: str, plan: Plan) -> forms.Field:
    """The field of a form."""
    label, needed = say_field(asked.name), asked.is_needed and not asked.is_many
    common: dict[str, Any] = {"label": label, "required": needed}
    common["error_messages"] = {"required": f"Write: {label.lower()}."}
    chosen = _choices(asked, part=part, plan=plan)
    if chosen is not None and asked.is_many and len(chosen) <= MOST_BOXES:
        return forms.MultipleChoiceField(choices=chosen, widget=forms.CheckboxSelectMultiple, **common)
    if chosen is not None and not asked.is_many and len(chosen) <= MOST_CHOICES:
        empty = [] if needed else [("", "Not said")]
        return forms.ChoiceField(choices=[*empty, *chosen], **common)
    return _plain_field(asked, common)


def to_initial(asked: Asked, value: Any, *, field: forms.Field) -> Any:  # noqa: ANN401 - as the entry holds it
    """What a field shows of an entry."""
    if asked.is_many and _is_part(asked.kind):
        return "\n".join(
            BETWEEN.join(_said(one.get(name)) for name in _columns(asked.kind)) for one in value or ()
        )
    if asked.is_many and isinstance(field, forms.CharField):
        return " ".join(map(str, value or ()))
    return value


def to_content(asked: Asked, value: Any) -> Any:  # noqa: ANN401 - whatever the form holds
    """What was written, as the library's files have it; None where nothing was."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if asked.is_many and _is_part(asked.kind):
        return [_read_line(line, asked.kind) for line in str(value or "").splitlines() if line.strip()]
    if asked.is_many and isinstance(value, str):
        words = value.replace(",", " ").split()
        return [int(word) if asked.kind is int and word.isdigit() else word for word in words]
    return str(value).replace("\r\n", "\n").replace("\n", " ") if isinstance(value, str) else value


def in_order(written: list[str], was: list[str]) -> list[str]:
    """What was ticked, in the order that it had: boxes know none, and the order of a list is the writer's."""
    known = [one for one in was if one in written]
    return [*known, *(one for one in written if one not in known)]


def say_fault(kind: str, says: str) -> str:
    """What the library found wrong, as a sentence that says what to do."""
    if kind == "string_pattern_mismatch":
        return "write letters and figures, with hyphens or dots between, such as SW-2"
    if kind == "missing":
        return "it has to be said"
    return says.removeprefix("Value error, ")


def without_nothing(content: Mapping[str, Any]) -> Content:
    """An entry without the fields that say nothing, as the library writes it."""
    # A figure of 0 says something, though Python holds it to be the same as False.
    return {
        name: value
        for name, value in content.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _plain_field(asked: Asked, common: dict[str, Any]) -> forms.Field:
    if asked.is_many and _is_part(asked.kind):
        hint = f"One a line: {BETWEEN.join(say_field(one).lower() for one in _columns(asked.kind))}"
        return forms.CharField(widget=_area(), help_text=hint, **common)
    if asked.is_many:
        return forms.CharField(help_text="Ids, with a space between them.", **common)
    if asked.kind is dt.date:
        errors = {**common.pop("error_messages"), **DAY}
        formats = ["%Y-%m-%d", "%d/%m/%Y"]
        shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(input_formats=formats, widget=shown, error_messages=errors, **common)
    if asked.kind in NUMBERS:
        return NUMBERS[asked.kind](**{**common, "required": common["required"] and asked.kind is not bool})
    widget = _area() if asked.name in LONG else forms.TextInput()
    return forms.CharField(widget=widget, max_length=2000, **common)


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4})


def _choices(asked: Asked, *, part: str, plan: Plan) -> list[tuple[str, str]] | None:
    """What a field may hold, where that is a list."""
    if get_origin(asked.kind) is Literal:
        return [(one, say_choice(one)) for one in get_args(asked.kind) if one]
    if asked.name == "groups":
        named = {one.id: start_sentence(one.said()) for one in list_groups().values()}
        here = {id_ for theme in plan.themes for id_ in theme.groups} - set(named)
        return [*named.items(), *((id_, id_) for id_ in sorted(here))]
    if part == "themes" and asked.name == "level":
        return [(one.id, one.name) for one in plan.levels]
    if part == "themes" and asked.name == "parent":
        return [(one.id, f"{one.id} {one.name}") for one in plan.themes]
    if asked.name == "source" and part not in {"values", "forecasts"}:
        return [(one.id, one.title) for one in plan.sources]
    return _named(asked.name, part=part, plan=plan)


def _named(field: str, *, part: str, plan: Plan) -> list[tuple[str, str]] | None:
    """The entries that a field may name."""
    for naming in (*NAMINGS, *OR_A_NAME):
        if (naming.part, naming.field) == (part, field):
            found = [pair for name in naming.names for pair in _pairs(plan, name)]
            extra = [(VACANT, say_choice(VACANT))] if field == "owner" else []
            if found or naming in NAMINGS:
                return [*extra, *found]
    return None


def _pairs(plan: Plan, part: str) -> Iterable[tuple[str, str]]:
    if part == "plan":
        return [(VISION, "The vision")]
    if part == "milestones":
        return [(one.id, f"{one.id} {one.name}") for each in plan.activities for one in each.milestones]
    return [(one.id, f"{one.id} {getattr(one, 'name', '')}".strip()) for one in getattr(plan, part)]


def _asked(name: str, annotation: Any, *, is_needed: bool) -> Asked:  # noqa: ANN401 - any annotation
    kind = _bare(annotation)
    is_many = get_origin(kind) is tuple
    return Asked(name, _bare(get_args(kind)[0]) if is_many else kind, is_many, is_needed)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    """What a field holds, without the rules that the library adds, and without the word for nothing."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [one for one in map(_bare, get_args(annotation)) if one not in (type(None), Literal[""])]
        return kinds[0]
    return annotation


def _is_part(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, Part)


def _columns(kind: type[Part]) -> tuple[str, ...]:
    return tuple(kind.model_fields)


def _said(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value in (None, False) else str(value)


def _read_line(line: str, kind: type[Part]) -> Content:
    """One line of a list within an entry: its fields in their order."""
    cells = [cell.strip() for cell in line.split(BETWEEN.strip())]
    read: Content = {}
    for asked, cell in zip(_fields_of(kind), cells, strict=False):
        if cell:
            read[asked.name] = (
                cell.split() if asked.is_many else cell == "True" if asked.kind is bool else cell
            )
    return read


def _fields_of(kind: type[Part]) -> list[Asked]:
    given = kind.model_fields
    return [_asked(name, one.annotation, is_needed=one.is_required()) for name, one in given.items()]
