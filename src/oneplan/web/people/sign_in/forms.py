"""What the sign-in pages ask for, in our words: allauth checks it, our renderer draws it."""

from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as StructError  # noqa: N812 - an error's name
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms

from oneplan.web import wiring
from oneplan.web.people.models import Account

LEAST = wiring.least_password_length()
HOW_LONG = f"At least {LEAST} characters. Three words that do not go together are good."
SECOND_FACTOR = "second_factor"
UNREADABLE = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    OverflowError,
    StructError,
    TypeError,
    ValueError,
)


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "login", label="E-mail address", missing="Type your e-mail address", fills="username")
        ask(self, "password", label="Password", missing="Type your password", fills="current-password")


class Forgotten(ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link for a new password goes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "email", label="E-mail address", missing="Type your e-mail address", fills="username")


class NewPassword(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask_twice(self)


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password as it is, and a new one, twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask(
            self,
            "oldpassword",
            label="Your password now",
            missing="Type your password as it is now",
            fills="current-password",
        )
        ask_twice(self)


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]
    """The password, again, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "password", label="Password", missing="Type your password", fills="current-password")


class _Limited:
    """Counts wrong codes for each account: whoever has the password must not guess the rest."""

    user: Account

    def clean_code(self) -> str:
        """Check a code, unless there were too many wrong ones."""
        key = str(self.user.pk)
        if not ratelimit.consume(context.request, action=SECOND_FACTOR, key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = str(super().clean_code())  # type: ignore[misc]
        ratelimit.clear(context.request, action=SECOND_FACTOR, key=key)
        return code


class Code(_Limited, AuthenticateForm):  # type: ignore[misc]
    """The code that a telephone shows, or one of the recovery codes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, hint="Six figures from your code app, or one of your recovery codes.")


class CodeAgain(_Limited, ReauthenticateByCodeForm):  # type: ignore[misc]
    """A code, again, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, hint="Six figures from your code app, or one of your recovery codes.")


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new code app, which shows that it was set up right."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, hint="The six figures that your code app shows now.")


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """What a new passkey is called; the browser fills in the rest."""

    def clean(self) -> dict[str, Any]:
        """Check the browser's answer; one that cannot be read is a wrong one."""
        with unreadable_is_wrong():
            return dict(super().clean())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        field = ask(self, "name", label="What to call it", fills="off")
        field.help_text = "So that you know it again, for example “Work laptop”."
        field.widget.attrs["maxlength"] = 60


class _Careful:
    """Takes what a browser says of a passkey, and anything else that is sent in its place."""

    def clean_credential(self) -> Authenticator:
        """Check the browser's answer; one that cannot be read is a wrong one."""
        with unreadable_is_wrong():
            return super().clean_credential()  # type: ignore[misc]


class Passkey(_Careful, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class PasskeyAsSecond(_Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeyAgain(_Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, again, before something that matters."""


@contextmanager
def unreadable_is_wrong() -> Iterator[None]:
    """Refuse kindly what is no answer of a passkey: its reader raises whatever comes first."""
    try:
        yield
    except UNREADABLE as error:
        raise get_mfa_adapter().validation_error("incorrect_passkey") from error


def ask(form: forms.BaseForm, name: str, *, label: str, fills: str, missing: str = "") -> forms.Field:
    """Put a question in our words: its label, what is said of an empty one, what a browser may fill in."""
    field = form.fields[name]
    field.label, field.help_text = label, ""
    field.widget.attrs = {"autocomplete": fills, "spellcheck": "false", "autocapitalize": "none"}
    if isinstance(field, forms.EmailField):
        field.widget.attrs["type"] = "email"
        field.error_messages["invalid"] = "Type an e-mail address like name@example.org"
    if missing:
        field.error_messages["required"] = missing
    return field


def ask_twice(form: forms.BaseForm) -> None:
    """Ask for a new password and for the same once more."""
    first = ask(form, "password1", label="New password", missing="Type a new password", fills="new-password")
    first.help_text = HOW_LONG
    ask(
        form,
        "password2",
        label="The same again",
        missing="Type the new password a second time",
        fills="new-password",
    )


def ask_code(form: forms.BaseForm, *, hint: str) -> None:
    """Ask for a code: figures, which a telephone may fill in by itself."""
    field = ask(form, "code", label="Code", missing="Type the code", fills="one-time-code")
    field.help_text = hint
    field.widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10", "maxlength": 20}
