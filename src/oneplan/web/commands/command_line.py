"""The commands that need the web, found by the command line through an entry point."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from oneplan.cli.screen import Format

NEEDED = ("django", "gunicorn")

PORT = Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")]
HOST = Annotated[str, typer.Option(help="The address to listen on: 127.0.0.1 is this machine alone.")]
FROM = Annotated[Path | None, typer.Option("--from", help="The folder that holds the publisher's files.")]
SERVE = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site when all is ready.")]
TO = Annotated[Path | None, typer.Option(help="The file to write, instead of one in the folder’s backups.")]
KEEP = Annotated[int, typer.Option(min=0, help="How many of the newest backups to keep; 0 keeps all.")]
ARCHIVE = Annotated[Path, typer.Argument(help="The backup.")]
INTO = Annotated[Path, typer.Option(help="A new folder, or an empty one.")]
DATABASE = Annotated[str, typer.Option(help="The address of an empty PostgreSQL database.")]
DAYS = Annotated[int, typer.Option(min=1, help="How many days old the last backup may be.")]
FORMAT = Annotated[Format, typer.Option("--format", help="How to print it.")]
EXPORT = Annotated[Path | None, typer.Option(help="An export of the log, instead of the log itself.")]
SEAL = Annotated[str, typer.Option(help="A seal that was written down, and has to be in it.")]
LINES = Annotated[Path, typer.Argument(help="The file to write: one entry a line, as JSON.")]
SURVEY = Annotated[
    int,
    typer.Option(
        "--survey-port", min=0, max=65_535, help="The port of the pupils’ pages; 0 is the next one."
    ),
]
WORKER = Annotated[bool, typer.Option("--worker/--no-worker", help="Do jobs in the background as well.")]
EMAIL = Annotated[str, typer.Argument(help="The e-mail address.")]
ROLE = Annotated[str, typer.Option(help="What they are in the partnership.")]
KEY = Annotated[str, typer.Option(help="For which organisation, by its key; needed where there are several.")]
RECORDS = Annotated[Path, typer.Argument(help="A Parquet or CSV file with one row a child.")]
DESCRIBED = Annotated[Path | None, typer.Option(help="What its columns are; beside it as .toml by default.")]
UNTIL = Annotated[str, typer.Option(help="The day until which it may be kept, as in 2027-07-31.")]
PLACE = Annotated[str, typer.Argument(help="The folder, or the name of one that comes with oneplan.")]
PLAN = Annotated[str, typer.Argument(help="The plan's name; to load, its folder does too.")]
FOLDER = Annotated[Path, typer.Option(help="The folder for the plan's files: a new one.")]
EDITION = Annotated[int, typer.Option(min=0, help="Which edition; 0 is the newest.")]
POST = Annotated[str, typer.Option(help="The name of their post, instead of that of the role.")]


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
    app.command("worker")(do_jobs)
    app.command("invite")(invite)
    app.command("code")(code)
    app.command("forget-second-step")(forget_second_step)
    app.command("backup")(make_backup)
    app.command("restore")(restore_backup)
    app.command("upgrade")(bring_up_to_date)
    app.command("doctor")(examine)
    log = typer.Typer(no_args_is_help=True, help="The log of what was done: prove it, or take it away.")
    log.command("verify")(verify)
    log.command("export")(export)
    app.add_typer(log, name="log")
    records = typer.Typer(no_args_is_help=True, help="Records of children, for the search for hidden gaps.")
    records.command("add")(add_records)
    app.add_typer(records, name="records")
    partnership = typer.Typer(no_args_is_help=True, help="Who belongs to the partnership.")
    partnership.command("load")(load)
    app.add_typer(partnership, name="partnership")
    for group in app.registered_groups:
        if group.name == "plan" and group.typer_instance is not None:
            group.typer_instance.command("load")(load_plan)
            group.typer_instance.command("fetch")(fetch_plan)


def serve(
    *, port: PORT = 8000, host: HOST = "127.0.0.1", worker: WORKER = True, survey_port: SURVEY = 0
) -> None:
    """Serve the site and the pupils' pages, and do the jobs, until Ctrl-C."""
    _module("serving").run_in_place(host, port=port, worker=worker, survey_port=survey_port)


