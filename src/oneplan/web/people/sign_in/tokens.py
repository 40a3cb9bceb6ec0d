"""Secrets in links: made at random, signed, and kept only as a digest."""

import hashlib
import secrets

from django.core.signing import BadSignature, Signer

LONGEST = 200
_BYTES = 24


def make_token() -> str:
    """A secret for one link: nobody can guess it, and without the site's key nobody can make one."""
    return _signer().sign(secrets.token_urlsafe(_BYTES))


def digest_of(token: str) -> str:
    """What is kept of a secret: it can be found again, but not read."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_ours(token: str) -> bool:
    """Whether this site made it; so the database is not asked for what anybody types."""
    if len(token) > LONGEST:
        return False
    try:
        _signer().unsign(token)
    except BadSignature:
        return False
    return True


def _signer() -> Signer:
    return Signer(salt="oneplan.link", sep=".")
