"""What is asked for when organisations, people, groups and seats are changed."""

from typing import Any

from django import forms

from oneplan.people import ROLES, SIGNED_IN
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.models import Group, Organisation, Person
from oneplan.web.people.models.organisations import Capacity, GroupKind, Rhythm, Sector
from oneplan.web.people.partnership.queries import list_present


class Day(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - what any field takes
        given.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        said = {"invalid": "Write a day as in 2026-09-01 or 1/9/2026.", **given.pop("error_messages", {})}
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
        super().__init__(input_formats=formats, error_messages=said, **given)


def _name(label: str, *, longest: int = 120, hint: str = "") -> forms.CharField:
    missing = {"required": f"Write the {label.lower()}."}
    return forms.CharField(label=label, max_length=longest, help_text=hint, error_messages=missing)


def _choice(label: str, choices: Any, **given: Any) -> forms.ChoiceField:  # noqa: ANN401
    missing = {"required": f"Choose the {label.lower()}."}
    return forms.ChoiceField(label=label, choices=choices, error_messages=missing, **given)


class OrganisationForm(ChangeForm):
    """An organisation's entry."""

    name = _name("Name", hint="As it is known to the public.")
    sector = _choice("Sector", Sector.choices)
    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Write a whole web address, such as https://www.example.org."},
    )


class NewOrganisationForm(forms.Form):
    """A new member."""

    name = _name("Name", hint="As it is known to the public.")
    sector = _choice("Sector", Sector.choices)
    website = OrganisationForm.base_fields["website"]
    is_member = forms.BooleanField(label="It is a member of the partnership", required=False, initial=True)
    joined = Day(label="Belongs since", required=False)


class LeavingForm(ChangeForm):
    """The day on which an organisation leaves."""

    left = Day(label="Last day", error_messages={"required": "Write the last day."})


class PersonForm(ChangeForm):
    """Somebody by their post."""

    post = _name("Post", hint="Such as “Police representative”. Never write somebody’s own name.")
    deputy_of = forms.ModelChoiceField(label="Stands in for", queryset=Person.objects.none(), required=False)

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        people = Person.objects.filter(organisation=organisation, deputy_of__isnull=True)
        self.fields["deputy_of"].queryset = people  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """A new person: there is nothing that could have changed."""

    seen = None  # type: ignore[assignment]


class TermForm(forms.Form):
    """A role for a time."""

    role = _choice(
        "Role",
        [(role.value, f"{ROLES[role].title}: {ROLES[role].does}") for role in SIGNED_IN],
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        label="For which organisation", queryset=Organisation.objects.none(), empty_label=None
    )
    starts = Day(label="From", error_messages={"required": "Write the first day."})
    ends = Day(label="Until", required=False, help_text="Leave it empty where no end is set.")

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["organisation"].queryset = list_present()  # type: ignore[attr-defined]


class EndForm(ChangeForm):
    """The day on which a role or a seat ends."""

    ends = Day(label="Last day", error_messages={"required": "Write the last day."})


class GroupForm(ChangeForm):
    """A board or a group."""

    name = _name("Name")
    kind = _choice("Kind", GroupKind.choices)
    purpose = forms.CharField(
        label="What it is for", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reports_to = forms.ModelChoiceField(
        label="Reports to", queryset=Group.objects.all(), required=False, empty_label="Nobody"
    )
    rhythm = _choice("How often", [("", "Choose"), *Rhythm.choices], required=False)


class NewGroupForm(GroupForm):
    """A new group: there is nothing that could have changed."""

    seen = None  # type: ignore[assignment]


class SeatForm(forms.Form):
    """A seat in a group."""

    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the organisation."},
    )
    person = forms.ModelChoiceField(
        label="Who sits there",
        queryset=Person.objects.select_related("organisation"),
        required=False,
        empty_label="Vacant",
    )
    capacity = _choice("As what", Capacity.choices)
    starts = Day(label="From", required=False)
    ends = Day(label="Until", required=False)

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["organisation"].queryset = list_present()  # type: ignore[attr-defined]
