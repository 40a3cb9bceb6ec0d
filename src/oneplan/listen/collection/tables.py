"""The tables of answers and what is done with them, in the SQL that SQLite and PostgreSQL share."""

import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from oneplan.listen.collection.store import (
    Begun,
    Count,
    Ended,
    Ending,
    Entry,
    Found,
    Given,
    Going,
    Said,
    Sealed,
    Sheet,
    Step,
)
from oneplan.listen.waves.codes import opaque_id
from oneplan.listen.waves.wave import Group

AT_ONCE = 100
"""How many pupils’ answers are read at once when all are."""
TABLES = (
    """CREATE TABLE IF NOT EXISTS tickets (
        ticket {bytes} PRIMARY KEY, school TEXT NOT NULL, year INTEGER NOT NULL, version TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'unused') {order}""",
    """CREATE TABLE IF NOT EXISTS sessions (
        session {bytes} PRIMARY KEY, school TEXT NOT NULL, year INTEGER NOT NULL, version TEXT NOT NULL,
        language TEXT NOT NULL, state TEXT NOT NULL) {order}""",
    """CREATE TABLE IF NOT EXISTS answers (
        session {bytes} NOT NULL, question TEXT NOT NULL, revision INTEGER NOT NULL, given TEXT NOT NULL,
        PRIMARY KEY (session, question, revision)) {order}""",
    """CREATE TABLE IF NOT EXISTS groups (
        school TEXT NOT NULL, year INTEGER NOT NULL, version TEXT NOT NULL, paused INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (school, year, version)) {order}""",
    "CREATE TABLE IF NOT EXISTS taking (one INTEGER PRIMARY KEY, sealed INTEGER NOT NULL)",
    "INSERT INTO taking (one, sealed) VALUES (1, 0) ON CONFLICT DO NOTHING",
)
NAMES = ("answers", "sessions", "tickets", "groups", "taking")

