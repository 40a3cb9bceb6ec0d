"""The addresses of signing in, in plain words; the names are those by which allauth finds its own pages."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.cache import never_cache

from oneplan.web.people.rules import needs
from oneplan.web.people.sign_in import entrance, inviting, own, views
from oneplan.web.settings.provider import PROVIDER


class Letters(StringConverter):
    """Letters and figures alone: in “1-abc-def” the account ends at the first hyphen."""

    regex = "[0-9A-Za-z]+"


register_converter(Letters, "letters")

View = Callable[..., HttpResponseBase]

THE_PROVIDER = {"provider_id": PROVIDER}


def _page(address: str, view: View, name: str, kwargs: dict[str, str] | None = None) -> URLPattern:
    """An address whose pages no browser and no server in between keeps."""
    return path(address, never_cache(view), kwargs, name=name)


urlpatterns = [
    *needs(
        "sign-in.own",
        _page("sign-in/", entrance.SignIn.as_view(), "account_login"),
        _page("sign-in/code/", views.SecondStep.as_view(), "mfa_authenticate"),
        _page("sign-in/passkey/", views.Passkey.as_view(), "mfa_login_webauthn"),
        _page("sign-in/closed/", entrance.Closed.as_view(), "account_inactive"),
        _page("sign-in/forgotten/", entrance.Forgotten.as_view(), "account_reset_password"),
        _page("sign-in/forgotten/sent/", entrance.LinkSent.as_view(), "account_reset_password_done"),
        _page(
            "sign-in/new-password/done/",
            entrance.NewPasswordKept.as_view(),
            "account_reset_password_from_key_done",
        ),
        _page(
            "sign-in/new-password/<letters:uidb36>-<str:key>/",
            entrance.NewPassword.as_view(),
            "account_reset_password_from_key",
        ),
        _page("sign-in/organisation/", views.to_organisation, "openid_connect_login", THE_PROVIDER),
        _page("sign-in/organisation/back/", views.from_organisation, "openid_connect_callback", THE_PROVIDER),
        _page("sign-in/organisation/stopped/", entrance.Stopped.as_view(), "socialaccount_login_cancelled"),
        _page("sign-in/organisation/failed/", entrance.Failed.as_view(), "socialaccount_login_error"),
        _page("sign-out/", own.SignOut.as_view(), "account_logout"),
        _page("account/", views.Own.as_view(), "mfa_index"),
        _page("account/password/", login_required(views.Password.as_view()), "account_change_password"),
        _page("account/check/", own.StillYou.as_view(), "account_reauthenticate"),
        _page("account/check/code/", own.StillYouByCode.as_view(), "mfa_reauthenticate"),
        _page("account/check/passkey/", views.PasskeyAgain.as_view(), "mfa_reauthenticate_webauthn"),
        _page("account/code-app/", views.SetUpCodes.as_view(), "mfa_activate_totp"),
        _page("account/code-app/remove/", own.RemoveCodes.as_view(), "mfa_deactivate_totp"),
        _page("account/passkeys/add/", views.AddPasskey.as_view(), "mfa_add_webauthn"),
        _page(
            "account/passkeys/<int:pk>/remove/",
            own.RemovePasskey.as_view(),
            "mfa_remove_webauthn",
        ),
        _page("account/recovery-codes/", own.RecoveryCodes.as_view(), "mfa_view_recovery_codes"),
        _page("account/recovery-codes/new/", own.NewRecoveryCodes.as_view(), "mfa_generate_recovery_codes"),
        _page("invitation/<str:token>/", views.invitation, "invitation"),
        _page("link/<str:token>/", views.link, "link"),
    ),
    *needs(
        "invitation.send", _page("partners/people/<int:number>/invite/", inviting.invite_person, "invite")
    ),
    *needs(
        "invitation.withdraw",
        _page("partners/people/<int:number>/withdraw-invitation/", inviting.withdraw, "withdraw-invitation"),
    ),
    *needs(
        "account.close",
        _page("partners/people/<int:number>/close-account/", inviting.close, "close-account"),
    ),
    *needs(
        "link.make",
        _page("partners/organisations/<slug:key>/link/", inviting.link_for_organisation, "make-link"),
    ),
]
