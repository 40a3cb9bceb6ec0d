"""Counts wrong codes from one address for a few minutes, without writing the address anywhere."""

import hashlib
import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable

MOST_WRONG = 300
"""In one stretch from one address. A whole school may stand behind it, so only a machine is stopped; at this
pace it finds one of 32,000 unused codes in about forty days."""
SECONDS = 300.0
_MOST_ADDRESSES = 50_000


class Guesses:
    """Wrong codes in the stretch that runs; at its end the counts, and the key of their names, are gone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begin()

    def are_too_many(self, address: str) -> bool:
        """Whether nothing more is looked up for an address until the stretch ends."""
        if self._clock() >= self._until or len(self._wrong) > _MOST_ADDRESSES:
            self._begin()
        return self._wrong[self._name(address)] >= MOST_WRONG

    def add_one(self, address: str) -> None:
        """Count a wrong code."""
        self._wrong[self._name(address)] += 1

    def _begin(self) -> None:
        self._key = secrets.token_bytes(32)
        self._wrong: Counter[bytes] = Counter()
        self._until = self._clock() + SECONDS

    def _name(self, address: str) -> bytes:
        # One subscriber's IPv6 addresses are one.
        near = ":".join(address.split(":")[:4]) if ":" in address else address
        return hmac.digest(self._key, near.encode(), hashlib.sha256)


def address_of(peer: str, *, forwarded: str, proxies: int) -> str:
    """Where a request comes from: the word of the servers in front is taken for as many as we know of.

    Examples
    --------
    >>> address_of("127.0.0.1", forwarded="6.6.6.6, 10.1.1.1", proxies=1)
    '10.1.1.1'
    >>> address_of("127.0.0.1", forwarded="6.6.6.6", proxies=0)
    '127.0.0.1'
    """
    said = [one.strip() for one in forwarded.split(",") if one.strip()]
    return said[-proxies] if proxies and len(said) >= proxies else peer
