"""What is asked for when a plan is written: an entry by its kind, and each step of an edition."""

from collections.abc import Iterable
from typing import Any

from django import forms
from pydantic import ValidationError

from oneplan.plan.frame import Plan
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.partnership.forms import Day
from oneplan.web.plan.writing.asking import (
    in_order,
    item_of,
    list_asked,
    make_field,
    say_fault,
    to_content,
    to_initial,
    without_nothing,
)
from oneplan.web.plan.writing.rows import Content
from oneplan.web.plan.writing.saying import say_field
from oneplan.web.plan.writing.whys import WHY, asks_why, read_why, why_fields, why_initial

HEAD = ("title", "years_from", "years_to", "vision")


class EntryForm(forms.Form):
    """An entry of a plan, or one field of it; `content` is the entry as the library's files have it.

    It carries how the entry stood when the form was opened, so that no change is lost under another.
    """

    stood = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *given: Any,  # noqa: ANN401 - as Django's
        part: str,
        plan: Plan,
        entry: Content,
        only: str = "",
        **named: Any,  # noqa: ANN401
    ) -> None:
        self.part, self.entry = part, entry
        asked = [one for one in list_asked(part) if only in ("", one.name)]
        self.asked = [one for one in asked if not (entry and one.name == "id")]
        named["initial"] = {**(named.get("initial") or {}), "stood": entry}
        super().__init__(*given, **named)
        for one in self.asked:
            field = self.fields[one.name] = make_field(one, part=part, plan=plan)
            if one.name in entry:
                self.initial[one.name] = to_initial(one, entry[one.name], field=field)
        self.asks_why = asks_why(part, only)
        if self.asks_why:
            self.fields.update(why_fields())
            self.initial.update(why_initial(entry))

    def clean(self) -> dict[str, Any]:
        """The whole entry as the library takes it."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        written = {one.name: to_content(one, cleaned[one.name]) for one in self.asked}
        for name, value in written.items():
            if isinstance(self.fields[name], forms.MultipleChoiceField):
                written[name] = in_order(value, self.entry.get(name, []))
        if self.asks_why:
            written[WHY] = read_why(cleaned, self.entry)
        content = without_nothing({**self.entry, **written})
        content |= {
            one.name: [] for one in self.asked if one.is_many and one.is_needed and not written[one.name]
        }
        kind = item_of(self.part)
        try:
            made = kind.model_validate(content)
        except ValidationError as error:
            self._say(error)
            return cleaned
        return {
            "content": made.model_dump(mode="json", exclude_defaults=True),
            "stood": cleaned.get("stood") or {},
        }

    def _say(self, error: ValidationError) -> None:
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            says = say_fault(str(fault["type"]), str(fault["msg"]))
            field = name if name in self.fields else None
            self.add_error(field, f"{say_field(name)}: {says}." if name else f"{says[:1].upper()}{says[1:]}.")


class HeadForm(forms.Form):
    """What the plan says of itself."""

    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Write the title."})
    years_from = forms.IntegerField(label="From the year", min_value=1900, max_value=2200)
    years_to = forms.IntegerField(label="To the year", min_value=1900, max_value=2200)
    vision = forms.CharField(
        label="Vision",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the vision in one sentence."},
    )
    stood = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, head: Content, **named: Any) -> None:  # noqa: ANN401 - as Django's
        shown = {name: head.get(name) for name in HEAD}
        shown["vision"] = head.get("vision", {}).get("text", "")
        named["initial"] = {**shown, "stood": head}
        self.head = head
        super().__init__(*given, **named)

    def clean(self) -> dict[str, Any]:
        """What changed, as plan.toml says it; other words than those quoted are no quotation any more."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        vision = self.head.get("vision", {})
        words = cleaned["vision"].replace("\r\n", " ").replace("\n", " ")
        same = words == vision.get("text", "")
        content = {name: cleaned[name] for name in ("title", "years_from", "years_to")}
        content["vision"] = vision if same else {"text": words}
        return {"content": content, "stood": cleaned["stood"]}


class EndForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why. It stays written beside what ended."},
    )


class ReplaceForm(EndForm):
    """Which priorities become one, or what one becomes."""

    was = forms.MultipleChoiceField(
        label="Which priorities",
        widget=forms.CheckboxSelectMultiple,
        help_text="One to split it, several to merge them.",
        error_messages={"required": "Choose at least one priority."},
    )
    names = forms.CharField(
        label="What they become",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One name a line. Each gets the next free id.",
        error_messages={"required": "Write at least one name."},
    )
    field_order = ("was", "names", "reason")

    def __init__(self, *given: Any, priorities: Iterable[tuple[str, str]], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["was"].choices = list(priorities)  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        """The names, each once."""
        lines = (line.strip() for line in self.cleaned_data["names"].splitlines())
        return list(dict.fromkeys(line[:160] for line in lines if line))


class MoveForm(forms.Form):
    """Where something stands."""

    parent = forms.ChoiceField(label="Under", required=False)
    after = forms.ChoiceField(label="Behind", required=False)

    def __init__(self, *given: Any, plan: Plan, key: str, **named: Any) -> None:  # noqa: ANN401 - as Django's
        moved = plan.find_theme(key)
        named["initial"] = {"parent": moved.parent}
        super().__init__(*given, **named)
        above = plan.find_level(moved.level).below
        over = [(one.id, f"{one.id} {one.name}") for one in plan.themes if one.level in above]
        beside = [(one.id, f"{one.id} {one.name}") for one in plan.at_level(moved.level) if one.id != key]
        self.fields["parent"].choices = over or [("", "Nothing: it stands at the top")]  # type: ignore[attr-defined]
        self.fields["after"].choices = [("", "Nothing: it comes first"), *beside]  # type: ignore[attr-defined]


class ConsultForm(ChangeForm):
    """From when until when, and who may say something."""

    opens = Day(label="First day", error_messages={"required": "Write the first day."})
    closes = Day(label="Last day", error_messages={"required": "Write the last day."})
    is_open = forms.BooleanField(
        label="Everybody may read it and say something",
        help_text="Otherwise partners alone. What the public says is looked through before anybody sees it.",
        required=False,
    )


class AgreeForm(ChangeForm):
    """Who agreed, when and where."""

    who = forms.CharField(
        label="Who agreed it",
        max_length=200,
        help_text="A board or a group, such as “The children’s board”.",
        error_messages={"required": "Write who agreed it."},
    )
    on = Day(label="On which day", error_messages={"required": "Write the day."})
    meeting = forms.ChoiceField(label="At which meeting", required=False)

    def __init__(self, *given: Any, meetings: Iterable[tuple[str, str]], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["meeting"].choices = [("", "Not written down"), *meetings]  # type: ignore[attr-defined]


class AdoptForm(forms.Form):
    """Where a finding goes: to a priority that is there, or to a new one."""

    serves = forms.ChoiceField(label="Add it to", required=False)
    name = forms.CharField(label="What the new priority is called", max_length=160, required=False)
    under = forms.ChoiceField(label="What the new priority stands under", required=False)

    def __init__(self, *given: Any, plan: Plan, **named: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*given, **named)
        own = [(one.id, f"{one.id} {one.name}") for one in (*plan.priorities, *plan.objectives)]
        above = [(one.id, one.name) for one in plan.themes if one.level in plan.lowest.below]
        self.fields["serves"].choices = [("", "A new priority: make this a priority"), *own]  # type: ignore[attr-defined]
        self.fields["under"].choices = [("", "Choose where"), *above]  # type: ignore[attr-defined]
