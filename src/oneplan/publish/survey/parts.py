"""What a report of a survey is made of: the same parts for a page, for paper and for a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from oneplan.publish.charts.drawing import Drawing

MADE_UP = (
    "Synthetic: made up by a computer to try this out. No pupil gave these answers; nothing here is true of "
    "a pupil or a school."
)
"""Stands on every page and in every file that is made of made-up answers."""


@dataclass(frozen=True)
class Heading:
    """A heading, from level 1 below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Listed:
    """Several things, one below the other."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A table: what it shows, its heads, and its rows, the first cell of each being its name."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Each row as its name, and each other cell with its head."""
        return tuple((row[0], tuple(zip(self.heads[1:], row[1:], strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Picture:
    """A chart, wide and narrow; its figures stand in the table that follows."""

    wide: Drawing
    narrow: Drawing


@dataclass(frozen=True)
class Quoted:
    """What pupils wrote, in their own spelling; a person has read each before it stands here."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class ToFill:
    """A table to write in by hand: its heads, and how many empty rows."""

    caption: str
    heads: tuple[str, ...]
    rows: int


Part = Heading | Words | Listed | Told | Picture | Quoted | ToFill


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes
    ----------
    key
        What it is called in addresses and files.
    title, about
        Its title, and a line below it.
    parts
        In the order of reading.
    figures
        The same figures as rows of a file: one mapping a row.
    is_large
        Whether it is set in larger type, for pupils.
    findings
        What somebody may say that they will do something about: the id of each, and its words.
    """

    key: str
    title: str
    about: str
    parts: tuple[Part, ...]
    figures: tuple[Mapping[str, str | int | float | None], ...] = ()
    is_large: bool = False
    findings: tuple[tuple[str, str], ...] = ()
