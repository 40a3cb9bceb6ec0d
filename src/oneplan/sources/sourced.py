"""Figures that their publisher has released, with their edition: ours to attribute, not to protect."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NewType

import polars as pl

Row = NewType("Row", Mapping[str, Any])
"""One row of a released table. Pages take these, so that mypy refuses a row of any other table."""


@dataclass(frozen=True)
class Edition:
    """One edition of a publisher's statistics, as it arrived."""

    key: str
    """Names its folder, for example `2026-04-1f0c2ab9`."""
    source: str
    """The short name of the publication, for example `lait`."""
    publisher: str
    title: str
    label: str
    """As people say it, for example `April 2026`."""
    updated: dt.date
    """The newest update that the publisher's own dictionary names."""
    licence: str
    licence_url: str
    attribution: str
    url: str
    imported: dt.datetime
    commit: str
    """The publisher's version identifier, empty where the files came from a folder."""
    files: dict[str, str]
    """The sha256 of each file that was read."""
    built_in: bool = False
    """Whether this is the small table of published figures that comes with oneplan."""


@dataclass(frozen=True, eq=False)
class Sourced:
    """A table made from published statistics alone, with the edition it was made from."""

    frame: pl.DataFrame
    edition: Edition

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows as a page reads them, made once."""
        return tuple(Row(row) for row in self.frame.iter_rows(named=True))
