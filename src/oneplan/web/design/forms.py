"""Draws every form in the same way: labels, hints and errors in the GOV.UK pattern, told to everybody."""

from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
    Widget,
)
from django.forms.renderers import DjangoTemplates

CLASSES: tuple[tuple[type[Widget], str], ...] = (
    (CheckboxInput, "govuk-checkboxes__input"),
    (FileInput, "govuk-file-upload"),
    (Textarea, "govuk-textarea"),
    (Select, "govuk-select"),
)
IN_GROUPS = (RadioSelect, CheckboxSelectMultiple)


class Field(BoundField):
    """A field that knows its class, what describes it, and where a link to it leads."""

    @property
    def is_group(self) -> bool:
        """Whether it is several boxes under one question."""
        return isinstance(self.field.widget, IN_GROUPS)

    @property
    def boxes(self) -> str:
        """The GOV.UK component of its boxes."""
        # In Django, boxes to tick are a kind of radio buttons.
        return "checkboxes" if isinstance(self.field.widget, CheckboxSelectMultiple) else "radios"

    @property
    def is_single_box(self) -> bool:
        """Whether it is one box to tick, which stands before its label."""
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def first_id(self) -> str:
        """The first thing in it that can take the focus."""
        return f"{self.auto_id}_0" if self.is_group else self.auto_id

    @property
    def described_by(self) -> str:
        """The ids of its hint and its error, for screen readers."""
        said = [("hint", self.help_text), ("error", self.errors)]
        return " ".join(f"{self.auto_id}-{name}" for name, there in said if there)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """What stands in the tag."""
        shown = widget or self.field.widget
        # Errors are said in our own words after the form is sent; the browser's bubbles differ and cannot be
        # read twice.
        built = dict(super().build_widget_attrs(attrs, widget))
        built.pop("required", None)
        built.pop("aria-describedby", None)
        if isinstance(shown, IN_GROUPS):
            return built | {"class": f"govuk-{self.boxes}__input"}
        if shown.is_hidden:
            return built
        built["class"] = " ".join(filter(None, [str(built.get("class", "")), class_of(shown), self._wrong()]))
        if self.described_by:
            built["aria-describedby"] = self.described_by
        return built

    def _wrong(self) -> str:
        return "govuk-input--error" if self.errors else ""


class Renderer(DjangoTemplates):
    """Our templates for forms and fields; Django's for the rest."""

    form_template_name = "design/form/form.html"
    field_template_name = "design/form/field.html"
    bound_field_class = Field


def class_of(widget: Widget) -> str:
    """The GOV.UK class of a widget."""
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "govuk-input")
