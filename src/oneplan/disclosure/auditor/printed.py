"""Reads sums and means beside the counts of finished files, as whole numbers of their last decimal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oneplan.disclosure.auditor.reading import TOP, UNKNOWN, Codes, read_lines
from oneplan.errors import NotFound, NotValid

_NUMBER = re.compile(r"(\d{1,12})(?:\.(\d{0,6}))?", re.ASCII)
_STATE, _MEAN = "_state", "_mean"


@dataclass(frozen=True)
class Columns:
    """The names of the columns of a sum and of its mean, either of which may not be there.

    `others` are the columns of all sums of the files.
    """

    sum: str | None = None
    mean: str | None = None
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What is added up."""
        return self.sum or self.mean or ""

    @property
    def every(self) -> tuple[str, ...]:
        """All that stand beside the dimensions."""
        beside = (self.sum, self.mean, self.name and f"{self.name}{_STATE}", *self.others)
        return tuple(name for name in beside if name)


@dataclass(frozen=True)
class Printed:
    """What files print beside the counts.

    Attributes
    ----------
    name
        What is added up.
    decimals
        How many the sums have, and the ends of the scale.
    sums
        In units of the last decimal, None where they are withheld.
    means
        Those that are printed: the number without its point, and how many decimals it has.
    step
        How many units each sum is known to be a multiple of; `sums` count these steps.
    """

    name: str
    decimals: int
    sums: Mapping[Codes, int | None]
    means: Mapping[Codes, tuple[int, int]]
    step: int = 1


def find_columns(paths: Sequence[Path], wanted: Columns) -> Columns:
    """The columns of a sum: those that are named, else the one beside which a column `…_state` stands."""
    headings = [read_lines(path)[0] for path in paths]
    every = list(dict.fromkeys(name for heading in headings for name in heading))
    sums = [name for name in every if name + _STATE in every]
    others = tuple(name + ending for name in sums for ending in ("", _STATE, _MEAN))
    if wanted.name:
        absent = [name for name in (wanted.sum, wanted.mean) if name and name not in every]
        if absent:
            raise NotFound(f"The files have no column called {absent[0]}. They have: {', '.join(every)}.")
        return replace(wanted, others=others)
    if len(sums) > 1:
        raise NotValid(f"The files have several sums: {', '.join(sums)}. Name one with --sum.")
    if not sums:
        return Columns()
    mean = sums[0] + _MEAN
    return Columns(sums[0], mean if mean in every else None, others)


def read_printed(
    paths: Sequence[Path],
    columns: Columns,
    *,
    dimensions: Sequence[str],
    scale: Sequence[str] = (),
    step: str = "",
) -> Printed:
    """What these columns say of each cell, where every sum is a multiple of a step.

    Raises
    ------
    NotValid
        When a sum or a mean cannot be read, or one cell has two sums.
    """
    sums: dict[Codes, str] = {}
    means: dict[Codes, str] = {}
    for path in paths:
        heading, lines = read_lines(path)
        places = [heading.index(name) if name in heading else -1 for name in dimensions]
        for number, line in enumerate(lines, start=2):
            cell = tuple(line[place].strip() if place >= 0 else TOP for place in places)
            for column, found in ((columns.sum, sums), (columns.mean, means)):
                text = line[heading.index(column)].strip().lower() if column in heading else ""
                text = "" if text in UNKNOWN else text.replace(",", "")
                if text and not _NUMBER.fullmatch(text):
                    raise NotValid(f"{path.name}, row {number}: “{text[:20]}” is no {column}. Correct it.")
                if found.get(cell, text) != text:
                    raise NotValid(
                        f"{path.name}, row {number}: {' × '.join(cell)} stands there twice, with two values "
                        f"of {column}. Correct the file."
                    )
                found[cell] = text
    decimals = max(len(text.partition(".")[2]) for text in [*sums.values(), *scale, step])
    steps = to_units(step, decimals) if step else 1
    units = {cell: to_units(text, decimals) if text else None for cell, text in sums.items()}
    if any(of and of % steps for of in units.values()):
        raise NotValid(f"A sum of {columns.name} is no multiple of {step}. Correct it, or name no step.")
    return Printed(
        columns.name,
        decimals,
        {cell: None if of is None else of // steps for cell, of in units.items()},
        {cell: (to_units(text, _after(text)), _after(text)) for cell, text in means.items() if text},
        steps,
    )


def read_ends(text: str) -> tuple[str, str]:
    """The ends of a scale from the words `LEAST,MOST`.

    Raises
    ------
    NotValid
        When these are not two numbers, the lower one first.

    Examples
    --------
    >>> read_ends("1,5")
    ('1', '5')
    """
    found = [_NUMBER.fullmatch(end.strip()) for end in text.split(",")]
    if len(found) == 2 and found[0] and found[1] and float(found[0][0]) < float(found[1][0]):
        return found[0][0], found[1][0]
    raise NotValid(f"“{text[:20]}” is no scale. Write its lowest and its highest answer, such as 1,5.")


def to_units(text: str, decimals: int) -> int:
    """A number as so many units of its last decimal.

    Raises
    ------
    NotValid
        When it is no number that is not below nought.

    Examples
    --------
    >>> to_units("12.5", 2)
    1250
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise NotValid(f"“{text[:20]}” is no number that is not below 0. Correct it.")
    return int(found[1] + (found[2] or "").ljust(decimals, "0"))


def from_units(units: int, decimals: int) -> str:
    """The number as it is printed.

    Examples
    --------
    >>> from_units(1250, 2)
    '12.50'
    """
    digits = str(units).rjust(decimals + 1, "0").zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _after(text: str) -> int:
    return len(text.partition(".")[2])
