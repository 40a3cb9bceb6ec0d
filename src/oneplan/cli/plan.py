"""`oneplan plan`: check a plan, take it in and out as files, and see what differs between two drafts."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneplan.choices import FILE_NAME, read_choices
from oneplan.cli.screen import Format, console, home, note
from oneplan.errors import NotFound, NotValid

if TYPE_CHECKING:
    from oneplan.plan.frame import Plan

plan_app = typer.Typer(no_args_is_help=True, help="Plans: check them, take them in and out, compare drafts.")
Named = Annotated[
    str | None, typer.Argument(help="The plan's name or its folder; else the partnership's plan in force.")
]


@plan_app.command()
def check(
    plan: Named = None,
    *,
    on: Annotated[str | None, typer.Option(help="The day on which roles are held; else today.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Hold a plan against the criteria by which plans fail; exit status 1 where it lacks anything."""
    from oneplan.cli.plan_tables import checked_as_csv, checked_as_json, table_of_check  # noqa: PLC0415
    from oneplan.plan.check import check_plan  # noqa: PLC0415 - pydantic is slow to come

    opened = _open(plan)
    checked = check_plan(opened, on=_day(on), others=_others(opened))
    if format_ is Format.table:
        console().print(table_of_check(checked))
    else:
        sys.stdout.write(checked_as_json(checked) if format_ is Format.json else checked_as_csv(checked))
    if checked.lacks:
        raise typer.Exit(1)


@plan_app.command()
def export(
    plan: Named = None,
    *,
    into: Annotated[Path | None, typer.Option(help="The folder for the plan's files: a new one.")] = None,
    activities: Annotated[
        Path | None, typer.Option(help="Write the activities alone, as a spreadsheet, into this CSV file.")
    ] = None,
) -> None:
    """Write a plan as a folder of text files, or its activities as a spreadsheet."""
    from oneplan.plan.files import write_plan  # noqa: PLC0415
    from oneplan.plan.spreadsheet import write_activities  # noqa: PLC0415

    opened = _open(plan)
    if into is None and activities is None:
        raise NotValid("Say where to: --into FOLDER for the plan, --activities FILE.csv for its activities.")
    if into:
        write_plan(opened, into)
        note(f"Written: the files of {opened.title} into {into}.")
    if activities:
        if not activities.parent.is_dir():
            raise NotFound(f"There is no folder {activities.parent}. Make it, or write elsewhere.")
        # With a mark at the beginning, so that spreadsheets read letters such as é.
        activities.write_text(write_activities(opened), encoding="utf-8-sig")
        note(f"Written: {len(opened.activities)} activities into {activities}.")


@plan_app.command("import")
def import_(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder of a plan, as `export` writes it or as you did.")
    ] = None,
    *,
    activities: Annotated[
        Path | None, typer.Option(help="A spreadsheet of activities (CSV or XLSX) for a plan of yours.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="The plan that the spreadsheet is for.")] = None,
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="Take the good rows of a spreadsheet and leave the bad ones.")
    ] = False,
) -> None:
    """Take a plan into the partnership's folder, or a spreadsheet of activities into a plan that is there."""
    from oneplan.cli.plan_tables import table_of_changes  # noqa: PLC0415
    from oneplan.plan.files import read_plan  # noqa: PLC0415
    from oneplan.plan.shelf import keep_plan  # noqa: PLC0415

    own = home() / "plans"
    if (folder is None) == (activities is None):
        raise NotValid("Name either the folder of a plan, or a spreadsheet with --activities.")
    given = read_plan(folder.resolve()) if folder else None
    if activities:
        given = _with_activities(_open(plan), activities, good_rows=good_rows)
    if given is None:
        raise NotValid("Nothing was taken. Mend the rows that are named, or add --good-rows.")
    is_new = not (own / given.id).exists()
    kept, changes = keep_plan(given, own=own)
    if changes:
        console().print(table_of_changes(changes, before="the draft before", after="this one"))
    if changes or is_new:
        note(f"Kept: {kept.title}, in {own / kept.id}.")
    else:
        note(f"Nothing differs from what is kept of {kept.title}.")


@plan_app.command()
def schema() -> None:
    """Print the JSON schema of a plan, for editors and for other programs."""
    from oneplan.plan.frame import Plan  # noqa: PLC0415

    sys.stdout.write(json.dumps(Plan.model_json_schema(), ensure_ascii=False, indent=2) + "\n")


@plan_app.command()
def diff(
    before: Annotated[str, typer.Argument(help="The older draft: a plan's name or its folder.")],
    after: Annotated[str, typer.Argument(help="The newer draft: a plan's name or its folder.")],
    *,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Show what differs between two drafts: added, changed, moved, merged, split, ended, taken out."""
    from oneplan.cli.plan_tables import changes_as_csv, changes_as_json, table_of_changes  # noqa: PLC0415
    from oneplan.plan.diff import diff_plans  # noqa: PLC0415

    changes = diff_plans(_open(before), _open(after))
    if format_ is Format.table:
        console().print(table_of_changes(changes, before=before, after=after))
    else:
        sys.stdout.write(changes_as_json(changes) if format_ is Format.json else changes_as_csv(changes))


def _open(named: str | None) -> "Plan":
    from oneplan.plan.shelf import open_plan  # noqa: PLC0415

    if named is None:
        plans = read_choices(home() / FILE_NAME).plans
        if not plans:
            raise NotFound("The partnership has no plan yet. Name one, or write plans into partnership.toml.")
        named = plans[0]
    return open_plan(named, own=home() / "plans")


def _others(plan: "Plan") -> "tuple[Plan, ...]":
    """The partnership's other plans, whose activities may serve this one; each has to be readable."""
    from oneplan.plan.shelf import read_plans  # noqa: PLC0415
    from oneplan.plan.together import check_together  # noqa: PLC0415

    ids = [id_ for id_ in read_choices(home() / FILE_NAME).plans if id_ != plan.id]
    others = read_plans(ids, own=home() / "plans")
    check_together((plan, *others))
    return others


def _with_activities(plan: "Plan", file: Path, *, good_rows: bool) -> "Plan | None":
    """The plan with the rows of a spreadsheet; None where nothing was taken. Each bad row is said."""
    from oneplan.plan.spreadsheet import read_rows  # noqa: PLC0415
    from oneplan.plan.taking import take_activities  # noqa: PLC0415

    taken = take_activities(plan, read_rows(file), on_fault="good-rows" if good_rows else "nothing")
    for fault in taken.faults:
        note(str(fault))
    note(
        f"Activities: {len(taken.added)} new, {len(taken.changed)} changed, {len(taken.faults)} rows refused."
    )
    return None if taken.faults and not good_rows else taken.plan


def _day(typed: str | None) -> dt.date:
    if typed is None:
        return dt.datetime.now(tz=dt.UTC).date()
    try:
        return dt.date.fromisoformat(typed)
    except ValueError as error:
        raise NotValid(
            f"“{typed[:40]}” is no day. Write it as year-month-day, such as 2027-09-01."
        ) from error
