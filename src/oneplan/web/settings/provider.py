"""Which organisation's own sign-in is offered: an OpenID Connect provider named by environment variables."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from oneplan.errors import NotValid

PROVIDER = "organisation"
"""The one provider's name in the database and in addresses."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MUST_BE_SET = ("ONEPLAN_OIDC_CLIENT", "ONEPLAN_OIDC_SECRET")


def find_provider(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth needs to know of the provider; nothing where none is named.

    Raises
    ------
    NotValid
        When the issuer's address is not safe, or something that belongs to it is missing.
    """
    issuer = environment.get("ONEPLAN_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return {}
    _check(issuer, environment)
    return {
        "APPS": [
            {
                "provider_id": PROVIDER,
                "name": environment.get("ONEPLAN_OIDC_NAME", "").strip() or "your organisation",
                "client_id": environment["ONEPLAN_OIDC_CLIENT"],
                "secret": environment["ONEPLAN_OIDC_SECRET"],
                "settings": {
                    "server_url": issuer,
                    "oauth_pkce_enabled": True,
                    # What the token says is enough, and one fewer place learns who signs in here.
                    "fetch_userinfo": False,
                },
            }
        ]
    }


def _check(issuer: str, environment: Mapping[str, str]) -> None:
    parts = urlsplit(issuer)
    # The token comes straight from the provider and is believed for that: nobody may stand in between.
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise NotValid(
            "ONEPLAN_OIDC_ISSUER has to start with https://. "
            "Copy the issuer from the provider’s list of endpoints."
        )
    missing = [name for name in MUST_BE_SET if not environment.get(name)]
    if missing:
        raise NotValid(f"ONEPLAN_OIDC_ISSUER is set, but {' and '.join(missing)} is not. Set it as well.")
