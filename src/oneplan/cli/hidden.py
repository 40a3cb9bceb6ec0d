"""`oneplan hidden`: for whom is it a different story in one authority?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from oneplan.choices import FILE_NAME, read_choices
from oneplan.cli.screen import Format, console, home, note
from oneplan.errors import NotFound
from oneplan.publish.formats import to_csv, to_json
from oneplan.publish.terminal import table_of_gaps
from oneplan.sources.evidence import Evidence, open_evidence
from oneplan.understand.compare import check_against
from oneplan.understand.hidden import hidden_gaps
from oneplan.words.area import find_authority


def hidden(
    *,
    area: Annotated[
        str | None, typer.Option(help="A local authority's name or code; else the partnership's.")
    ] = None,
    against: Annotated[
        str, typer.Option(help="england, region, neighbours-2025 or neighbours-2021.", metavar="COMPARATOR")
    ] = "england",
    group: Annotated[
        str | None, typer.Option(help="Only this kind of group, such as poverty or care.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic, such as “Key stage 4”.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first so many of the table.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Find the groups of children for whom a good headline hides a different story."""
    print_hidden(home(), area=area, against=against, group=group, topic=topic, top=top, as_=format_)


def print_hidden(
    folder: Path,
    *,
    area: str | None = None,
    against: str = "england",
    group: str | None = None,
    topic: str | None = None,
    top: int | None = None,
    as_: Format = Format.table,
) -> None:
    """Print the hidden gaps of an area from the statistics in a partnership's folder."""
    choices = read_choices(folder / FILE_NAME)
    place = find_authority(choices.area if area is None else area)
    found = hidden_gaps(
        _evidence(folder),
        area=place.code,
        against=check_against(against),
        group=group,
        topic=topic,
        neighbours=choices.neighbours,
        thresholds=choices.thresholds,
    )
    if as_ is Format.table:
        console().print(table_of_gaps(found, area=place, top=top))
    else:
        sys.stdout.write(to_json(found) + "\n" if as_ is Format.json else to_csv(found))


def _evidence(folder: Path) -> Evidence:
    try:
        return open_evidence(folder)
    except NotFound:
        note("No statistics have been imported: used the table of published figures that comes with oneplan.")
        return open_evidence()
