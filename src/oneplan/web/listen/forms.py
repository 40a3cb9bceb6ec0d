"""What is asked for when a wave is prepared, signed, opened and closed, and of a school that runs it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from oneplan.errors import NotValid
from oneplan.listen.definition.files import PACKAGED
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import COLUMNS, read_roll
from oneplan.web.listen.issuing import MOST_EXTRA
from oneplan.web.listen.models import School
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.models import Organisation
from oneplan.web.people.partnership.forms import Day

OUR_OWN = "own"
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
Cleaned = dict[str, Any]


def _words(label: str, *, missing: str, hint: str = "", longest: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, error_messages={"required": missing}
    )


class WaveForm(forms.Form):
    """A new wave: what is asked, and when."""

    questionnaire = forms.ChoiceField(
        label="Which questionnaire",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a questionnaire."},
    )
    file = forms.FileField(
        label="Your own questionnaire",
        required=False,
        help_text="A file in YAML, as the how-to for questionnaires says. It is checked when it is sent.",
    )
    opens = Day(label="The first day", error_messages={"required": "Write the first day."})
    closes = Day(label="The last day", error_messages={"required": "Write the last day."})
    keep_until = Day(
        label="How long the closed answers are kept",
        help_text="The day on which they are deleted.",
        error_messages={"required": "Write the day until which the answers are kept."},
    )

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Django gives them
        super().__init__(*given, **named)
        packaged = [
            (path.name, f"Comes with oneplan: {path.stem}") for path in sorted(PACKAGED.glob("*.yaml"))
        ]
        self.fields["questionnaire"].choices = [  # type: ignore[attr-defined]
            *packaged,
            (OUR_OWN, "Our own, from the file below"),
        ]

    def clean(self) -> Cleaned:
        """The bytes of the questionnaire that was chosen, in place of the choice."""
        given: Cleaned = super().clean() or {}
        chosen, sent = given.pop("questionnaire", ""), given.pop("file", None)
        if chosen == OUR_OWN and sent is None:
            self.add_error("file", "Choose the file of your questionnaire.")
        elif chosen:
            name = sent.name[:100] if chosen == OUR_OWN else chosen
            file = sent.read() if chosen == OUR_OWN else (PACKAGED / chosen).read_bytes()
            given |= {"file": file, "file_name": name}
        return given


class ChangeWaveForm(ChangeForm):
    """What can still be changed of a wave that is being prepared."""

    title = _words("What the wave is called", missing="Write what the wave is called.", longest=120)
    opens = Day(label="The first day", error_messages={"required": "Write the first day."})
    closes = Day(label="The last day", error_messages={"required": "Write the last day."})
    keep_until = Day(
        label="How long the closed answers are kept",
        help_text="The day on which they are deleted.",
        error_messages={"required": "Write the day until which the answers are kept."},
    )
    versions = forms.MultipleChoiceField(
        label="Which versions are asked",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one version."},
    )
    languages = forms.MultipleChoiceField(
        label="Which languages pupils may choose",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The language in which the questionnaire was written is always there.",
    )

    def __init__(self, *given: Any, asked: Questionnaire, spoken: Sequence[str], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        offered = [(key, one.name) for key, one in asked.versions.items()]
        others = [(code, asked.languages[code].name) for code in spoken if code != asked.language]
        self.fields["versions"].choices = offered  # type: ignore[attr-defined]
        self.fields["languages"].choices = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["languages"]

    def clean(self) -> Cleaned:
        """No other language where there is none to choose."""
        given: Cleaned = super().clean() or {}
        return {"languages": [], **given}


class RollForm(ChangeForm):
    """The roll of the schools that are asked."""

    file = forms.FileField(
        label="The roll",
        help_text=f"A CSV file with one row a school and year, and the columns {', '.join(COLUMNS)}. "
        "No child stands in it.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty. Choose another."},
    )

    def clean(self) -> Cleaned:
        """The roll that the file holds."""
        given: Cleaned = super().clean() or {}
        sent = given.pop("file", None)
        if sent is not None:
            try:
                given |= {"roll": read_roll(sent.read(), name=sent.name[:100]), "file_name": sent.name}
            except NotValid as error:
                self.add_error("file", str(error))
        return given


class SigningForm(forms.Form):
    """One line of the checklist: what it says is kept as the answers to it."""

    def clean(self) -> Cleaned:
        """Everything that was said, as the signature keeps it."""
        given: Cleaned = super().clean() or {}
        return {"said": {name: _plain(value) for name, value in given.items()}}


class DataProtectionForm(SigningForm):
    """Where the assessment is, and who agreed to it."""

    where = _words("Where it is kept", missing="Write where the assessment is kept.")
    agreed_by = _words(
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

    reader = _words(
        "Who reads what children write",
        missing="Write which post reads it.",
        hint="The post of the person on duty, such as “Safeguarding lead of the county”.",
    )
    reached_at = _words(
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


class CloseForm(ChangeForm):
    """Asked twice: closing cannot be undone."""

    sure = forms.BooleanField(
        label="No pupil is answering now, and no school has asked for more time",
        error_messages={"required": "Ask the schools first, then tick this."},
    )
    title = _words(
        "Write the name of the wave",
        missing="Write the name of the wave, to show that this is the one.",
    )


class AdultForm(forms.Form):
    """The named adult of a school."""

    named_adult = _words(
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


def line_form(line: str, *, asked: Questionnaire) -> Any:  # noqa: ANN401 - a form, or what makes one
    """The form of one line of the checklist."""
    made = LINE_FORMS[line]
    return (
        (lambda *given, **named: SpecialForm(*given, asked=asked, **named)) if made is SpecialForm else made
    )


def group_name(school: School, *, year: int, version: str) -> str:
    """How a form names a class."""
    return f"{school.school}|{year}|{version}"


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
