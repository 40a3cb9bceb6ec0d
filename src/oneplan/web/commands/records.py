"""Brings in what is never sent through the site: records of children, and a partnership in a folder."""

from datetime import date
from pathlib import Path

from oneplan.cells.description import read_description
from oneplan.cli.screen import console
from oneplan.definitions.partnerships import read_partnership
from oneplan.errors import NotValid
from oneplan.web.people.actors import BY_COMMAND
from oneplan.web.people.partnership.loading import load_partnership
from oneplan.web.understand.evidence.actions import bring_in_records
from oneplan.web.understand.models import DataSet
from oneplan.words.saying import say_day


def add_records(file: Path, *, described: Path | None, keep_until: str) -> DataSet:
    """Bring in a file of records, and say where analysts find it."""
    day = read_day(keep_until)
    description = read_description(described or file.with_suffix(".toml"))
    found = bring_in_records(by=BY_COMMAND, path=file, description=description, keep_until=day)
    console().print(
        f"{found.title}: {found.children:,} children, kept until {say_day(day)}. "
        f"Analysts find it at /partners/evidence/{found.key}/",
        markup=False,
    )
    return found


def load_partnership_from(place: str) -> None:
    """Load a partnership, and say how much was new."""
    partnership = read_partnership(place)
    new = load_partnership(partnership)
    console().print(f"{new} added." if new else "All of it is there already.", markup=False)


def read_day(written: str) -> date:
    """A day as it is typed.

    Raises
    ------
    NotValid
        When it is no day.
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NotValid(f"“{written}” is no day. Write it as in 2027-07-31.") from error
