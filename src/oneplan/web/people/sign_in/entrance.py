"""allauth's pages before anybody is signed in, in the frame of this site."""

from typing import Any

from allauth.account import views as account
from allauth.socialaccount import views as social


class OurSite:
    """Leaves `site` to ourselves: every page of ours says by it what it is called and how it looks."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """What the page is made of, without allauth's own idea of a site."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        shown.pop("site", None)
        return shown


class SignIn(OurSite, account.LoginView):  # type: ignore[misc]
    """Who are you? Sign in with e-mail address and password."""


class Closed(OurSite, account.AccountInactiveView):  # type: ignore[misc]
    """Why can nobody sign in with this account?"""


class Forgotten(OurSite, account.PasswordResetView):  # type: ignore[misc]
    """Where shall the link to a new password go?"""


class LinkSent(OurSite, account.PasswordResetDoneView):  # type: ignore[misc]
    """Where is the link to a new password? Says the same whether there is an account."""


class NewPassword(OurSite, account.PasswordResetFromKeyView):  # type: ignore[misc]
    """What is your new password?"""


class NewPasswordKept(OurSite, account.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    """Is the new password kept?"""


class Stopped(OurSite, social.LoginCancelledView):  # type: ignore[misc]
    """What now, if you turned back at your organisation’s own sign-in?"""


class Failed(OurSite, social.LoginErrorView):  # type: ignore[misc]
    """What now, if your organisation’s own sign-in did not work?"""
