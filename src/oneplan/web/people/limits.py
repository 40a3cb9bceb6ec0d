"""Says when enough is enough: how often something may be tried with one key, and from one address."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from oneplan.errors import NotAllowed
from oneplan.web.people.counts.models import Count, add_one
from oneplan.web.people.sign_in.guesses import address_of
from oneplan.web.settings import SECRET_KEY

TOO_MANY = 429


@dataclass(frozen=True)
class Limit:
    """How many tries there are within some minutes, with one key and from one address.

    A whole school or council can stand behind one address, so that number is for a crowd: it stops a machine,
    not a class. A key is what is tried: a link, an account, a code.
    """

    by_key: int
    by_address: int
    minutes: int


LIMITS: Mapping[str, Limit] = {
    "link": Limit(by_key=20, by_address=600, minutes=15),
    "invitation": Limit(by_key=20, by_address=600, minutes=15),
    "form": Limit(by_key=20, by_address=900, minutes=15),
}


class TooOften(NotAllowed):
    """It was tried too often; `minutes` says for how long to wait."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"This was tried too often. Wait {minutes} {unit}, then try again.")


def take_turn(name: str, *, request: HttpRequest, key: str = "") -> None:
    """Count one try and refuse it where it is one too many.

    Call it outside a transaction: a try that is rolled back would be forgotten.

    Parameters
    ----------
    name
        One of `LIMITS`; another is a mistake in the program.
    request
        Where the try comes from.
    key
        What is tried, such as the secret of a link; without it only the address is counted.

    Raises
    ------
    TooOften
        When there were too many in these minutes.
    """
    limit, now = LIMITS[name], timezone.now()
    until = _end_of_window(now, minutes=limit.minutes)
    # The address is counted first, so that a crowd that is refused cannot use up a key of somebody else.
    tried = [("address", address_of(request), limit.by_address), ("key", key, limit.by_key)]
    for kind, value, most in tried:
        if value and add_one(_sealed(name, kind, value, until), until=until) > most:
            raise TooOften(max(1, -(-int((until - now).total_seconds()) // 60)))


def limited(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Limit how often a form that is open to everybody may be sent from one address."""
    LIMITS[name]  # a name that is not in the table fails when the program starts

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asked(request: HttpRequest, *args: object, **given: object) -> HttpResponse:
            if request.method == "POST":
                take_turn(name, request=request)
            return view(request, *args, **given)

        return asked

    return wrap


def forget_tries(now: datetime) -> int:
    """Remove what was counted for minutes that are over, and say how many there were."""
    return Count.objects.filter(until__lt=now).delete()[0]


class Waiting:
    """Middleware: tells whoever tried too often how long to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that says when to come back."""
        if not isinstance(error, TooOften):
            return None
        shown = {"heading": "Please wait a little", "paragraphs": [str(error)]}
        response = render(request, "design/plain.html", shown, status=TOO_MANY)
        response["Retry-After"] = str(error.minutes * 60)
        return response


def _end_of_window(now: datetime, *, minutes: int) -> datetime:
    length = timedelta(minutes=minutes)
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return start + ((now - start) // length + 1) * length


def _sealed(*parts: object) -> str:
    """A name that cannot be turned back into an address or a secret without the site's own key."""
    return hmac.new(SECRET_KEY.encode(), "\0".join(map(str, parts)).encode(), hashlib.sha256).hexdigest()
