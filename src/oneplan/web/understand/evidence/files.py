"""Where records of children lie: one file each, which only the owner of the site may read."""

import hashlib
import secrets
import shutil
from pathlib import Path

from oneplan.errors import NotFound
from oneplan.web import wiring

A_PIECE = 1024**2


def folder() -> Path:
    """The folder of all records; nobody else on the machine may look into it."""
    made = wiring.home() / "records"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def keep_records(path: Path) -> str:
    """Copy a file of records into the folder, whole or not at all, and answer with its digest."""
    draft = folder() / f"draft-{secrets.token_hex(8)}{path.suffix.lower()}"
    draft.touch(mode=0o600)
    try:
        shutil.copyfile(path, draft)
        digest = digest_of(draft)
        draft.replace(path_of(digest, path.name))
    finally:
        draft.unlink(missing_ok=True)
    return digest


def path_of(digest: str, file_name: str) -> Path:
    """Where the file of this digest lies."""
    return folder() / f"{digest}{Path(file_name).suffix.lower()}"


def find_records(digest: str, file_name: str) -> Path:
    """The file of records.

    Raises
    ------
    NotFound
        When it was deleted.
    """
    path = path_of(digest, file_name)
    if not path.is_file():
        raise NotFound(
            "These records were deleted. Bring them in again if you are still allowed to keep them."
        )
    return path


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
