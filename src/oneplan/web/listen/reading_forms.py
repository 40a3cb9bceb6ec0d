"""What is asked of somebody who has read what a child wrote."""

from typing import Any

from django import forms

from oneplan.listen.safeguarding import routes


class DecisionForm(forms.Form):
    """To whom a worry about a child goes, and how much of the place goes with it."""

    about_adult = forms.TypedChoiceField(
        label="Is it about an adult who works with children?",
        choices=(("no", "No"), ("yes", "Yes: staff, a coach, a carer, a driver …")),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is about an adult who works with children."},
    )
    to = forms.ChoiceField(
        label="Who is told?",
        choices=[(to.value, says) for to, says in routes.SAID.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is told."},
    )
    place = forms.ChoiceField(
        label="What is said of the place?",
        choices=[(one.value, says) for one, says in routes.PLACES.items()],
        initial=routes.Place.SCHOOL_YEAR.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is said of the place."},
    )
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Your reason, not the child’s words, and nothing that could point at a child.",
    )

    quote = forms.BooleanField(
        label="The school may read these words in its report",
        required=False,
        help_text="Only if they tell of nobody: no name, no place, no story, and no language that few write "
        "there, by which others would know whose they are. The spelling stays. They are quoted without year, "
        "and only where 30 pupils answered.",
    )
    take_out = forms.CharField(
        label="What else is taken out before they are quoted?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Copy it as the child wrote it, a line for each: names that stand there still.",
    )

    def __init__(self, *given: Any, few: bool, is_lead: bool, quotes: bool, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        if not quotes:
            del self.fields["quote"], self.fields["take_out"]
        if is_lead:
            self._leave(*(to for to in routes.To if to is not routes.To.LEAD))
        elif few:
            self._leave(routes.To.NOBODY, routes.To.LEAD)
            self.fields["place"].widget = forms.HiddenInput()
        if few:
            self.fields["why"].required = is_lead
            self.fields["place"].initial = routes.Place.COUNTY.value

    def decided(self) -> dict[str, Any]:
        """What was decided; without the tick nothing is quoted, whatever is to be taken out of it."""
        given = dict(self.cleaned_data)
        taken_out, is_quoted = given.pop("take_out", ""), given.pop("quote", False)
        return {**given, "quote_without": taken_out if is_quoted else None}

    def _leave(self, *tos: routes.To) -> None:
        self.fields["to"].choices = [(to.value, routes.SAID[to]) for to in tos]  # type: ignore[attr-defined]
