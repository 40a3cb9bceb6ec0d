"""Judges a file that somebody sends by what is in it: its size, its kind, and whether it could do harm."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from oneplan.errors import NotValid
from oneplan.web.people.inside import find_kind

LARGEST = 20 * 1024**2

TEXT_KINDS = {"csv": "text/csv", "md": "text/markdown", "txt": "text/plain"}
"""Nothing inside tells these three apart, so the name may choose among them, and only among them."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    **TEXT_KINDS,
}

LONGEST_STEM = 80
# Windows keeps these for its devices and cannot save a file that is called so.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


class Sent(Protocol):
    """A file as a form gives it."""

    @property
    def name(self) -> str | None:
        """What the sender called it."""

    @property
    def size(self) -> int | None:
        """How many bytes it has."""

    def read(self, size: int = -1, /) -> bytes:
        """Some of its bytes, or all of them."""

    def seek(self, position: int, /) -> object:
        """Go to a byte."""


@dataclass(frozen=True)
class Upload:
    """A file that may be kept, named and typed by what is in it."""

    file_name: str
    media_type: str
    digest: str
    size: int
    content: bytes


def check_upload(file: Sent) -> Upload:
    """Take a file that a form received, or refuse it.

    Returns
    -------
    Upload
        Its content with a neutral file name, the media type that its content is, and its SHA-256.

    Raises
    ------
    NotValid
        When it is empty or too large, of another kind, broken, locked by a password, or when it holds
        macros, scripts or an archive that unpacks to very much.
    """
    if file.size is not None and file.size > LARGEST:
        raise NotValid(_too_large())
    file.seek(0)
    content = file.read(LARGEST + 1)
    file.seek(0)
    if not content:
        raise NotValid("This file is empty. Choose another.")
    if len(content) > LARGEST:
        raise NotValid(_too_large())
    kind = find_kind(content)
    name = file.name or ""
    if kind == "txt":
        kind = _text_kind(name)
    return Upload(
        file_name=neutral_name(name, kind=kind),
        media_type=MEDIA_TYPES[kind],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
    )


def neutral_name(name: str, *, kind: str) -> str:
    """A file name that every machine can save and no page can be hurt by; its ending is what the content is.

    Examples
    --------
    >>> neutral_name("../Terms of Reference (final) 2026.PDF", kind="pdf")
    'terms-of-reference-final-2026.pdf'
    >>> neutral_name("con.txt", kind="txt")
    'document-con.txt'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rpartition(".")[0] or last.lstrip(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-")
    if not slug or RESERVED.fullmatch(slug):
        slug = "-".join(["document", slug]).strip("-")
    return f"{slug}.{kind}"


def _text_kind(name: str) -> str:
    ending = PurePath(name).suffix.lower().lstrip(".")
    return ending if ending in TEXT_KINDS else "txt"


def _too_large() -> str:
    return f"This file is larger than {LARGEST // 1024**2} MB. Make it smaller, or cut it into parts."
