"""What is asked for when a data set is searched for hidden gaps."""

from typing import Any

from django import forms

from oneplan.web.people.partnership.forms import Day
from oneplan.web.understand.evidence.actions import DEEPEST
from oneplan.web.understand.evidence.queries import description_of
from oneplan.web.understand.models import DataSet


class BringInForm(forms.Form):
    """Until when the answers of a closed wave are kept for analysts."""

    keep_until = Day(
        label="Until when analysts keep them",
        error_messages={"required": "Write the day until which they are kept."},
    )


class SearchForm(forms.Form):
    """Which characteristics are crossed, how deep, and which outcomes are looked at."""

    characteristics = forms.MultipleChoiceField(
        label="Cross these characteristics",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one characteristic."},
    )
    outcomes = forms.MultipleChoiceField(
        label="Look at these outcomes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one outcome."},
    )
    depth = forms.TypedChoiceField(
        label="How many at a time",
        choices=[(str(number), str(number)) for number in range(1, DEEPEST + 1)],
        coerce=int,
        initial="3",
        widget=forms.RadioSelect,
        help_text="3 finds, for example, girls in year 10 on free school meals.",
    )
    wave = forms.ChoiceField(label="Which wave", required=False)

    def __init__(self, *given: Any, data_set: DataSet, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        description = description_of(data_set)
        crossed = [(one.column, one.column.replace("_", " ")) for one in description.characteristic]
        looked_at = [(one.name, one.words or one.name) for one in description.outcome]
        self._offer("characteristics", crossed)
        self._offer("outcomes", looked_at)
        if data_set.waves:
            self._offer("wave", [(wave, wave) for wave in data_set.waves])
            self.fields["wave"].initial = data_set.waves[-1]
        else:
            del self.fields["wave"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        if isinstance(field, forms.MultipleChoiceField):
            field.initial = [value for value, _ in choices]
