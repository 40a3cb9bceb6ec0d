"""The step after the password: skipped only where the organisation's own sign-in asked for it already."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Asks for a second factor of those who have one here."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        return not getattr(login, "proved", False) and super()._should_handle(request)
