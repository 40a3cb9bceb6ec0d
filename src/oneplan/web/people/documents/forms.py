"""What is asked for when a document is published."""

from typing import Any

from django import forms

from oneplan.errors import OneplanError
from oneplan.web.people.asking import ChangeForm
from oneplan.web.people.models import Group
from oneplan.web.people.uploads import MEDIA_TYPES, Upload, check_upload

KINDS = ", ".join(sorted(MEDIA_TYPES))


class SafeFile(forms.FileField):
    """A file that was looked into before it is taken."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - what any field takes
        missing = {"required": "Choose the file.", "empty": "This file is empty. Choose another one."}
        super().__init__(label="File", help_text=f"One of: {KINDS}.", error_messages=missing, **given)

    def clean(self, data: Any, initial: Any = None) -> Upload:  # noqa: ANN401 - as Django declares it
        """The file as it may be kept."""
        try:
            return check_upload(super().clean(data, initial))
        except OneplanError as error:
            raise forms.ValidationError(str(error)) from error


class VersionForm(ChangeForm):
    """A new version of a document."""

    file = SafeFile()
    note = forms.CharField(label="What changed", max_length=250, required=False)


class NewDocumentForm(forms.Form):
    """A new document."""

    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Write the title."})
    about = forms.CharField(
        label="What it is about", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    group = forms.ModelChoiceField(
        label="Which group it belongs to",
        queryset=Group.objects.all(),
        required=False,
        empty_label="The whole partnership",
    )
    file = SafeFile()
