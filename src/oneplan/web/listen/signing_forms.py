"""What is asked for at each line of the checklist of a wave."""

from typing import Any

from django import forms

from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.web.listen.forms import Cleaned, short_text
from oneplan.web.people.partnership.forms import Day

BASES = (
    ("public-task", "Public task: UK GDPR, Article 6(1)(e)"),
    ("legal-obligation", "Legal obligation: UK GDPR, Article 6(1)(c)"),
    ("consent", "Consent: UK GDPR, Article 6(1)(a)"),
    ("legitimate-interests", "Legitimate interests, of a body that is no public authority: Article 6(1)(f)"),
)
CONDITIONS = (
    ("none", "No special question is asked"),
    ("substantial-public-interest", "Substantial public interest: Article 9(2)(g)"),
    ("health-or-care", "Health or social care: Article 9(2)(h)"),
    ("public-health", "Public health: Article 9(2)(i)"),
    ("research", "Research and statistics: Article 9(2)(j)"),
    ("explicit-consent", "Explicit consent: Article 9(2)(a)"),
)


class SigningForm(forms.Form):
    """One line of the checklist: what it says is kept as the answers to it."""

    def clean(self) -> Cleaned:
        """Everything that was said, as the signature keeps it."""
        given: Cleaned = super().clean() or {}
        return {"said": {name: _plain(value) for name, value in given.items()}}


class DataProtectionForm(SigningForm):
    """Where the assessment is, and who agreed to it."""

    where = short_text("Where it is kept", missing="Write where the assessment is kept.")
    agreed_by = short_text(
        "Who agreed to it",
        missing="Write which post agreed to it.",
        hint="The post, such as “Data protection officer”, never a name.",
    )


class LawfulBasisForm(SigningForm):
    """On which ground answers may be asked for."""

    basis = forms.ChoiceField(
        label="The lawful basis",
        choices=BASES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the lawful basis."},
    )
    condition = forms.ChoiceField(
        label="The condition for special questions",
        choices=CONDITIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the condition."},
    )


class ParentLetterForm(SigningForm):
    """When parents were told."""

    sent = Day(
        label="The day on which the last parent got the letter",
        help_text="The wave can open seven days later.",
        error_messages={"required": "Write the day."},
    )


class SafeguardingForm(SigningForm):
    """Who reads what children write."""

    reader = short_text(
        "Who reads what children write",
        missing="Write which post reads it.",
        hint="The post of the person on duty, such as “Safeguarding lead of the county”.",
    )
    reached_at = short_text(
        "How schools reach this person while the wave is open",
        missing="Write how schools reach this person.",
        hint="A telephone number of the office.",
    )
    promised = forms.BooleanField(
        label="Somebody trained reads each text on the day on which it is written",
        error_messages={"required": "A wave cannot open before this is promised."},
    )


class SpecialForm(SigningForm):
    """Which versions may ask special questions."""

    versions = forms.MultipleChoiceField(
        label="Special questions may be asked in",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none, and nobody is asked them.",
    )

    def __init__(self, *given: Any, asked: Questionnaire, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        offered = [(key, one.name) for key, one in asked.versions.items()]
        self.fields["versions"].choices = offered  # type: ignore[attr-defined]


LINE_FORMS: dict[str, type[SigningForm]] = {
    "data-protection": DataProtectionForm,
    "lawful-basis": LawfulBasisForm,
    "parent-letter": ParentLetterForm,
    "safeguarding": SafeguardingForm,
    "special": SpecialForm,
}


def line_form(line: str, *, asked: Questionnaire) -> Any:  # noqa: ANN401 - a form, or what makes one
    """The form of one line of the checklist."""
    made = LINE_FORMS[line]
    return (
        (lambda *given, **named: SpecialForm(*given, asked=asked, **named)) if made is SpecialForm else made
    )


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
