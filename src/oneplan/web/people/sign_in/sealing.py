"""Seals the secrets of second factors, so that a copy of the database alone opens nobody's account."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from oneplan.errors import NotAllowed
from oneplan.web import wiring

PURPOSE = b"oneplan.second-factor"


def seal(text: str) -> str:
    """Encrypt a secret with a key made from the site's own."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Read a secret again.

    Raises
    ------
    NotAllowed
        When it was sealed with another key: after the key was lost, everybody sets up their second step anew.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise NotAllowed(
            "Your second step was set up with another secret key of this site. "
            "Ask your administrator to remove it, then set it up again."
        ) from error


def _box() -> MultiFernet:
    keys = wiring.secret_keys()
    return MultiFernet([Fernet(_key_from(str(key))) for key in keys])


def _key_from(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest())
