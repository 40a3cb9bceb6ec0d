"""Adds to every answer what Django has no setting for: what a page may use, and who may keep a copy of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from oneplan.web.settings import SESSION_COOKIE_NAME

NOT_USED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "browsing-topics")
PERMISSIONS = ", ".join(f"{name}=()" for name in NOT_USED)


class Headers:
    """Middleware: the last to touch an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and complete the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # What is shown to somebody who is signed in must not be found by the next user of the same computer.
        if SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
