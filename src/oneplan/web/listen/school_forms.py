"""What is asked of a school that runs the survey: its named adult, who leads it there, its classes."""

from typing import Any

from django import forms

from oneplan.listen.waves.wave import Group
from oneplan.web.listen.forms import short_text
from oneplan.web.listen.issuing import MOST_EXTRA
from oneplan.web.listen.models import School
from oneplan.web.people.models import Organisation


class AdultForm(forms.Form):
    """The named adult of a school."""

    named_adult = short_text(
        "The named adult",
        missing="Write the post of the named adult.",
        hint="The post, never a name. Children read it, so write it as they know it: “the school nurse”.",
        longest=120,
    )


class AssignForm(forms.Form):
    """Whose survey lead runs the survey in a school."""

    to = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.all(),
        required=False,
        empty_label="Nobody yet: the partnership manager does it",
    )


class ClassForm(forms.Form):
    """One class: a year and a version."""

    group = forms.ChoiceField(
        label="Which class",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the class.", "invalid_choice": "Choose a class of this school."},
    )

    def __init__(self, *given: Any, classes: list[tuple[str, str]], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["group"].choices = classes  # type: ignore[attr-defined]


class ExtraForm(ClassForm):
    """Extra codes for a class."""

    codes = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST_EXTRA,
        error_messages={
            "required": "Write how many.",
            "invalid": "Write a whole number.",
            "max_value": f"At most {MOST_EXTRA} at once.",
        },
    )


class PauseForm(ClassForm):
    """Whether a class is paused."""

    paused = forms.TypedChoiceField(
        choices=(("yes", "Pause"), ("no", "Go on")), coerce=lambda given: given == "yes"
    )


def group_name(school: School, *, year: int, version: str) -> str:
    """How a form names a class."""
    return f"{school.school}|{year}|{version}"


def group_named(name: str) -> Group:
    """The class that a form names so."""
    school, year, version = name.split("|", 2)
    return Group(school=school, year=int(year), version=version)
