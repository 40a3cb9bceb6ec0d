"""The `oneplan` command: thin, it calls the rooms and prints what they answer."""

import os
import sys
from importlib.metadata import entry_points
from importlib.metadata import version as installed_version
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from oneplan.cli.audit import audit
from oneplan.cli.directory import directory_app
from oneplan.cli.evidence import evidence_app
from oneplan.cli.hidden import hidden
from oneplan.cli.intersections import intersections
from oneplan.cli.plan import plan_app
from oneplan.cli.protect import protect
from oneplan.cli.start import start
from oneplan.cli.survey import survey_app
from oneplan.errors import OneplanError

_WEB_COMMANDS = ("backup", "demo", "doctor", "log", "restore", "serve", "upgrade", "worker")


def make_app() -> typer.Typer:
    """The whole command, with the commands that other floors add."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="The open system that a local children's partnership runs on.",
    )
    app.callback()(_about)
    app.command()(start)
    app.command()(hidden)
    app.command()(intersections)
    app.command()(protect)
    app.command()(audit)
    app.add_typer(evidence_app, name="evidence")
    app.add_typer(plan_app, name="plan")
    app.add_typer(directory_app, name="directory")
    app.add_typer(survey_app, name="survey")
    for entry in entry_points(group="oneplan.commands"):
        try:
            entry.load()(app)
        except ModuleNotFoundError as error:
            _add_absent(app, missing=error.name or "a package")
    return app


def _say_version(wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        sys.stdout.write(f"oneplan {installed_version('oneplan')}\n")
        raise typer.Exit


def _about(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Nothing is done before a command: the option answers by itself."""


def _add_absent(app: typer.Typer, *, missing: str) -> None:
    """Commands of the web say how to get it, rather than not to exist."""

    def explain() -> None:
        raise OneplanError(
            f"This needs the web extra ({missing} is not installed). Type `pip install 'oneplan[web]'`."
        )

    for name in _WEB_COMMANDS:
        app.command(name, help="Needs the web extra.")(explain)


def main() -> None:
    """Run the command; what we refuse is one sentence on standard error and exit status 1."""
    try:
        make_app()()
    except OneplanError as error:
        refusal = Text.assemble(("Not done.", "bold"), " ", _one_line(str(error)))
        Console(stderr=True, soft_wrap=True, highlight=False).print(refusal)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does: nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(text: str) -> str:
    """One line of printable text: what was typed may hold line breaks, or orders to the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
