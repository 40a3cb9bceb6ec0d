"""What is asked for when reports are made: schools that want to be read as one."""

from django import forms

from oneplan.web.people.asking import ChangeForm

MOST_GROUPS, MOST_IN_A_GROUP = 100, 50


class ReportsForm(ChangeForm):
    """The schools with few answers that chose each other, a line for each group."""

    partners = forms.CharField(
        label="Schools that want one report together",
        required=False,
        max_length=20_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only schools with few answers, three or more of them in a line: their ids, with commas "
        "between. Leave it empty where no schools have chosen each other.",
    )

    def clean_partners(self) -> list[list[str]]:
        """The ids of each group."""
        lines = [line for line in self.cleaned_data["partners"].splitlines() if line.strip()]
        groups = [[one.strip() for one in line.split(",") if one.strip()] for line in lines]
        if len(groups) > MOST_GROUPS or any(len(group) > MOST_IN_A_GROUP for group in groups):
            raise forms.ValidationError(
                f"Write at most {MOST_GROUPS} lines, and at most {MOST_IN_A_GROUP} schools in one."
            )
        return groups
