"""Writes everything that waits in one transaction, and wakes all who waited once it is on disk."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from oneplan.errors import NotReachable
from oneplan.listen.collection.store import Step, Store

MOST_AT_ONCE = 500
"""Steps in one transaction, so that nobody waits for the commit of thousands."""


class Writer:
    """One thread that writes. While it waits for the disk, what comes in gathers for the next commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: list[tuple[Step, asyncio.Future[bool]]] = []
        self._work: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many steps wait for their turn."""
        return len(self._waiting)

    async def write(self, step: Step) -> bool:
        """Do a step; whether it changed anything. When this returns, it is on disk.

        Raises
        ------
        NotReachable
            When it could not be kept; it may be sent again without harm.
        Sealed
            When the wave takes nothing more.
        """
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((step, told))
        if self._work is None:
            self._work = asyncio.create_task(self._write_all())
        return await told

    async def close(self) -> None:
        """Write what still waits, then stop."""
        if self._work is not None:
            await self._work
        self._thread.shutdown()

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._write_once(batch)
        finally:
            self._work = None

    async def _write_once(self, batch: Sequence[tuple[Step, asyncio.Future[bool]]]) -> None:
        steps = [step for step, _ in batch]
        try:
            kept = await asyncio.get_running_loop().run_in_executor(self._thread, self._store.write, steps)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may be left waiting
            for _, told in batch:
                if not told.done():
                    told.set_exception(error)
            return
        for (_, told), changed in zip(batch, kept, strict=True):
            if not told.done():
                told.set_result(changed)


def not_kept() -> NotReachable:
    """What is said where too many wait already."""
    return NotReachable("Too many answers come in at this moment. Wait a little, then send yours again.")
