"""Opens the store of a wave where the partnership keeps what people write: a file, or PostgreSQL."""

from pathlib import Path

from oneplan.listen.collection.sqlite import SqliteStore
from oneplan.listen.collection.store import Store
from oneplan.listen.waves.places import answers_file


def open_store(home: Path, wave: str, *, key: bytes, address: str = "") -> Store:
    """Open the answers of a wave; where there are none yet, an empty store is made.

    Parameters
    ----------
    home, wave
        The partnership's folder, and the wave's id.
    key
        The wave's key.
    address
        That of a PostgreSQL database; empty for a file in the wave's own folder.

    Raises
    ------
    NotReachable
        When it cannot be opened.
    """
    if address:
        from oneplan.listen.collection.postgres import PostgresStore  # noqa: PLC0415 - a part of the web extra

        return PostgresStore(address, wave=wave, key=key)
    return SqliteStore(answers_file(home, wave), key=key)
