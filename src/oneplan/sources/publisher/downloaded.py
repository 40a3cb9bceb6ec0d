"""What was downloaded, and its way into place: all files of an edition or none."""

import contextlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from oneplan.errors import NotValid
from oneplan.words.saying import say_day

RECORD = "downloaded.json"
"""The file beside the downloaded ones that says where they came from."""


@dataclass(frozen=True, kw_only=True)
class DownloadedFile:
    """One file as it came: where from, how many bytes, and their fingerprint."""

    name: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """An edition in a folder; commit and date are None where the list of changes was closed to us."""

    folder: Path
    publisher: str
    ref: str
    commit: str | None
    committed: datetime | None
    files: tuple[DownloadedFile, ...]

    @property
    def sentence(self) -> str:
        """Where the files came from, for people."""
        what = f"{len(self.files)} files of {self.publisher}"
        if self.commit is None or self.committed is None:
            why = "commit unknown: the list of changes was closed to us for now"
            return f"{what}, newest of the branch {self.ref} ({why})"
        return f"{what}, as of {say_day(self.committed)} (commit {self.commit[:10]})"

    def to_json(self) -> str:
        """The record that is kept beside the files: the same edition always gives the same text."""
        return json.dumps(
            {
                "publisher": self.publisher,
                "ref": self.ref,
                "commit": self.commit,
                "committed": self.committed and self.committed.isoformat(),
                "files": [vars(file) for file in self.files],
            },
            indent=2,
        )


def describe_file(name: str, data: bytes, *, address: str) -> DownloadedFile:
    """The size and fingerprint of one file.

    Examples
    --------
    >>> describe_file("a.csv", b"", address="https://example.org/a.csv").sha256[:12]
    'e3b0c44298fc'
    """
    return DownloadedFile(name=name, address=address, size=len(data), sha256=sha256(data).hexdigest())


def check_may_fill(folder: Path, *, names: frozenset[str]) -> None:
    """Passes a folder that is not there, is empty, or holds nothing but an earlier download.

    Raises
    ------
    NotValid
        It holds something else, which a download would destroy.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotValid(f"{folder} is a file; name a folder to download into.")
    others = sorted({path.name for path in folder.iterdir()} - names - {RECORD})
    if others:
        raise NotValid(
            f'{folder} holds other things, such as "{others[0]}"; name an empty folder to download into.'
        )


def put_in_place(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Writes all files beside the folder, then moves them into place at once, over an earlier download.

    Raises
    ------
    NotValid
        The files cannot be written there, or the folder holds something else.
    """
    check_may_fill(folder, names=frozenset(contents))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            arriving = Path(beside, "arriving")
            arriving.mkdir()
            for name, data in contents.items():
                (arriving / name).write_bytes(data)
            _swap(arriving, folder, aside=Path(beside, "earlier"))
    except OSError as error:
        why = error.strerror or error
        raise NotValid(
            f"The files could not be written to {folder} ({why}); make room there or name another folder."
        ) from error


def _swap(arriving: Path, folder: Path, *, aside: Path) -> None:
    try:
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)
        arriving.rename(folder)
    finally:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
