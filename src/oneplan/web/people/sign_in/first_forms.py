"""What is asked of people who have no account yet: a first password, or whether an entry is still right."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import URLValidator
from django.http import QueryDict

from oneplan.web.people.models import Account
from oneplan.web.people.sign_in.forms import ask_twice
from oneplan.web.people.sign_in.links import Entry

LONGEST_PASSWORD = 256
AS_SHOWN = "Type the address as your browser shows it, such as https://example.org"


class Taking(forms.Form):
    """The password of somebody who takes an invitation."""

    password1 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD, widget=forms.PasswordInput)
    password2 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD, widget=forms.PasswordInput)

    def __init__(self, data: QueryDict | None, *, email: str) -> None:
        super().__init__(data)
        self.email = email
        ask_twice(self)

    def clean_password1(self) -> str:
        """Refuse a password that is easy to guess."""
        password = str(self.cleaned_data["password1"])
        validate_password(password, Account(email=self.email))
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ: one of them has a slip in it."""
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two are not the same. Type the password again, twice.")
        return given


class EntryForm(forms.Form):
    """An organisation's entry, as the holder of a link sees it."""

    name = forms.CharField(
        label="Name of the organisation",
        max_length=120,
        error_messages={"required": "Type the name of your organisation"},
    )
    website = forms.URLField(
        label="Website",
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"], message=AS_SHOWN)],
        error_messages={"invalid": AS_SHOWN},
    )
    post = forms.CharField(
        label="Who stands for you in the partnership",
        help_text="The name of the post, such as “Head of early help”: please nobody’s own name.",
        max_length=120,
        error_messages={"required": "Type the name of the post"},
    )

    def __init__(self, data: QueryDict | None, *, entry: Entry) -> None:
        super().__init__(data)
        self.initial = {"name": entry.name, "website": entry.website, "post": entry.post}
        if not entry.post:
            del self.fields["post"]

    @property
    def entry(self) -> Entry:
        """What was sent."""
        given = self.cleaned_data
        return Entry(given["name"], given["website"], given.get("post", ""))
