"""Reads the Department for Education's Local Authority Interactive Tool: all its files as one edition."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from oneplan.errors import NotFound
from oneplan.sources.lait.lists import read_authorities, read_dictionary, read_neighbours
from oneplan.sources.lait.long_file import read_long_file
from oneplan.sources.lait.observations import LONG_FILE, join_areas, make_observations, read_periods

OBSERVATIONS = LONG_FILE
DICTIONARY = "lait_data_dictionary.csv"
NEIGHBOURS = {"2025": "sn_may_2025.xlsx", "2021": "sn_april_2021.xlsx"}
AUTHORITIES = "la_code_list.xlsx"
FILES = (OBSERVATIONS, DICTIONARY, *NEIGHBOURS.values(), AUTHORITIES)


@dataclass(frozen=True)
class LaitFiles:
    """What the publisher's files hold, in our own shape, and what was left out."""

    observations: pl.DataFrame
    """One row a measure, area and period: see `read_lait`."""
    measures: pl.DataFrame
    """One row a measure and topic: the publisher's dictionary."""
    neighbours: pl.DataFrame
    """list, area, place (1 to 10), neighbour, closeness."""
    updated: dt.date
    rows_read: int
    left_out: pl.DataFrame
    """reason, what, rows: rows that hold nothing that can be kept."""
    sha256: dict[str, str]


def holds_lait(folder: Path) -> bool:
    """Whether this folder holds the publisher's long file."""
    return folder.joinpath(OBSERVATIONS).is_file()


def read_lait(folder: Path) -> LaitFiles:
    """Read the publisher's five files from a folder.

    The observations have the columns measure, area (ONS code), period, period_start, period_end, period_kind,
    period_status, published (text), value, missing (the reason where there is no value), numerator,
    denominator, lower, upper (this publisher gives none of the four) and note; sorted by measure.

    Raises
    ------
    NotFound
        When a file is absent.
    NotValid
        When a file cannot be read, or holds something else than it should: names the file, row and column.
    """
    for name in FILES:
        if not folder.joinpath(name).is_file():
            raise NotFound(f"{name} is not in {folder}. Give the folder that holds {', '.join(FILES)}.")
    measures, updated = read_dictionary(folder / DICTIONARY)
    raw = read_long_file(folder / OBSERVATIONS)
    areas, unknown_areas = join_areas(raw)
    periods, unread_periods = read_periods(raw, measures=measures)
    observations = make_observations(raw, areas=areas, periods=periods)
    read_authorities(folder / AUTHORITIES)
    return LaitFiles(
        observations=observations,
        measures=measures,
        neighbours=pl.concat(read_neighbours(folder / name, name=key) for key, name in NEIGHBOURS.items()),
        updated=updated,
        rows_read=raw.height,
        left_out=pl.concat([unknown_areas, unread_periods]),
        sha256={name: _sha256(folder / name) for name in FILES},
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
