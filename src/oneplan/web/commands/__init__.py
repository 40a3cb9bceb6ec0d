"""The commands that need the web, found by the command line through an entry point."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

NEEDED = ("django", "gunicorn")

PORT = Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")]
HOST = Annotated[str, typer.Option(help="The address to listen on: 127.0.0.1 is this machine alone.")]
FROM = Annotated[Path | None, typer.Option("--from", help="The folder that holds the publisher's files.")]
SERVE = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site when all is ready.")]
WORKER = Annotated[bool, typer.Option("--worker/--no-worker", help="Do jobs in the background as well.")]


def add_commands(app: typer.Typer) -> None:
    """Add the web's commands to the command line.

    Raises
    ------
    ModuleNotFoundError
        When the web extra is not installed.
    """
    for name in NEEDED:
        if find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    app.command("serve")(serve)
    app.command("demo")(demo)
    app.command("worker")(worker)


def serve(*, port: PORT = 8000, host: HOST = "127.0.0.1", worker: WORKER = True) -> None:
    """Serve the site and do its jobs until Ctrl-C."""
    raise typer.Exit(_module("serving").run_server(host, port=port, worker=worker))


def worker() -> None:
    """Do the jobs that wait in the background until Ctrl-C, without the site."""
    raise typer.Exit(_module("worker").run_worker())


def demo(*, serve_it: SERVE = True, from_: FROM = None, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Bring in the statistics, print the ten most telling hidden gaps, and serve the site."""
    if serve_it:
        _module("serving").check_port(host, port)
    _module("demonstration").prepare_demo(from_)
    if serve_it:
        _module("serving").run_in_place(host, port=port)


def _module(name: str) -> Any:  # noqa: ANN401 - a module is whatever it holds
    """A module beside this one, loaded only when its command is typed: Django would slow down all others."""
    return import_module(f"oneplan.web.commands.{name}")
