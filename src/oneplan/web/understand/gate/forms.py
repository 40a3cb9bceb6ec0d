"""What is asked on the way through the gate: which tables, for whom, by which rules; and each press."""

import csv
import io
from itertools import combinations
from typing import Any

from django import forms

from oneplan.disclosure.policies import choose_policy, list_policies, say_stricter
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotValid
from oneplan.web import wiring
from oneplan.web.people.documents.forms import SafeFile
from oneplan.web.understand.evidence.queries import description_of
from oneplan.web.understand.models import Audience, DataSet

MOST_LEVELS = 20_000
HEADING = ["characteristic", "child", "parent"]
TOGETHER = {"1": "each on its own", "2": "two at a time", "all": "all at once"}
MINUTES = {"1": "1 minute", "5": "5 minutes", "20": "20 minutes", "60": "an hour"}


class LevelsFile(SafeFile):
    """A CSV file of levels and those above them; none is needed."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.label = "Levels above"
        self.help_text = (
            "Only where levels lie in wider ones, such as schools in districts: a CSV file with the columns "
            "characteristic, child, parent. No child stands in it."
        )

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 - as Django declares it
        """The pairs of each characteristic."""
        if not data:
            return {}
        upload = super().clean(data, initial)
        try:
            return read_levels(upload.content.decode("utf-8-sig"))
        except (UnicodeDecodeError, csv.Error, NotValid) as error:
            said = str(error) if isinstance(error, NotValid) else "Save the levels as CSV (UTF-8)."
            raise forms.ValidationError(said) from error


def read_levels(text: str) -> dict[str, list[tuple[str, str]]]:
    """The pairs of a level and the one above it, for each characteristic.

    Raises
    ------
    NotValid
        When the columns are others, a cell is empty, or there are too many.

    Examples
    --------
    >>> read_levels("characteristic,child,parent\\nyear,Year 4,Primary\\nyear,Primary,Total\\n")
    {'year': [('Year 4', 'Primary'), ('Primary', 'Total')]}
    """
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), strict=True) if line]
    if not lines or lines[0] != HEADING:
        raise NotValid(f"The file of levels needs the columns {', '.join(HEADING)}, and no other.")
    if len(lines) > MOST_LEVELS:
        raise NotValid(f"The file names more than {MOST_LEVELS:,} levels. Leave out those that are not used.")
    found: dict[str, list[tuple[str, str]]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(HEADING) or not all(line):
            raise NotValid(f"Row {number} of the levels needs a characteristic, a child and a parent.")
        found.setdefault(line[0], []).append((line[1], line[2]))
    return {name: _up_to_total(pairs) for name, pairs in found.items()}


def _up_to_total(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Whatever stands above others and below nothing stands right below the total."""
    children = {child for child, _ in pairs}
    tops = dict.fromkeys(parent for _, parent in pairs if parent not in children and parent != TOTAL)
    return [*pairs, *((top, TOTAL) for top in tops)]


class TablesForm(forms.Form):
    """Which tables of a data set somebody wants to release."""

    title = forms.CharField(
        label="Which question do the tables answer?",
        max_length=160,
        help_text="It is their heading: How safe do children feel at school, by year group?",
        error_messages={"required": "Write the question that the tables answer."},
    )
    characteristics = forms.MultipleChoiceField(
        label="Groups of children", widget=forms.CheckboxSelectMultiple, required=False
    )
    together = forms.ChoiceField(
        label="How these are crossed", choices=list(TOGETHER.items()), widget=forms.RadioSelect, initial="1"
    )
    outcomes = forms.MultipleChoiceField(
        label="Their answers to",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Without one, the tables show how many children there are.",
    )
    wave = forms.ChoiceField(label="Which wave", required=False)
    levels_above = LevelsFile()
    audience = forms.ChoiceField(
        label="Who will read it?", choices=Audience.choices, widget=forms.RadioSelect
    )
    policy = forms.ChoiceField(label="Which rules hold?", widget=forms.RadioSelect)

    def __init__(self, *given: Any, data_set: DataSet, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        description = description_of(data_set)
        self.columns = [one.column for one in description.characteristic]
        self._offer("characteristics", [(name, name.replace("_", " ")) for name in self.columns])
        self._offer("outcomes", [(one.name, one.words or one.name) for one in description.outcome])
        own = wiring.choices().policies
        policies = [choose_policy(one.name, own) for one in list_policies() if not one.is_for_cubes]
        said = [(one.name, f"{one.title}. {one.rule} {say_stricter(one)}".strip()) for one in policies]
        self._offer("policy", said)
        if data_set.waves:
            self._offer("wave", [(wave, wave) for wave in data_set.waves])
            self.fields["wave"].initial = data_set.waves[-1]
        else:
            del self.fields["wave"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The tables that are meant, instead of how they were chosen."""
        asked = dict(self.cleaned_data)
        crossed, outcomes = asked.pop("characteristics", []), asked.pop("outcomes", [])
        together = asked.pop("together", "1")
        unknown = [name for name in asked.get("levels_above") or {} if name not in self.columns]
        if unknown:
            self.add_error("levels_above", f"The data set has no characteristic “{unknown[0][:40]}”.")
        if not crossed and not outcomes:
            self.add_error("characteristics", "Choose at least one group or answer.")
        size = len(crossed) if together == "all" else min(int(together), len(crossed))
        groups = list(combinations(crossed, size))
        asked["tables"] = [(*group, *([one] if one else [])) for one in outcomes or [""] for group in groups]
        return asked


class Press(forms.Form):
    """A button: sending it is the answer."""


class ChangeForm(forms.Form):
    """A recoding that somebody takes, other rules, or what to do about counts that changed."""

    does = forms.CharField(required=False, max_length=20)
    name = forms.CharField(required=False, max_length=200)
    policy = forms.ChoiceField(
        required=False,
        choices=lambda: [(one.name, one.name) for one in list_policies() if not one.is_for_cubes],
    )
    differences = forms.CharField(required=False, max_length=20)


class RunForm(forms.Form):
    """How long the gate may take."""

    minutes = forms.TypedChoiceField(
        label="How long may it take?",
        choices=list(MINUTES.items()),
        coerce=int,
        initial="5",
        help_text="When the time is up, it ends with a safe answer that withholds more, and says so.",
    )


class AskForm(forms.Form):
    """What the second person should know."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(
        label="What should the second person know?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LetOutForm(forms.Form):
    """What somebody looked at before releasing it."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    looked = forms.BooleanField(
        label="I looked at the tables and at the certificate",
        error_messages={"required": "Look at the tables and at the certificate first, then tick the box."},
    )


class ReasonForm(forms.Form):
    """Why it is sent back, or taken back."""

    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )
