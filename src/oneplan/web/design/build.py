"""Builds static/oneplan.css from the Sass beside it; only whoever changes the look needs this."""

import hashlib
import subprocess
from pathlib import Path

from oneplan.errors import NotFound

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "static" / "oneplan.css"
NOTICE = "/*! With parts of GOV.UK Frontend (MIT: LICENSE-govuk-frontend.txt). Built from {digest}. */"


def digest_sources() -> str:
    """A short name for the state of the Sass sources, written into the stylesheet built from them."""
    sources = [HERE / "package.json", *sorted((HERE / "sass").glob("*.scss"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def build_stylesheet() -> Path:
    """Compile the Sass sources with the tools that `npm install` puts in this folder."""
    if not (HERE / "node_modules" / ".bin" / "sass").exists():
        raise NotFound(f"Sass is not installed: type `npm install` in {HERE} first.")
    command = ["npm", "run", "--silent", "css"]
    built = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)  # noqa: S603
    STYLESHEET.write_text(
        NOTICE.format(digest=digest_sources()) + "\n" + built.stdout.strip() + "\n", "utf-8"
    )
    return STYLESHEET


if __name__ == "__main__":
    build_stylesheet()
