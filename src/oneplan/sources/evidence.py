"""Opens the evidence: one edition of published statistics, read when asked, never changed."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError
from pydantic import TypeAdapter, ValidationError

from oneplan.errors import NotFound, NotValid
from oneplan.sources.sourced import Edition
from oneplan.words.number import SYMBOLS

EDITION_FILE = "edition.json"
TABLES = ("observations", "measures", "neighbours", "checks", "revisions")
BUILT_IN = Path(str(files("oneplan.sources").joinpath("figures")))


@dataclass(frozen=True, eq=False)
class Evidence:
    """One edition of published statistics, in a folder that never changes.

    Examples
    --------
    >>> import oneplan
    >>> evidence = oneplan.open_evidence()
    >>> evidence.observations(["AVG_Attain8_Score"]).columns[:3]
    ['measure', 'area', 'period']
    """

    folder: Path
    edition: Edition

    def observations(self, measures: Iterable[str], *, areas: Iterable[str] = ()) -> pl.DataFrame:
        """The observations of some measures, one row a measure, area and period; of some areas only."""
        wanted = pl.col("measure").is_in(list(measures))
        places = list(areas)
        if places:
            wanted &= pl.col("area").is_in(places)
        rows = self._collect("observations", lambda rows: rows.filter(wanted))
        return rows if "published" in rows.columns else _with_text_again(rows)

    @cached_property
    def measures(self) -> pl.DataFrame:
        """The publisher's dictionary: one row a measure and topic."""
        return self._collect("measures")

    @cached_property
    def neighbours(self) -> pl.DataFrame:
        """Statistical neighbours: list, area, place (1 is the nearest), neighbour, closeness."""
        return self._collect("neighbours")

    @cached_property
    def checks(self) -> pl.DataFrame:
        """What each check on arrival flagged: check, measure, period, area, value, why."""
        return self._collect("checks")

    @cached_property
    def revisions(self) -> pl.DataFrame:
        """Figures that differ from the edition before: measure, area, period, before, now."""
        return self._collect("revisions")

    def count_observations(self) -> int:
        """How many observations the edition holds."""
        return int(self._collect("observations", lambda rows: rows.select(pl.len())).item())

    def newest_periods(self) -> dict[str, dt.date]:
        """The end of the newest period for which each measure has any value."""

        def newest(rows: pl.LazyFrame) -> pl.LazyFrame:
            published = rows.filter(pl.col("value").is_not_null())
            return published.group_by("measure").agg(pl.col("period_end").max()).sort("measure")

        return dict(self._collect("observations", newest).iter_rows())

    def _collect(
        self, table: str, query: Callable[[pl.LazyFrame], pl.LazyFrame] | None = None
    ) -> pl.DataFrame:
        path = self.folder / f"{table}.parquet"
        rows = pl.scan_parquet(path)
        try:
            return (query(rows) if query else rows).collect()
        except (PolarsError, OSError) as error:
            raise NotValid(
                f"{path} cannot be read. Remove its folder and import the edition again."
            ) from error


def _with_text_again(observations: pl.DataFrame) -> pl.DataFrame:
    """Figures that were kept as numbers alone, with the text that stands for them."""
    number = pl.col("value").cast(pl.String).str.strip_suffix(".0")
    symbol = pl.col("missing").replace_strict(SYMBOLS, default="")
    at = observations.columns.index("value")
    return observations.insert_column(
        at, observations.select(published=pl.coalesce(number, symbol)).to_series()
    )


def write_edition(
    folder: Path, *, edition: Edition, tables: Mapping[str, pl.DataFrame], compression_level: int = 3
) -> None:
    """Write an edition's tables, and last the file that makes it one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        tables[name].write_parquet(
            folder / f"{name}.parquet", compression="zstd", compression_level=compression_level
        )
    folder.joinpath(EDITION_FILE).write_text(
        json.dumps(asdict(edition), default=str, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def read_edition(folder: Path) -> Evidence:
    """Open one edition's folder.

    Raises
    ------
    NotValid
        When its description cannot be read, or a table is absent.
    """
    try:
        text = folder.joinpath(EDITION_FILE).read_bytes()
        edition = TypeAdapter(Edition).validate_json(text)
    except (OSError, ValidationError) as error:
        raise NotValid(
            f"{folder / EDITION_FILE} cannot be read. Remove the folder and import the edition again."
        ) from error
    for name in TABLES:
        if not folder.joinpath(f"{name}.parquet").is_file():
            raise NotValid(
                f"{name}.parquet is missing from {folder}. Remove the folder and import the edition again."
            )
    return Evidence(folder=folder, edition=edition)


def list_editions(store: Path) -> list[Evidence]:
    """The editions in a store, the newest first; the built-in table comes after any whole edition."""
    found = [
        read_edition(path.parent)
        for path in store.glob(f"*/*/{EDITION_FILE}")
        if not path.parent.name.startswith(".")
    ]

    def newest(evidence: Evidence) -> tuple[object, ...]:
        edition = evidence.edition
        return (not edition.built_in, edition.updated, edition.imported)

    return sorted(found, key=newest, reverse=True)


def open_evidence(path: Path | str | None = None) -> Evidence:
    """Open published statistics: the newest edition in a store, or one edition's folder.

    Parameters
    ----------
    path
        A partnership's folder (`var`), its store (`var/evidence`), or the folder of one edition.
        Without a path: the small table of published figures that comes with oneplan.

    Returns
    -------
    Evidence
        Read when asked: opening costs milliseconds.

    Raises
    ------
    NotFound
        When nothing has been imported there.
    NotValid
        When what is there cannot be read.

    Examples
    --------
    >>> import oneplan
    >>> oneplan.open_evidence().edition.publisher
    'Department for Education'
    """
    if path is None:
        return read_edition(BUILT_IN)
    folder = Path(path)
    if folder.joinpath(EDITION_FILE).is_file():
        return read_edition(folder)
    for store in (folder / "evidence", folder):
        editions = list_editions(store)
        if editions:
            return editions[0]
    raise NotFound(
        f"There are no statistics in {folder}. Type `oneplan evidence import lait --from FOLDER`, "
        "or `make demo`."
    )
