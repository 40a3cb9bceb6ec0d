"""The site's secret key: made once, kept where only its owner may read it."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def find_secret_key(home: Path) -> str:
    """Read the key kept in this folder, or make one: for this run only, where nothing can be written."""
    kept = home / "secret-key"
    with suppress(OSError):
        return kept.read_text("utf-8")
    key = secrets.token_urlsafe(48)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return keep_first(kept, key)
    except OSError:
        return key


def keep_first(kept: Path, key: str) -> str:
    """Keep this key unless another process was first, and answer with the one that is kept."""
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(key, "utf-8")
    try:
        # A link is made whole or not at all, so nobody can read half a key.
        os.link(draft, kept)
    except FileExistsError:
        return kept.read_text("utf-8")
    finally:
        draft.unlink()
    return key
