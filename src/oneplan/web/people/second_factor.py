"""Whether somebody proved more than a password when they signed in."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from oneplan.web.people.models import Account

PROVED_ELSEWHERE = "second_factor_proved_by_provider"
"""Set in the visit when the organisation's own sign-in says that it asked for a second factor."""


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this visit was opened with a second factor.

    An account that has one cannot be opened without it; one that has none may have been opened through the
    organisation's own sign-in, which says so itself.
    """
    if request.session.get(PROVED_ELSEWHERE, False):
        return True
    return isinstance(request.user, Account) and is_mfa_enabled(request.user)
