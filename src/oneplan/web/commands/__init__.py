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


def serve(*, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Serve the site until Ctrl-C."""
    _module("serving").run_server(host, port=port)


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
