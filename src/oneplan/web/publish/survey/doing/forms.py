"""What is asked for when a school writes what it will do, and when it says how far it is."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from oneplan.errors import NotValid
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.partnership.forms import Day
from oneplan.web.plan.consulting.private import check_nothing_private
from oneplan.web.publish.models import Progress

TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir)\b\.? +[A-Z]")
"""A name with its title. Names without one look like posts and places, so a hint asks for posts."""


def _words(label: str, *, missing: str, hint: str, longest: int, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class DoesForm(ChangeForm):
    """What will be done, by whom, until when."""

    does = _words(
        "What will you do?",
        missing="Write what you will do.",
        hint="One thing, so that everybody can see when it is done. Write nothing about one pupil.",
        longest=400,
    )
    who = forms.CharField(
        label="Who will do it?",
        max_length=120,
        help_text="A post, such as “Head of year 8”. Never write somebody’s own name.",
        error_messages={"required": "Write which post will do it."},
    )
    due = Day(label="By when?", error_messages={"required": "Write the day by which it will be done."})
    priority = forms.ChoiceField(
        label="Which priority of the plan does it help?",
        required=False,
        help_text="Then everybody can see how many schools do something for it, and never which.",
    )
    for_pupils = forms.BooleanField(
        label="Pupils may read this",
        required=False,
        help_text="It stands on the page for your pupils, with what came of it.",
    )

    def __init__(self, *given: Any, priorities: Sequence[tuple[str, str]] = (), **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["priority"].choices = [("", "None, or not sure"), *priorities]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what could lead to somebody."""
        given = super().clean() or {}
        for name in ("does", "who", "why"):
            try:
                _check_nobody(str(given.get(name, "")))
            except NotValid as error:
                self.add_error(name, str(error))
        return given


class WriteForm(DoesForm):
    """A new one: first what it is about."""

    seen = None  # type: ignore[assignment]
    item = forms.ChoiceField(label="What is it about?", required=False)
    field_order = ("item", "does", "who", "due", "priority", "for_pupils")

    def __init__(self, *given: Any, findings: Sequence[tuple[str, str]], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["item"].choices = list(findings)  # type: ignore[attr-defined]


class GoOnForm(DoesForm):
    """How far one is."""

    state = forms.ChoiceField(
        label="How far is it?",
        choices=Progress.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far it is."},
    )
    why = forms.CharField(
        label="What came of it? Or why will it not be done?",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pupils were told that it would be done, so they should be told this too.",
    )
    field_order = ("state", "why", "does", "who", "due", "priority", "for_pupils")


def _check_nobody(text: str) -> None:
    check_nothing_private(text)
    if TITLED.search(text):
        raise NotValid("Take out the name: this is read by others. Write the post, not the person.")
