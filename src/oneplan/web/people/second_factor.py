"""Whether somebody proved more than a password when they opened this visit."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from oneplan.web.people.models import Account

PROVED_ELSEWHERE = "second_factor_proved_by_provider"
"""Set in the visit when the organisation's own sign-in says that it asked for a second factor."""


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this visit was opened with a second factor.

    What counts is this visit and not the account: a visit that was opened with a password alone stays one
    when a second factor is set up in another window.
    """
    if not isinstance(request.user, Account):
        return False
    if request.session.get(PROVED_ELSEWHERE) is True:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
