"""What a store of answers can do, whichever database is under it, and what goes in and out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict

from oneplan.errors import NotAllowed
from oneplan.listen.waves.wave import Group

TicketState = Literal["unused", "started", "done"]
Ending = Literal["done", "declined", "deleted"]
SessionState = Literal["going", "done", "declined", "deleted"]


class Given(TypedDict, total=False):
    """One answer: chosen codes (none where it was left blank), or a number, or a text."""

    codes: list[str]
    number: int
    text: str


class Sealed(NotAllowed):
    """The wave takes no answers any more."""

    def __init__(self) -> None:
        super().__init__("The survey is closed, so nothing was kept. Thank you for coming.")


@dataclass(frozen=True)
class Found:
    """What is known of a card: whose it is, how far it is, and whether its class waits."""

    group: Group
    state: TicketState
    paused: bool


@dataclass(frozen=True)
class Going:
    """A pupil as the store knows them: nobody can be found by it without the code."""

    group: Group
    language: str
    state: SessionState
    answers: Mapping[str, tuple[int, Given]]
    """The last answer to each question, with how many times it was given."""


@dataclass(frozen=True)
class Begun:
    """A pupil begins, comes back after having declined, or chooses another language."""

    session: bytes
    ticket: bytes
    language: str


@dataclass(frozen=True)
class Entry:
    """An answer; the first to a question has the revision 1, and each change one more."""

    session: bytes
    question: str
    revision: int
    given: Given


@dataclass(frozen=True)
class Ended:
    """A pupil has finished, does not want to take part, or wants all of it deleted."""

    session: bytes
    ticket: bytes
    how: Ending


Step = Begun | Entry | Ended


@dataclass(frozen=True)
class Count:
    """How far a group is.

    Attributes
    ----------
    group, paused
        Which group, and whether it waits.
    issued, unused, started, done
        Its cards: all of them, and by how far they are; done includes those whose answers were deleted.
    declined
        Pupils who did not want to take part.
    empty
        Pupils who began, or even finished, without an answer of their own to any question.
    """

    group: Group
    paused: bool
    issued: int
    unused: int
    started: int
    done: int
    declined: int
    empty: int


@dataclass(frozen=True)
class Sheet:
    """Everything that one pupil said, in an order that tells nothing, and without what stood for the pupil.

    It holds the last answer to every question, also to those that a later change of mind took off the way;
    `way.on_the_way` keeps these out.
    """

    group: Group
    language: str
    state: SessionState
    answers: Mapping[str, Given]


@dataclass(frozen=True)
class Said:
    """A free text for those who read them on the same day, under a name that only the key can make."""

    id: str
    group: Group
    question: str
    text: str


class Store(Protocol):
    """The answers of one wave.

    Every method that writes returns after its commit is on disk, and raises `NotReachable` where it could not
    be. A store may be used from several threads and several processes at once.
    """

    reads_at_once: bool
    """Whether reading one pupil takes less time than handing it to another thread."""

    def issue(self, group: Group, tickets: Sequence[bytes]) -> int:
        """Add cards to a group; those that are there already are left alone. How many were added."""
        ...

    def find(self, ticket: bytes) -> Found | None:
        """What is known of a card; nothing where there is no such card."""
        ...

    def load(self, session: bytes) -> Going | None:
        """A pupil with all answers; nothing where nobody began with that code."""
        ...

    def write(self, batch: Sequence[Step]) -> list[bool]:
        """Do these steps in their order, in one transaction; for each, whether it changed anything.

        An entry is kept only of a pupil who is going, and only as the next revision; so the same answer sent
        twice is kept once. Raises `Sealed` after `seal`.
        """
        ...

    def begin(self, session: bytes, ticket: bytes, *, language: str) -> bool:
        """One `Begun` alone."""
        ...

    def end(self, session: bytes, ticket: bytes, *, how: Ending) -> bool:
        """One `Ended` alone."""
        ...

    def counts(self) -> list[Count]:
        """How far every group is, in the order of school, year and version."""
        ...

    def pause(self, group: Group, *, paused: bool) -> None:
        """Let a group wait, or go on."""
        ...

    def paused(self) -> frozenset[Group]:
        """The groups that wait."""
        ...

    def sheets(self) -> Iterator[Sheet]:
        """What every pupil said who did not decline or delete, in an order drawn by lot, anew each time.

        However many pupils there are, only a few hundred of them are held in memory at once.
        """
        ...

    def texts(self) -> Iterator[Said]:
        """The last free text to every question, of everybody who did not delete it."""
        ...

    def forget_tickets(self) -> None:
        """Remove every card that has not been used: those of a key that is gone."""
        ...

    def seal(self) -> None:
        """Take nothing more, from now on and whoever is in the middle of writing."""
        ...

    def is_sealed(self) -> bool:
        """Whether nothing more is taken."""
        ...

    def destroy(self) -> None:
        """Remove everything, also beside the database; the store cannot be used any more."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
