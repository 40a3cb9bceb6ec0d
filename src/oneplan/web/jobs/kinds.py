"""Which kinds of work there are: rooms write theirs down in a module `tasks`, and others ask by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils.module_loading import autodiscover_modules

from oneplan.errors import NotFound


@dataclass(frozen=True)
class Outcome:
    """What a job leaves behind: a sentence for people, figures for machines, and perhaps a file."""

    said: str = "Done."
    result: Mapping[str, object] = field(default_factory=dict)
    file: Path | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of work, and how often, how long and how patiently it is tried."""

    name: str
    title: str
    does: Callable[..., Outcome]
    most_tries: int
    wait: timedelta
    longest: timedelta
    every: timedelta | None
    by_hand: bool


_KINDS: dict[str, Kind] = {}


def job(
    name: str,
    *,
    title: str,
    most_tries: int = 3,
    wait: timedelta = timedelta(seconds=30),
    longest: timedelta = timedelta(hours=2),
    every: timedelta | None = None,
    by_hand: bool = False,
) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    """Make a function a kind of job.

    It is called with the `Work` in hand and the job's arguments by keyword, and returns an `Outcome`. A
    worker may be killed at any moment and the job done again from its start: what the function writes must
    bear that, or be written within `work.hold()`.

    Parameters
    ----------
    name
        How others ask for it, such as "evidence.import".
    title
        What people read.
    most_tries
        How often it is begun at most, when it goes wrong or its worker is killed.
    wait
        How long to wait after the first failure; twice as long after each further one.
    longest
        How long one try may take.
    every
        How often it comes round by itself, if it does.
    by_hand
        Whether people may start it from the page of jobs.
    """

    def write_down(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
        if name in _KINDS:
            raise TypeError(f"Two kinds of job are called {name}; rename one.")
        _KINDS[name] = Kind(
            name=name,
            title=title,
            does=function,
            most_tries=most_tries,
            wait=wait,
            longest=longest,
            every=every,
            by_hand=by_hand,
        )
        return function

    return write_down


def all_kinds() -> Mapping[str, Kind]:
    """Every kind of every room, by its name."""
    _read_rooms()
    return dict(_KINDS)


def find_kind(name: str) -> Kind:
    """The kind of this name.

    Raises
    ------
    NotFound
        When no room has written one down.
    """
    kind = all_kinds().get(name)
    if kind is None:
        raise NotFound(f"Nobody here knows a job called “{name[:60]}”. Choose another, or update oneplan.")
    return kind


def forget_kind(name: str) -> None:
    """Take a kind out again, as tests do with theirs."""
    _KINDS.pop(name, None)


@cache
def _read_rooms() -> None:
    autodiscover_modules("tasks")
