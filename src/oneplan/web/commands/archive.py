"""What a backup is: one archive with a list of everything in it, and a checksum of each part."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from oneplan.errors import NotFound, NotReachable, NotValid

FORMAT = 1
LIST = "manifest.json"
A_PIECE = 1024**2
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
)
PACKED_ALREADY = {".parquet", ".zip", ".docx", ".xlsx", ".odt", ".ods", ".png", ".pdf"}


@dataclass
class Writing:
    """An archive that is being written, and what is known of its parts so far."""

    archive: zipfile.ZipFile
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write one part, piece by piece."""
        packing = zipfile.ZIP_STORED if Path(name).suffix in PACKED_ALREADY else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name, date_time=datetime.now().astimezone().timetuple()[:6])
        entry.compress_type, entry.external_attr = packing, 0o600 << 16
        with self.archive.open(entry, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                digest.update(piece)
                size += len(piece)
        self.parts[name] = {"sha256": digest.hexdigest(), "size": size}


class Counted:
    """Lines that count themselves as they go by."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines, self.number = lines, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.number += 1
            yield line


@contextmanager
def write_archive(target: Path, about: dict[str, Any]) -> Iterator[Writing]:
    """Write an archive beside its place and move it there when it is whole; its owner alone may read it.

    Raises
    ------
    NotReachable
        When it cannot be written there.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                writing = Writing(archive)
                yield writing
                listed = {"format": FORMAT, **about, "parts": writing.parts}
                archive.writestr(LIST, json.dumps(listed, indent=1))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise NotReachable(
            f"The backup cannot be written to {target}: {error.strerror or error}. Choose another with --to."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def read_archive(path: Path) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """Open an archive and prove every part of it against its checksum, before anything is done with it.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is no backup of ours, a part is damaged, missing or one too many, or a name leads elsewhere.
    """
    try:
        archive = zipfile.ZipFile(path)
        listed = json.loads(archive.read(LIST))
        _check_list(listed)
        _check_names(archive, listed["parts"])
        for name, said in listed["parts"].items():
            _check_part(archive, name, said)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}. Name a backup that `oneplan backup` made.") from error
    except BROKEN as error:
        raise NotValid(
            f"{path} is no backup, or it is damaged. Take another one; nothing was changed."
        ) from error
    return archive, listed


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(A_PIECE):
            yield piece


def _check_list(listed: dict[str, Any]) -> None:
    if listed["format"] != FORMAT:
        raise NotValid("Another version of oneplan made this backup. Install that version to restore it.")


def _check_names(archive: zipfile.ZipFile, parts: dict[str, Any]) -> None:
    names = sorted(archive.namelist())
    if names != sorted([*parts, LIST]):
        raise NotValid("The backup does not hold what its list says. Take another one; nothing was changed.")
    for name in parts:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
            raise NotValid(
                "The backup holds a name that leads elsewhere. Do not use it; nothing was changed."
            )


def _check_part(archive: zipfile.ZipFile, name: str, said: dict[str, Any]) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as part:
        while piece := part.read(A_PIECE):
            digest.update(piece)
            size += len(piece)
    if (digest.hexdigest(), size) != (said["sha256"], said["size"]):
        raise NotValid(f"{name} in the backup is damaged. Take another backup; nothing was changed.")
