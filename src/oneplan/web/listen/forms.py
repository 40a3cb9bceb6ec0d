"""What is asked for when a wave is prepared, changed, given its roll and closed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from oneplan.errors import NotValid
from oneplan.listen.definition.files import PACKAGED
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import COLUMNS, read_roll
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.partnership.forms import Day

OUR_OWN = "own"
Cleaned = dict[str, Any]


def short_text(label: str, *, missing: str, hint: str = "", longest: int = 300) -> forms.CharField:
    """A line of words that has to be written."""
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

    title = short_text("What the wave is called", missing="Write what the wave is called.", longest=120)
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


class CloseForm(ChangeForm):
    """Asked twice: closing cannot be undone."""

    sure = forms.BooleanField(
        label="No pupil is answering now, and no school has asked for more time",
        error_messages={"required": "Ask the schools first, then tick this."},
    )
    title = short_text(
        "Write the name of the wave",
        missing="Write the name of the wave, to show that this is the one.",
    )
