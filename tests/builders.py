"""What tests are built from: the shared test material, real and made-up evidence, and the command."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import oneplan
from library.made_up_lait import write_lait
from oneplan.errors import OneplanError
from oneplan.sources.evidence import Evidence
from oneplan.sources.store import Imported, import_lait

ROOT = Path(__file__).resolve().parents[1]


def shared_data(*parts: str) -> Path:
    """The path of shared test material; the test is skipped, with the reason, where it is absent."""
    path = ROOT.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"shared test material is absent: {'/'.join(parts)}")
    return path


@functools.cache
def real_import() -> Imported:
    """What the import of the publisher's real files did; done once, in a folder that goes when tests end."""
    folder = shared_data("lait")
    home = Path(tempfile.mkdtemp(prefix="oneplan-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return import_lait(home / "evidence", folder=folder)


def real_evidence() -> Evidence:
    """The publisher's real edition."""
    return real_import().evidence


def real_home() -> Path:
    """A partnership's folder whose store holds the real edition; not to be written to."""
    return real_evidence().folder.parents[2]


@functools.cache
def built_in_evidence() -> Evidence:
    """The table of published figures that comes with oneplan."""
    return oneplan.open_evidence()


def small_lait_folder(folder: Path, **changes: object) -> Path:
    """A folder with a small, made-up set of the publisher's five files.

    A change replaces one of `observations` (a frame), `dictionary` (entries), `neighbours_2025`,
    `neighbours_2021`, `authorities` (rows); bytes are written as they are, None leaves the file out.
    """
    return write_lait(folder / "lait", **changes)


def small_evidence(folder: Path, **changes: object) -> Evidence:
    """Made-up evidence, imported into a store in this folder."""
    return import_lait(folder / "evidence", folder=small_lait_folder(folder, **changes)).evidence


def refusal_of(act: Callable[[], object]) -> str | None:
    """The sentence with which oneplan refuses, None when it does not; any other error fails the test."""
    try:
        act()
    except OneplanError as refusal:
        return str(refusal)
    return None


def all_bytes(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and the time it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
