"""What we decide where allauth asks: who may come in, where they go, and what is remembered and sent."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from oneplan.web import wiring
from oneplan.web.people.models import Account
from oneplan.web.people.second_factor import PROVED_ELSEWHERE
from oneplan.web.people.sign_in.guesses import is_locked_out, say_locked_out
from oneplan.web.people.sign_in.letters import send_later
from oneplan.web.people.sign_in.pictures import draw_code
from oneplan.web.people.sign_in.remembering import CHANGES, remember_sign_in
from oneplan.web.people.sign_in.sealing import seal, unseal
from oneplan.web.people.sign_in.visits import open_visit

WITH = {
    "password": "a password",
    "mfa": "a second step",
    "socialaccount": "their organisation’s own sign-in",
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by e-mail and password: by invitation only, and the same answer whoever is asked for."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. "
        "Check both, or choose a new password.",
        "incorrect_password": "That is not your password. Type it again.",
        "enter_current_password": "That is not your password now. Type it again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait a little, then try again.",
        "rate_limited": "There were too many tries. Wait a little, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator invites."""
        del request
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this site's own pages, by their path: no host is named, not even ours."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Stop whoever is locked out before they use up the guesses that the whole account has."""
        if is_locked_out(request, credentials):
            raise ImmediateHttpResponse(say_locked_out(request))
        super().pre_authenticate(request, **credentials)

    def get_login_stages(self) -> list[str]:
        """The steps between the password and being in, with our own second one."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "oneplan.web.people.sign_in.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(
        self,
        request: HttpRequest,
        user: Account,
        *,
        signal_kwargs: dict[str, Any] | None,
        **given: object,
    ) -> HttpResponse:
        """Open the visit, and remember with what it was opened."""
        login = (signal_kwargs or {}).get("sociallogin")
        if getattr(login, "proved", False):
            request.session[PROVED_ELSEWHERE] = True
        methods = dict.fromkeys(record["method"] for record in get_authentication_records(request, user))
        if "password" in methods:
            # Whoever typed it a moment ago need not type it again to set up a second step.
            record_authentication(request, user, "password", reauthenticated=True)
        open_visit(request)
        said = " and ".join(WITH[method] for method in methods if method in WITH)
        remember_sign_in(user, f"Signed in with {said or 'a link'}")
        answer: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **given)
        return answer

    def send_mail(self, template_prefix: str, *to_and_said: Any) -> None:  # noqa: ANN401 - allauth calls it so
        """Send a letter in our words, after the answer."""
        email, context = to_and_said
        said = {"request": self.request, "email": email, "site": wiring.choices().words, **context}
        send_later(self.render_mail(template_prefix, email, said))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        *,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Remember a change of somebody's sign-in, and tell them that it was made."""
        del context
        what = CHANGES.get(template_prefix)
        if what is None:
            return
        remember_sign_in(user, what)
        self.send_mail("people/sign_in/letters/changed", email or user.email, {"what": what})


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: sealed in the database, and named as people know them."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not right. Codes change every half minute: type the one that shows now.",
        "incorrect_passkey": "That passkey is not one that we know here. Try another, or another way.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read a sealed secret."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What a code app shows above the code."""
        return wiring.choices().words.plan

    def build_totp_svg(self, url: str) -> SafeString:
        """The picture to scan: our own drawing, of black squares alone."""
        return draw_code(url)

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - allauth's name
        """What a new passkey is called until somebody names it."""
        del user, type
        return "My passkey"
