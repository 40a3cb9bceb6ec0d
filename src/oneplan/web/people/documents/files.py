"""Where the files of documents lie: each under its digest, so that none is ever written over another."""

import hashlib
import os
import secrets
from pathlib import Path

from oneplan.errors import NotFound
from oneplan.web import wiring


def folder() -> Path:
    """The folder of all documents."""
    return wiring.home() / "documents"


def keep_file(content: bytes, *, digest: str) -> Path:
    """Write a file whole, or not at all; what lies there already is the same."""
    kept = folder() / digest
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{digest}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(kept)
    return kept


def read_file(digest: str) -> bytes:
    """The content of a file, checked against its digest.

    Raises
    ------
    NotFound
        When it is gone, or is no longer what was published.
    """
    try:
        content = (folder() / digest).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("This file is missing on the server. Tell whoever runs this site.") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotFound("This file was changed on the server, so it is not given out. Tell whoever runs it.")
    return content
