"""The commands that need the web, found by the command line through an entry point."""

from pathlib import Path
from typing import Annotated

import typer

from oneplan.web.commands.demonstration import prepare_demo
from oneplan.web.commands.serving import check_port, run_in_place, run_server

PORT = Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")]
HOST = Annotated[str, typer.Option(help="The address to listen on: 127.0.0.1 is this machine alone.")]
FROM = Annotated[Path | None, typer.Option("--from", help="The folder that holds the publisher's files.")]
SERVE = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site when all is ready.")]


def add_commands(app: typer.Typer) -> None:
    """Add the web's commands to the command line."""
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(*, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Serve the site until Ctrl-C."""
    run_server(host, port=port)


def demo(*, serve_it: SERVE = True, from_: FROM = None, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Bring in the statistics, print the ten most telling hidden gaps, and serve the site."""
    if serve_it:
        check_port(host, port)
    prepare_demo(from_)
    if serve_it:
        run_in_place(host, port=port)
