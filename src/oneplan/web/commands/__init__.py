"""The commands that need the web, found by the command line through an entry point."""

from typing import Annotated

import typer

from oneplan.web.commands.serving import run_server

PORT = Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")]
HOST = Annotated[str, typer.Option(help="The address to listen on: 127.0.0.1 is this machine alone.")]


def add_commands(app: typer.Typer) -> None:
    """Add the web's commands to the command line."""
    app.command("serve")(serve)


def serve(*, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Serve the site until Ctrl-C."""
    run_server(host, port=port)
