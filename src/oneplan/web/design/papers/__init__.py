"""Papers to print: headings, words and tables as a PDF that a screen reader can read out (PDF/UA-1)."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from oneplan.words.saying import say_day

TEMPLATE = Path(__file__).with_name("paper.typ")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One part of a paper, in the order of reading.

    `heading` has a level, from 1 without a step left out. `text` and `quote` have words, a quotation also
    where they stand. `list` has one word a row, `facts` two: a name and what is said. `table` has its heads
    in the first row, and a caption as its text. `cards` have a heading, an address and one code a row.
    """

    kind: str
    text: str = ""
    level: int = 1
    about: str = ""
    rows: tuple[Row, ...] = ()
    illustrative: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper: its title, whose it is, what stands on every page, and its parts."""

    title: str
    about: str
    author: str
    notice: str
    blocks: tuple[Block, ...]
    is_large: bool = False
    """Whether it is set in larger type."""


def make_pdf(paper: Paper, *, day: date) -> bytes:
    """The paper as a PDF, the same to the byte for one paper and one day.

    It is checked against PDF/UA-1 as it is written: title, language, bookmarks, tags and reading order. Signs
    that no font on this machine has, such as pictures in a name, keep it from the standard; it is tagged then
    all the same.
    """
    try:
        return _compile(paper, day=day, standard="ua-1")
    except typst.TypstError:
        return _compile(paper, day=day, standard="1.7")


def _compile(paper: Paper, *, day: date, standard: Literal["ua-1", "1.7"]) -> bytes:
    # What people wrote goes in as data, and never as something that the typesetter would run.
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(asdict(paper)), "day": say_day(day)},
        pdf_standards=standard,
        timestamp=datetime.combine(day, time(), tzinfo=UTC),
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this machine and those that the typesetter brings along, looked for once."""
    return typst.Fonts()
