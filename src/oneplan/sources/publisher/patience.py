"""How long we wait for a publisher, and the clock of one visit."""

import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long we wait for a publisher, in seconds, and how often we try again."""

    connect_seconds: float = 3
    read_seconds: float = 10
    whole_seconds: float = 120
    retries: int = 2
    backoff_seconds: float = 0.5


@dataclass(frozen=True)
class Clock:
    """One visit's clock: what is left of the patience it began with."""

    patience: Patience
    ends: float

    @classmethod
    def start(cls, patience: Patience) -> Self:
        """A clock that begins to run now."""
        return cls(patience, time.monotonic() + patience.whole_seconds)

    @property
    def left(self) -> float:
        """Seconds left for the whole visit; below zero when it is over."""
        return self.ends - time.monotonic()

    def allow(self, seconds: float) -> float:
        """How long a wait of so many seconds may be now.

        Raises
        ------
        TimeoutError
            Where the visit is over.
        """
        if self.left <= 0:
            raise TimeoutError("the whole visit took too long")
        return min(seconds, self.left)
