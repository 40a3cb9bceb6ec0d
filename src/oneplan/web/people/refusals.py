"""What is said where a request is refused before any page of ours has seen it."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from oneplan.web import wiring


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: an old page, a browser without cookies, or another site's form."""
    del request, reason
    return _say(
        "This form could not be taken",
        "Nothing was changed. The page had been open for too long, or your browser keeps no cookies.",
        "Go back, load the page again, and send the form once more.",
        status=403,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is too large, or not one that a browser makes."""
    del request
    if isinstance(exception, RequestDataTooBig):
        return _say(
            "This was too large",
            "Nothing was changed. What you sent is larger than anything this form takes.",
            "Send a smaller file, or cut it into parts.",
            status=413,
        )
    return _say(
        "This could not be understood",
        "Nothing was changed. The address or the form was not one that this site made.",
        "Start again from the home page.",
        status=400,
    )


def _say(heading: str, lead: str, text: str, *, status: int) -> HttpResponse:
    """A page that needs nothing of the request, since that is what is wrong."""
    shown = {"heading": heading, "lead": lead, "text": text, "stylesheet": wiring.stylesheet()}
    return HttpResponse(get_template("people/refused.html").render(shown), status=status)