_GROUP = "INSERT INTO groups (school, year, version) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_CARD = """INSERT INTO tickets (ticket, school, year, version) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING"""
_BEGIN = """INSERT INTO sessions (session, school, year, version, language, state)
    SELECT %s, school, year, version, %s, 'going' FROM tickets WHERE ticket = %s AND state <> 'done'
    ON CONFLICT (session) DO UPDATE SET state = 'going', language = excluded.language
    WHERE sessions.state IN ('going', 'declined')"""
_START = "UPDATE tickets SET state = 'started' WHERE ticket = %s AND state = 'unused'"
_ANSWER = """INSERT INTO answers (session, question, revision, given)
    SELECT %s, %s, %s, %s
    WHERE EXISTS (SELECT 1 FROM sessions WHERE session = %s AND state = 'going' {lock})
    AND (SELECT COALESCE(MAX(revision), 0) FROM answers WHERE session = %s AND question = %s) = %s
    ON CONFLICT DO NOTHING"""
_END = "UPDATE sessions SET state = %s WHERE session = %s AND state IN ('going', 'declined')"
_SPEND = "UPDATE tickets SET state = 'done' WHERE ticket = %s"
_DELETE = "DELETE FROM answers WHERE session = %s"
_FIND = """SELECT t.school, t.year, t.version, t.state, COALESCE(g.paused, 0) FROM tickets t
    LEFT JOIN groups g ON g.school = t.school AND g.year = t.year AND g.version = t.version
    WHERE t.ticket = %s"""
_LOAD = "SELECT school, year, version, language, state FROM sessions WHERE session = %s"
_LAST = "SELECT question, revision, given FROM answers WHERE session = %s ORDER BY question, revision"
_CARDS = """SELECT t.school, t.year, t.version, g.paused, COUNT(*),
    SUM(CASE WHEN t.state = 'unused' THEN 1 ELSE 0 END),
    SUM(CASE WHEN t.state = 'started' THEN 1 ELSE 0 END),
    SUM(CASE WHEN t.state = 'done' THEN 1 ELSE 0 END)
    FROM tickets t JOIN groups g ON g.school = t.school AND g.year = t.year AND g.version = t.version
    GROUP BY t.school, t.year, t.version, g.paused ORDER BY t.school, t.year, t.version"""
_PUPILS = """SELECT school, year, version,
    SUM(CASE WHEN state = 'declined' THEN 1 ELSE 0 END),
    SUM(CASE WHEN state IN ('going', 'done') AND NOT EXISTS (
        SELECT 1 FROM answers a WHERE a.session = s.session AND a.given NOT IN ({nothing})
    ) THEN 1 ELSE 0 END)
    FROM sessions s GROUP BY school, year, version"""
_WHO = "SELECT session FROM sessions WHERE state IN ('going', 'done')"
_PUPILS_OF = """SELECT session, school, year, version, language, state FROM sessions
    WHERE state IN ('going', 'done') AND session IN ({sessions})"""
_ANSWERS_OF = "SELECT session, question, revision, given FROM answers WHERE session IN ({sessions})"
_TEXTS = """SELECT a.session, s.school, s.year, s.version, a.question, a.revision, a.given
    FROM answers a JOIN sessions s ON s.session = a.session
    WHERE s.state IN ('going', 'done') AND SUBSTR(a.given, 1, 8) = '{"text":'
    AND a.revision = (
        SELECT MAX(b.revision) FROM answers b WHERE b.session = a.session AND b.question = a.question)
    ORDER BY a.session, a.question"""


def as_text(given: Given) -> str:
    """An answer as it is kept: the same answer is always the same text."""
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


_NOTHING = tuple(as_text({"codes": codes}) for codes in ([], ["dont-know"], ["rather-not"]))


class Tables(ABC):
    """A store over five tables; what opens the database and begins its transactions is left to each kind.

    No table holds a time or an address. None keeps the order in which rows came, so what was first cannot be
    told from it either.
    """

    reads_at_once = False
    """Whether reading one pupil takes less time than handing it to another thread."""
    lock = ""
    """What keeps a row from being changed by others until a transaction ends, where that needs words."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._answer = _ANSWER.format(lock=self.lock)

    @abstractmethod
    def _transaction(self, *, writes: bool) -> AbstractContextManager[Any]:
        """A connection in a transaction, with `execute`; committed, and on disk, when it is left."""

    @abstractmethod
    def _is_taking(self, on: Any) -> bool:  # noqa: ANN401 - either kind of connection
        """Whether answers are taken; until the transaction ends that cannot change."""

    @abstractmethod
    def _do(self, on: Any, sql: str, given: Sequence[object]) -> Any:  # noqa: ANN401 - either kind of cursor
        """Run one statement, written with `%s` in the places of its values."""

    def issue(self, group: Group, tickets: Sequence[bytes]) -> int:
        """Add cards to a group; those that are there already are left alone. How many were added."""
        place = (group.school, group.year, group.version)
        with self._transaction(writes=True) as on:
            self._do(on, _GROUP, place)
            return sum(int(self._do(on, _CARD, (ticket, *place)).rowcount) for ticket in tickets)

    def find(self, ticket: bytes) -> Found | None:
        """What is known of a card; nothing where there is no such card."""
        with self._transaction(writes=False) as on:
            row = self._do(on, _FIND, (ticket,)).fetchone()
        return Found(_group(row), row[3], bool(row[4])) if row else None

    def load(self, session: bytes) -> Going | None:
        """A pupil with all answers; nothing where nobody began with that code."""
        with self._transaction(writes=False) as on:
            row = self._do(on, _LOAD, (session,)).fetchone()
            answers = self._do(on, _LAST, (session,)).fetchall() if row else []
        last = {question: (revision, json.loads(given)) for question, revision, given in answers}
        return Going(_group(row), row[3], row[4], last) if row else None

    def write(self, batch: Sequence[Step]) -> list[bool]:
        """Do these steps in their order, in one transaction; for each, whether it changed anything."""
        with self._transaction(writes=True) as on:
            if not self._is_taking(on):
                raise Sealed
            return [self._take(on, step) for step in batch]

    def begin(self, session: bytes, ticket: bytes, *, language: str) -> bool:
        """One `Begun` alone."""
        return self.write([Begun(session, ticket, language)])[0]

    def end(self, session: bytes, ticket: bytes, *, how: Ending) -> bool:
        """One `Ended` alone."""
        return self.write([Ended(session, ticket, how)])[0]

    def _take(self, on: Any, step: Step) -> bool:  # noqa: ANN401 - either kind of connection
        match step:
            case Entry(session, question, revision, given):
                row = (session, question, revision, as_text(given))
                before = (session, session, question, revision - 1)
                return bool(self._do(on, self._answer, (*row, *before)).rowcount > 0)
            case Begun(session, ticket, language):
                began = self._do(on, _BEGIN, (session, language, ticket)).rowcount > 0
                self._do(on, _START, (ticket,))
                return bool(began)
            case Ended(session, ticket, how):
                ended = self._do(on, _END, (how, session)).rowcount > 0
                if ended and how == "deleted":
                    self._do(on, _DELETE, (session,))
                if ended and how != "declined":
                    self._do(on, _SPEND, (ticket,))
                return bool(ended)

    def counts(self) -> list[Count]:
        """How far every group is, in the order of school, year and version."""
        places = ", ".join(["%s"] * len(_NOTHING))
        with self._transaction(writes=False) as on:
            cards = self._do(on, _CARDS, ()).fetchall()
            pupils = self._do(on, _PUPILS.format(nothing=places), _NOTHING).fetchall()
        by_group = {row[:3]: row[3:] for row in map(tuple, pupils)}
        return [
            Count(
                _group(row), bool(row[3]), *map(int, row[4:]), *map(int, by_group.get(tuple(row[:3]), (0, 0)))
            )
            for row in cards
        ]

    def pause(self, group: Group, *, paused: bool) -> None:
        """Let a group wait, or go on."""
        sql = "UPDATE groups SET paused = %s WHERE school = %s AND year = %s AND version = %s"
        with self._transaction(writes=True) as on:
            self._do(on, sql, (int(paused), group.school, group.year, group.version))

    def paused(self) -> frozenset[Group]:
        """The groups that wait."""
        with self._transaction(writes=False) as on:
            rows = self._do(on, "SELECT school, year, version FROM groups WHERE paused = 1", ()).fetchall()
        return frozenset(map(_group, rows))

    def sheets(self) -> Iterator[Sheet]:
        """What every pupil said who did not decline or delete, in an order drawn by lot."""
        with self._transaction(writes=False) as on:
            sessions = [bytes(session) for (session,) in self._do(on, _WHO, ()).fetchall()]
        secrets.SystemRandom().shuffle(sessions)
        for first in range(0, len(sessions), AT_ONCE):
            yield from self._sheets_of(sessions[first : first + AT_ONCE])

    def _sheets_of(self, sessions: Sequence[bytes]) -> list[Sheet]:
        # Nothing is sorted in the database: a server would write what it sorts into files of its own.
        places = ", ".join(["%s"] * len(sessions))
        with self._transaction(writes=False) as on:
            pupils = self._do(on, _PUPILS_OF.format(sessions=places), sessions).fetchall()
            answers = self._do(on, _ANSWERS_OF.format(sessions=places), sessions).fetchall()
        about = {bytes(row[0]): row[1:] for row in pupils}
        said: dict[bytes, dict[str, tuple[int, str]]] = {session: {} for session in about}
        for session, question, revision, given in answers:
            mine = said.get(bytes(session), {})
            mine[question] = max(mine.get(question, (0, "")), (revision, given))
        return [_sheet(about[session], said[session]) for session in sessions if session in about]

    def texts(self) -> Iterator[Said]:
        """The last free text to every question, of everybody who did not delete it."""
        with self._transaction(writes=False) as on:
            rows = self._do(on, _TEXTS, ()).fetchall()
        for session, school, year, version, question, revision, given in rows:
            id_ = opaque_id(self._key, bytes(session), question=question, revision=revision)
            yield Said(id_, _group((school, year, version)), question, json.loads(given)["text"])

    def forget_tickets(self) -> None:
        """Remove every card that has not been used: those of a key that is gone."""
        with self._transaction(writes=True) as on:
            self._do(on, "DELETE FROM tickets WHERE state = 'unused'", ())

    def seal(self) -> None:
        """Take nothing more, from now on and whoever is in the middle of writing."""
        with self._transaction(writes=True) as on:
            self._do(on, "UPDATE taking SET sealed = 1", ())

    def is_sealed(self) -> bool:
        """Whether nothing more is taken."""
        with self._transaction(writes=False) as on:
            return bool(self._do(on, "SELECT sealed FROM taking", ()).fetchone()[0])


def _group(row: Sequence[Any]) -> Group:
    # The rows came from groups that were checked when they went in; this is done for every pupil.
    return Group.model_construct(school=row[0], year=row[1], version=row[2])


def _sheet(about: Sequence[Any], said: Mapping[str, tuple[int, str]]) -> Sheet:
    answers: Mapping[str, Given] = {
        question: json.loads(given) for question, (_, given) in sorted(said.items())
    }
    return Sheet(_group(about), about[3], about[4], answers)