def do_jobs() -> None:
    """Do the jobs that wait in the background until Ctrl-C, without the site."""
    _module("serving").work_in_place()


def demo(*, serve_it: SERVE = True, from_: FROM = None, port: PORT = 8000, host: HOST = "127.0.0.1") -> None:
    """Bring in the statistics, print the ten most telling hidden gaps, and serve the site."""
    if serve_it:
        _module("serving").check_port(host, port)
    _module("demonstration").prepare_demo(from_, port=port)
    if serve_it:
        _module("serving").run_in_place(host, port=port, worker=True)


def make_backup(*, to: TO = None, keep: KEEP = 0) -> None:
    """Write database, statistics, documents and choices into one archive, while the site runs."""
    _module("backup").tell_backup(to, keep=keep)


def restore_backup(archive: ARCHIVE, *, into: INTO, database: DATABASE = "") -> None:
    """Put a backup into an empty place: all of it, proven first, or nothing."""
    _module("restore").tell_restore(archive, into=into, database=database)


def bring_up_to_date() -> None:
    """Back up, bring the database up to this version, and put everything back where that fails."""
    _module("upgrade").tell_upgrade()


def examine(*, backup_days: DAYS = 2, how: FORMAT = Format.table) -> None:
    """Say what is wrong with this installation, and how to mend it."""
    if not _module("doctor").tell_doctor(backup_days=backup_days, how=how):
        raise typer.Exit(1)


def verify(*, file: EXPORT = None, seal: SEAL = "") -> None:
    """Prove that the log is what was written, and name every place where it is not."""
    _module("log").tell_log(file=file, seal=seal)


def export(file: LINES) -> None:
    """Write every entry with its seal; that the log was taken away is itself an entry."""
    _module("log").export_log(file)


def invite(email: EMAIL, *, role: ROLE = "administrator", organisation: KEY = "", post: POST = "") -> None:
    """Invite somebody to sign in, and print a link that works once."""
    _module("database").prepare_database()
    _module("accounts").tell_invitation(email, role=role, organisation=organisation, post=post)


def code(email: EMAIL) -> None:
    """Print the code for an account of a demonstration, as its code app would show it."""
    _module("database").prepare_database()
    _module("accounts").tell_code(email)


def forget_second_step(email: EMAIL) -> None:
    """Let somebody who lost their telephone and their recovery codes set up the second step anew."""
    _module("database").prepare_database()
    _module("accounts").forget_second_step(email)


def add_records(file: RECORDS, *, keep_until: UNTIL, described: DESCRIBED = None) -> None:
    """Bring in a file with one row a child, checked against what is said of its columns."""
    _module("database").prepare_database()
    _module("records").add_records(file, described=described, keep_until=keep_until)


def load(place: PLACE) -> None:
    """Add the organisations, posts, groups and documents of a folder that are not there yet."""
    _module("database").prepare_database()
    _module("records").load_partnership_from(place)


def load_plan(plan: PLAN) -> None:
    """Keep a plan on the site as a new edition, so that it can be written, consulted on and agreed there."""
    _module("database").prepare_database()
    _module("plans").load_plan_from(plan)


def fetch_plan(plan: PLAN, *, into: FOLDER, edition: EDITION = 0) -> None:
    """Write an edition of a plan from the site as a folder of text files."""
    _module("database").prepare_database()
    _module("plans").fetch_plan(plan, into=into, edition=edition)


def _module(name: str) -> Any:  # noqa: ANN401 - a module is whatever it holds
    """A module beside this one, loaded only when its command is typed: Django would slow down all others."""
    return import_module(f"oneplan.web.commands.{name}")
