"""What is asked for when findings are asked for, agreed to, sent back or taken off the site."""

from django import forms

from oneplan.web.people.asking import ChangeForm


class AskForm(forms.Form):
    """What the second person should know."""

    note = forms.CharField(
        label="What should the second person know?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AgreeForm(forms.Form):
    """What somebody read before agreeing to it."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    looked = forms.BooleanField(
        label="I read the page, and the pages for pupils",
        error_messages={"required": "Read the page first, then tick the box."},
    )


class ReasonForm(ChangeForm):
    """Why it is sent back, or taken off the site."""

    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )
