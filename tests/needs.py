"""Installs what the tests need from the system, where we may, and says in a line each what is here."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import start  # noqa: E402 - it lies beside this folder, not on the path

import postgres  # noqa: E402 - it lies in this folder

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def has_chromium() -> bool:
    """Whether a Chromium that starts is here (Ubuntu's may be an empty shell), or one of Playwright's."""
    if any(start.works(name, "--version", seconds=30) for name in BROWSERS if shutil.which(name)):
        return True
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path("~/.cache/ms-playwright").expanduser()
    return any(Path(cache).glob("chromium*/INSTALLATION_COMPLETE"))


def has_fonts() -> bool:
    """Whether fonts with Arial's measures are here, so that lines break where they break for readers."""
    return any(Path("/usr/share/fonts").rglob("Liberation*"))


def has_postgresql() -> bool:
    """Whether a server can be started for the tests."""
    return postgres.find_programs() is not None


def install_missing() -> None:
    """Ask apt, then Playwright, for what is missing."""
    # Only where nobody works: a database server is no small thing to find on one's own machine.
    if os.environ.get("CI") == "true" and not has_postgresql():
        start.apt_installs("postgresql")
    # One by one: Ubuntu has the fonts but no package called chromium.
    if not has_fonts():
        start.apt_installs("fonts-liberation")
    if not has_chromium():
        start.apt_installs("chromium")
    if not has_chromium():
        start.say("Asking Playwright for its own Chromium …")
        system = ["--with-deps"] * (start.as_root() is not None and shutil.which("apt-get") is not None)
        start.works(start.INSIDE, "-m", "playwright", "install", *system, "chromium", seconds=600)


def report() -> list[str]:
    """One line on each optional thing."""
    found = {
        "Chromium": (has_chromium(), "the browser tests are skipped (Debian: sudo apt-get install chromium)"),
        "Liberation fonts": (has_fonts(), "the browser tests measure text in another font"),
        "PostgreSQL": (has_postgresql(), "tests/postgres.py cannot start one (Debian: postgresql)"),
        "Real files in ../shared/data": (
            (ROOT.parent / "shared" / "data").is_dir(),
            "the tests that read them are skipped",
        ),
    }
    return [
        f"{thing}: found" if here else f"{thing}: missing, so {so}" for thing, (here, so) in found.items()
    ]


if __name__ == "__main__":
    install_missing()
    start.say("\n".join(report()))
