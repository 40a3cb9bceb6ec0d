"""A plan as a folder of readable text files, read and written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from oneplan.errors import NotValid
from oneplan.plan.frame import Plan
from oneplan.plan.texts import LISTS, MOST_BYTES, NAMES, read_texts, to_texts

__all__ = ["LISTS", "MOST_BYTES", "read_plan", "to_texts", "write_plan"]


def read_plan(folder: Path) -> Plan:
    """Read a plan from a folder with plan.toml and a file for each of its other parts.

    Raises
    ------
    NotFound
        When there is no plan in the folder.
    NotValid
        When the files cannot be taken as they stand: one sentence that names file, entry and field.
    """
    # A mistyped name must not leave a part of the plan out; what is no TOML is nobody's part.
    paths = [*folder.glob("*.toml")] if folder.is_dir() else []
    return read_texts({path.name: _bytes(path) for path in paths}, name=folder.name)


def write_plan(plan: Plan, folder: Path) -> None:
    """Write a plan into a folder: a new one, or one that holds a plan and nothing else.

    Writing the same plan twice changes nothing, not even when the files were last written.

    Raises
    ------
    NotValid
        When the folder holds anything else, which would be lost.
    """
    texts = to_texts(plan)
    if folder.exists():
        _check_only_a_plan(folder)
        if {path.name: path.read_bytes() for path in folder.iterdir()} == texts:
            return
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(made, texts)
        _put_in_place(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _bytes(path: Path) -> bytes:
    place = f"{path.parent.name}/{path.name}"
    if path.is_symlink():
        raise NotValid(f"{place} leads elsewhere. Put the file itself there.")
    if not path.is_file():
        raise NotValid(f"{place} is no file. Put the file itself there.")
    with path.open("rb") as file:
        # One more than may be there: the reader says that it is too large.
        return file.read(MOST_BYTES + 1)


def _check_only_a_plan(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        raise NotValid(f"{folder.name} is no folder of its own. Choose another place for the plan.")
    other = sorted(path.name for path in folder.iterdir() if path.name not in NAMES or path.is_symlink())
    if other:
        raise NotValid(f"{folder.name} holds {other[0]}, which is no part of a plan. Choose another folder.")


def _fill(folder: Path, texts: Mapping[str, bytes]) -> None:
    for name, text in texts.items():
        with (folder / name).open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def _put_in_place(made: Path, folder: Path) -> None:
    """The new folder takes the place of the old one, which is kept until then."""
    if not folder.exists():
        made.rename(folder)
        return
    old = made.with_name(f"{made.name}-before")
    folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
