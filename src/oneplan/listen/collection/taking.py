"""Takes the answers of one wave: who is going stays in memory, and every change goes through the writer."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from oneplan.listen.collection.store import Begun, Ended, Ending, Entry, Found, Given, SessionState, Store
from oneplan.listen.collection.way import find_way
from oneplan.listen.collection.writing import Writer
from oneplan.listen.definition.questions import Question
from oneplan.listen.waves.codes import session_of, ticket_of
from oneplan.listen.waves.wave import Group

MOST_PUPILS = 20_000
"""So many are remembered; others are read again when they come back."""
READERS = 4
_Result = TypeVar("_Result")


@dataclass
class Pupil:
    """A pupil as they stand now, shared by all devices on which their code was typed."""

    session: bytes
    group: Group
    language: str
    state: SessionState | Literal["new"]
    answers: dict[str, tuple[int, Given]]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _way: tuple[Sequence[Question], tuple[str, ...]] | None = None

    def way(self, route: Sequence[Question]) -> tuple[str, ...]:
        """The questions on the way through a route; worked out anew after an answer, and not more often."""
        if self._way is None or self._way[0] is not route:
            self._way = (route, tuple(route[place].id for place in find_way(route, self.given())))
        return self._way[1]

    def take(self, question: str, *, revision: int, given: Given) -> None:
        """Take over an answer that is kept."""
        self.answers[question] = (revision, given)
        self._way = None

    def stand(self, other: "Pupil") -> None:
        """Stand as the store says."""
        self.state, self.language, self.answers = other.state, other.language, other.answers
        self._way = None

    def given(self) -> dict[str, Given]:
        """The last answer to each question."""
        return {question: given for question, (_, given) in self.answers.items()}


class Taking:
    """One open wave: finds pupils by code or by cookie, and keeps what they answer."""

    def __init__(self, store: Store, *, key: bytes, most: int = MOST_PUPILS) -> None:
        self.store, self.key = store, key
        self.writer = Writer(store)
        self._reader = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._pupils: OrderedDict[bytes, Pupil] = OrderedDict()
        self._most = most

    async def find(self, code: str) -> tuple[bytes, Found] | None:
        """The session that belongs to a code, and what is known of its card; nothing for other codes."""
        session = session_of(self.key, code)
        found = await self._read(self.store.find, ticket_of(self.key, session))
        return (session, found) if found else None

    async def pupil(self, session: bytes) -> Pupil | None:
        """Who a cookie belongs to; nothing where the card is gone."""
        pupil = self._pupils.get(session)
        if pupil is None:
            pupil = await self._look_up(session)
            if pupil is None:
                return None
            # Another request may have been quicker meanwhile, and all must share one.
            pupil = self._pupils.setdefault(session, pupil)
        self._pupils.move_to_end(session)
        while len(self._pupils) > self._most:
            self._pupils.popitem(last=False)
        return pupil

    async def begin(self, pupil: Pupil, *, language: str) -> bool:
        """Begin, come back after having declined, or change the language; false where all is finished."""
        async with pupil.turn:
            ticket = ticket_of(self.key, pupil.session)
            if await self.writer.write(Begun(pupil.session, ticket, language)):
                pupil.state, pupil.language = "going", language
                return True
            await self._look_again(pupil)
            return False

    async def answer(self, pupil: Pupil, question: str, *, seen: int, given: Given) -> bool:
        """Keep an answer; false where another device has given another one that this page had not seen.

        Parameters
        ----------
        pupil, question
            Whose answer, and to what.
        seen
            The revision of the answer that the page was drawn with, 0 for none.
        given
            The answer. The same one once more changes nothing, however often it is sent.
        """
        async with pupil.turn:
            revision, before = pupil.answers.get(question, (0, None))
            if before == given:
                return True
            if revision != seen or pupil.state != "going":
                return False
            if await self.writer.write(Entry(pupil.session, question, revision + 1, given)):
                pupil.take(question, revision=revision + 1, given=given)
                return True
            await self._look_again(pupil)
            return pupil.answers.get(question, (0, None))[1] == given

    async def end(self, pupil: Pupil, *, how: Ending) -> bool:
        """Finish, decline or delete; false where that was done before."""
        async with pupil.turn:
            ended = await self.writer.write(Ended(pupil.session, ticket_of(self.key, pupil.session), how))
            await self._look_again(pupil)
            return ended

    async def paused(self) -> frozenset[Group]:
        """The groups that wait."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self.store.paused)

    async def close(self) -> None:
        """Write what waits, and let go of the store."""
        await self.writer.close()
        self._reader.shutdown()
        self.store.close()

    async def _look_up(self, session: bytes) -> Pupil | None:
        going = await self._read(self.store.load, session)
        if going:
            return Pupil(session, going.group, going.language, going.state, dict(going.answers))
        found = await self._read(self.store.find, ticket_of(self.key, session))
        return Pupil(session, found.group, "", "new", {}) if found else None

    async def _look_again(self, pupil: Pupil) -> None:
        """Take over what the store holds, where it may be ahead of us."""
        now = await self._look_up(pupil.session)
        if now:
            pupil.stand(now)

    async def _read(self, ask: Callable[[Any], _Result], what: object) -> _Result:
        if self.store.reads_at_once:
            return ask(what)
        return await asyncio.get_running_loop().run_in_executor(self._reader, ask, what)
