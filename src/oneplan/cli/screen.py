"""What every command needs: where the store is, a console of a readable width, and a progress bar."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

_NARROWEST, _WIDEST, _NO_TERMINAL = 60, 120, 100


class Format(StrEnum):
    """How a command prints its answer."""

    table = "table"
    json = "json"
    csv = "csv"


def home() -> Path:
    """The partnership's folder: `ONEPLAN_HOME`, or `var` below the current folder."""
    return Path(os.environ.get("ONEPLAN_HOME") or "var")


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, but not wider than a table can be read."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if "COLUMNS" in os.environ else _NO_TERMINAL if not stream.isatty() else None
    made = Console(stderr=stderr, width=width, highlight=False)
    made.width = max(_NARROWEST, min(made.width, _WIDEST))
    return made


def note(text: str) -> None:
    """Say something beside the answer, so that the answer can be piped into a file."""
    console(stderr=True).print(text, markup=False, style="dim")


@contextmanager
def download_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress bar for downloads, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def progress(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)  # type: ignore[arg-type]

        yield progress


@contextmanager
def work_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for long work, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)

        yield progress
