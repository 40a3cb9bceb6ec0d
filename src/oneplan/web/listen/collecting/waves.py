"""Follows which waves are open: looks at their files once a second, and needs no new start."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from oneplan.errors import NotReachable, OneplanError
from oneplan.listen.collection.store import Found, Store
from oneplan.listen.collection.taking import Pupil, Taking
from oneplan.listen.collection.way import route_of
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.waves.codes import read_cookie
from oneplan.listen.waves.keys import read_key
from oneplan.listen.waves.places import about_file, questionnaire_file
from oneplan.listen.waves.wave import Group, Wave, list_waves, read_wave
from oneplan.web.listen.collecting.pages import Pages
from oneplan.web.listen.collecting.tongues import part_cookie

EVERY_SECONDS = 1.0
Opens = Callable[[Wave, bytes], Store]
_State = tuple[tuple[int, int, int], ...]
_LOG = logging.getLogger(__name__)


@dataclass
class OpenWave:
    """A wave that takes answers, with everything that a request needs of it."""

    wave: Wave
    taking: Taking
    pages: Pages
    state: _State
    paused: frozenset[Group] = field(default_factory=frozenset)

    @cached_property
    def routes(self) -> dict[str, tuple[Question, ...]]:
        """The questions of each version, in their order."""
        return {one: route_of(self.pages.asked, self.wave, version=one) for one in self.wave.versions}


@dataclass(frozen=True)
class Here:
    """A pupil, and the wave that they are in."""

    wave: OpenWave
    pupil: Pupil
    chosen: str = ""
    """The language that was chosen before they began."""

    @property
    def language(self) -> str:
        """The language of the pages: the one they chose, or the first of the wave."""
        known = self.wave.pages.tongues
        wanted = (self.pupil.language, self.chosen)
        return next((one for one in wanted if one in known), self.wave.pages.asked.language)

    @property
    def route(self) -> tuple[Question, ...]:
        """The questions of the pupil's version."""
        return self.wave.routes.get(self.pupil.group.version, ())


class OpenWaves:
    """The waves that are open now."""

    def __init__(self, home: Path, *, opens: Opens) -> None:
        self.home, self._opens = home, opens
        self._open: dict[str, OpenWave] = {}
        self._refused: dict[str, _State] = {}

    def __iter__(self) -> Iterator[OpenWave]:
        return iter(self._open.values())

    async def follow(self) -> None:
        """Look again and again; for a task of its own."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except (OneplanError, OSError):
                _LOG.exception("The waves cannot be looked at; those that are open stay open.")

    async def look(self) -> None:
        """Open what has been opened, close what has been closed, see which classes wait."""
        states = {name: _state_of(self.home, name) for name in list_waves(self.home)}
        for name, state in states.items():
            here = self._open.get(name)
            if (here.state if here else self._refused.get(name)) != state:
                await self._read(name, state)
        for name in set(self._open) - set(states):
            await self._open.pop(name).taking.close()
        for here in self:
            # A store that is away for a moment says so to the next pupil, who can try again.
            with suppress(NotReachable):
                here.paused = await here.taking.paused()

    def find_named(self, wave: str) -> OpenWave | None:
        """An open wave by its id."""
        return self._open.get(wave)

    async def find_code(self, code: str) -> tuple[OpenWave, bytes, Found] | None:
        """The wave that a code belongs to, with its session and what is known of its card."""
        for here in list(self):
            found = await here.taking.find(code)
            if found:
                return (here, *found)
        return None

    async def find_pupil(self, cookie: str) -> Here | None:
        """Who sent a cookie; nothing where no open wave gave it."""
        given, chosen = part_cookie(cookie)
        for here in list(self):
            session = read_cookie(here.taking.key, given)
            pupil = await here.taking.pupil(session) if session else None
            if pupil:
                return Here(here, pupil, chosen)
        return None

    async def close(self) -> None:
        """Write what waits, and let go of everything."""
        open_, self._open = list(self), {}
        for here in open_:
            await here.taking.close()

    async def _read(self, name: str, state: _State) -> None:
        """Take over what the files of a wave say now; who is in the middle of it notices nothing."""
        before = self._open.get(name)
        try:
            wave = read_wave(self.home, name)
            if wave.state == "open":
                asked = read_questionnaire(questionnaire_file(self.home, name))
                key = read_key(self.home, name)
                is_same = before is not None and before.taking.key == key
                taking = before.taking if before and is_same else Taking(self._opens(wave, key), key=key)
                paused = before.paused if before else frozenset[Group]()
                self._open[name] = OpenWave(wave, taking, Pages(asked, wave), state, paused)
                if before and not is_same:
                    await before.taking.close()
                return
        except OneplanError as error:
            _LOG.error("The wave %s cannot be read: %s", name, error)
            if before or isinstance(error, NotReachable):
                # What is open stays open as it was, and what could not be reached is tried again.
                return
        self._refused[name] = state
        if before:
            await self._open.pop(name).taking.close()


def _state_of(home: Path, wave: str) -> _State:
    return tuple(_written((about_file(home, wave), questionnaire_file(home, wave))))


def _written(paths: Iterable[Path]) -> Iterator[tuple[int, int, int]]:
    for path in paths:
        try:
            there = path.stat()
        except FileNotFoundError:
            continue
        yield there.st_ino, there.st_mtime_ns, there.st_size
