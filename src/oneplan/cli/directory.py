"""`oneplan directory`: bring in a directory of help, see what is doubtful in it, and where none is near."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from oneplan.choices import FILE_NAME, DirectoryOfHelp, read_choices
from oneplan.cli.screen import Format, console, home, note
from oneplan.errors import NotFound, NotValid

if TYPE_CHECKING:
    from oneplan.plan.nearness import Asked
    from oneplan.sources.directory.offers import Level
    from oneplan.sources.directory.reading import Directory

directory_app = typer.Typer(no_args_is_help=True, help="The directory of help, beside where need is.")
Source = Annotated[
    str | None,
    typer.Argument(help="A file, a folder of pages, or an https address; else the address you chose."),
]
_MOST_LINES = 200


@directory_app.command()
def check(source: Source = None) -> None:
    """Read a directory of help and list what is doubtful in it; nothing is kept."""
    directory, _ = _read(source)
    _say(directory)
    table = Table("Entry", "What is doubtful", title=None)
    for doubt in directory.doubts[:_MOST_LINES]:
        table.add_row(doubt.id, doubt.says)
    if directory.doubts:
        console().print(table)
    if len(directory.doubts) > _MOST_LINES:
        note(f"And {len(directory.doubts) - _MOST_LINES:,} more.")


@directory_app.command()
def load(
    source: Source = None,
    *,
    neighbourhoods: Annotated[
        Path | None, typer.Option(help="A table of neighbourhoods (CSV) to keep beside it.")
    ] = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="Boundaries of districts (GeoJSON) to keep beside it.")
    ] = None,
) -> None:
    """Bring in a directory of help, for the site to show; the one before stays until this one is whole."""
    from oneplan.sources.directory import shelf  # noqa: PLC0415 - numpy costs what help should not

    if neighbourhoods:
        note(f"Kept: {shelf.keep_neighbourhoods(neighbourhoods, home=home()):,} neighbourhoods.")
    if boundaries:
        note(f"Kept: boundaries of {shelf.keep_boundaries(boundaries, home=home()):,} districts.")
    if source is None and not _choices().address and (neighbourhoods or boundaries):
        return
    directory, named = _read(source)
    shelf.keep_directory(directory, home=home(), source=named, taken=dt.datetime.now(dt.UTC).date())
    _say(directory)
    note("Kept. The site shows it at /children/help/.")


@directory_app.command()
def need(
    *,
    level: Annotated[str, typer.Option(help="Only help of this level: universal, early or specialist.")] = "",
    age: Annotated[float | None, typer.Option(min=0, max=25, help="Only help for this age.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Show, district by district, how much need there is and how much help is offered."""
    from oneplan.plan.nearness_by_district import compare_districts  # noqa: PLC0415
    from oneplan.sources.directory import shelf  # noqa: PLC0415
    from oneplan.words.area import find_authority  # noqa: PLC0415

    area = find_authority(read_choices(home() / FILE_NAME).area)
    kept, places = shelf.open_directory(home()), shelf.open_neighbourhoods(home(), area=area.code)
    if kept is None or not places:
        missing = "directory of help" if kept is None else "table of neighbourhoods"
        raise NotFound(f"No {missing} is kept here yet. Bring one in with `oneplan directory load`.")
    found = compare_districts(
        places, kept.offers, boundaries=shelf.open_boundaries(home()), asked=_asked(level, age=age)
    )
    if not found.rows:
        raise NotValid(
            "The table of neighbourhoods does not say in which districts they are. Add ltla24_code."
        )
    if format_ is Format.table:
        table = Table("District", "Neighbourhoods", "Deprived", "Far from things", "Low-income", "Offers")
        for row in found.rows:
            figures = (row.neighbourhoods, row.deprived, row.isolated, row.low_income, row.offers)
            table.add_row(row.name, *(f"{figure:,}" for figure in figures))
        console().print(table)
        note(f"{found.without_place:,} offers name neither a place here nor an area.")
        return
    lines = [vars(row) for row in found.rows]
    if format_ is Format.json:
        sys.stdout.write(json.dumps(lines, ensure_ascii=False, indent=2) + "\n")
        return
    from oneplan.publish.formats import words_to_csv  # noqa: PLC0415

    words = [{name: str(value) for name, value in line.items()} for line in lines]
    sys.stdout.write(words_to_csv(words, columns=list(lines[0])))


def _asked(level: str, *, age: float | None) -> "Asked":
    from oneplan.plan.nearness import Asked  # noqa: PLC0415
    from oneplan.sources.directory.offers import LEVELS  # noqa: PLC0415

    known: dict[str, Level] = {str(one): one for one in LEVELS}
    if level not in known:
        raise NotValid(f"“{level[:40]}” is no level of help. Choose universal, early or specialist.")
    return Asked(level=known[level], age=age)


def _choices() -> DirectoryOfHelp:
    return read_choices(home() / FILE_NAME).directory


def _read(source: str | None) -> "tuple[Directory, str]":
    """The directory, and what readers are told of where it is from."""
    from oneplan.sources.directory.reading import fetch_directory, read_directory  # noqa: PLC0415

    chosen = _choices()
    named = source or chosen.address
    if not named:
        raise NotFound("Name a file, a folder or an address; or write the address into partnership.toml.")
    if "://" in named:
        return fetch_directory(named, levels=chosen.levels), named
    path = Path(named)
    return read_directory(path, levels=chosen.levels), path.name


def _say(directory: "Directory") -> None:
    offers = directory.offers
    without = sum(not offer.level for offer in offers)
    note(
        f"{len(offers):,} services, {len(directory.doubts):,} doubts. Of {without:,} nobody says of which"
        " level they are: say in partnership.toml, under [directory.levels], what its words mean."
        if without
        else f"{len(offers):,} services, {len(directory.doubts):,} doubts."
    )
