"""allauth's pages about one's own sign-in, each with the question that it answers."""

from allauth.account.views import LogoutView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.urls import reverse_lazy


class SignOut(LogoutView):  # type: ignore[misc]
    """Do you want to sign out?"""


class StillYou(ReauthenticateView):  # type: ignore[misc]
    """Is it still you? Asks for the password before something that matters."""


class StillYouByCode(ReauthenticateByCodeView):  # type: ignore[misc]
    """Is it still you? Asks for a code before something that matters."""


class RemoveCodes(DeactivateTOTPView):  # type: ignore[misc]
    """Shall your code app be removed?"""


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Shall this passkey be removed?"""

    success_url = reverse_lazy("mfa_index")


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """What are your recovery codes? They are shown once."""


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Shall new recovery codes take the place of the old?"""
