"""The key of a wave, without which no code can be linked to any answer: made, read and destroyed."""

import os
import secrets
from pathlib import Path

from oneplan.errors import NotFound, NotValid
from oneplan.listen.waves.places import key_file

BYTES = 32


def make_key(home: Path, wave: str) -> bytes:
    """Make the key of a wave, in a file that its owner alone may read.

    Raises
    ------
    NotValid
        When the wave has a key: another one would make its printed cards worthless.
    """
    path = key_file(home, wave)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(BYTES)
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise NotValid(
            f"The wave “{wave}” has a key already. Leave it: cards were printed from it."
        ) from error
    with os.fdopen(opened, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    _keep_folder(path.parent)
    return key


def read_key(home: Path, wave: str) -> bytes:
    """The key of a wave.

    Raises
    ------
    NotFound
        When it is gone: the wave was closed, or came from a backup, which never holds a key.
    NotValid
        When the file is damaged.
    """
    try:
        key = key_file(home, wave).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(
            f"The wave “{wave}” has no key: it was closed, or it came from a backup. "
            "An open wave goes on with a new key and new codes."
        ) from error
    if len(key) != BYTES:
        raise NotValid(f"The key of the wave “{wave}” is damaged. Remove the file, and issue new codes.")
    return key


def destroy_key(home: Path, wave: str) -> None:
    """Overwrite and remove the key; nothing happens where there is none.

    What a disk has under its files, and copies that somebody made by hand, are beyond this program.
    """
    path = key_file(home, wave)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _keep_folder(path.parent)


def _keep_folder(folder: Path) -> None:
    """See that the folder itself is on disk, and with it that a file came or went."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
