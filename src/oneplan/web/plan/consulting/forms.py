"""What is asked for when somebody comments, looks a comment through, or answers it."""

from django import forms

from oneplan.web.people.asking import ChangeForm
from oneplan.web.plan.models import Answer, State

LONGEST = 2000
WHO = (
    ("A child or young person", "A child or young person"),
    ("A parent or carer", "A parent or carer"),
    ("Somebody who works with children", "Somebody who works with children"),
    ("Somebody else", "Somebody else"),
)


class CommentForm(forms.Form):
    """What a partner says."""

    text = forms.CharField(
        label="What do you think of this?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what you think.", "max_length": "Write at most 2,000 letters."},
    )


class PublicCommentForm(CommentForm):
    """What one of the public says: no name, and no way to reach them, is asked."""

    who = forms.ChoiceField(
        label="Who are you?",
        choices=WHO,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you are. No name is needed."},
    )
    field_order = ("who", "text")


class JudgeForm(ChangeForm):
    """Whether a comment is shown."""

    state = forms.ChoiceField(
        label="Shall everybody see it?",
        choices=[(State.SHOWN, "Show it"), (State.REFUSED, "Do not show it: it is deleted after a month")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is shown."},
    )


class AnswerForm(ChangeForm):
    """What comes of a comment."""

    answer = forms.ChoiceField(
        label="What comes of it?",
        choices=[(one.value, one.label) for one in Answer if one],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes of it."},
    )
    because = forms.CharField(
        label="Because",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where you will not do it. It stands beside the comment.",
    )
