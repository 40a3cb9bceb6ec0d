"""Puts an export in its place in one step, so that a half-written one is never taken for a whole one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oneplan.errors import NotReachable, NotValid


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A draft beside the file, which becomes the file when all has gone well; only its owner may read it.

    Raises
    ------
    NotValid
        When the file is there already.
    NotReachable
        When it cannot be written.
    """
    if path.exists():
        raise NotValid(f"{path} is there already. Name another file, or remove it.")
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        draft.touch(mode=0o600)
        yield draft
        draft.replace(path)
    except OSError as error:
        raise NotReachable(
            f"{path} cannot be written ({error}). Name another folder, or make room."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
