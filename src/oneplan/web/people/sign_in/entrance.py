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
    """Sign in with e-mail address and password."""


class Closed(OurSite, account.AccountInactiveView):  # type: ignore[misc]
    """This account is closed."""


class Forgotten(OurSite, account.PasswordResetView):  # type: ignore[misc]
    """Ask for a link to a new password."""


class LinkSent(OurSite, account.PasswordResetDoneView):  # type: ignore[misc]
    """The link is on its way, if there is such an account."""


class NewPassword(OurSite, account.PasswordResetFromKeyView):  # type: ignore[misc]
    """Choose a new password by a link."""


class NewPasswordKept(OurSite, account.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    """The new password is kept."""


class Stopped(OurSite, social.LoginCancelledView):  # type: ignore[misc]
    """Somebody turned back at their organisation's own sign-in."""


class Failed(OurSite, social.LoginErrorView):  # type: ignore[misc]
    """Their organisation's own sign-in did not work."""
