"""The few files beside the pages: the sheet, the script and the icon, named by their content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import oneplan.web.design

_STATIC = Path(oneplan.web.design.__file__).parent / "static"
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class File:
    """What is sent for an address that never changes its content."""

    kind: str
    content: bytes


@cache
def all_files() -> Mapping[str, File]:
    """The files by their addresses."""
    return {address_of(name): File(_KINDS[name.rpartition(".")[2]], _read(name)) for name in _NAMES}


_NAMES = ("survey.css", "survey.js", "icon.svg")


@cache
def address_of(name: str) -> str:
    """Where a file is; another content has another address, so it may be kept for a year."""
    stem, _, ending = name.rpartition(".")
    return f"/survey/files/{stem}-{hashlib.sha256(_read(name)).hexdigest()[:10]}.{ending}"


@cache
def _read(name: str) -> bytes:
    return (_STATIC / name).read_bytes()
