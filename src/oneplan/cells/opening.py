"""Opens what records stand in, a frame or a Parquet or CSV file, without reading it into memory."""

import difflib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from oneplan.cells.declaring import Answer
from oneplan.errors import NotFound, NotValid

ROWS_AT_ONCE = 500_000
_MOST_NAMED = 12


@dataclass(frozen=True)
class Rows:
    """Where records stand: a lazy frame, its columns, and the Parquet file when it is one."""

    said: str
    lazy: pl.LazyFrame
    schema: pl.Schema
    parquet: Path | None = None
    _seen: dict[str, tuple[list[Answer], bool]] = field(default_factory=dict, repr=False, compare=False)

    def column(self, name: str, *, what: str) -> str:
        """The name when there is such a column.

        Raises
        ------
        NotFound
            Naming the columns that are meant most likely.
        """
        if name in self.schema:
            return name
        near = difflib.get_close_matches(name, list(self.schema), n=1)
        hint = f"Did you mean “{near[0]}”? " if near else ""
        raise NotFound(
            f"{self.said} has no column “{name}” for {what}. {hint}It has: {_some(list(self.schema))}."
        )

    def distinct(self, name: str) -> tuple[list[Answer], bool]:
        """The different values of a column, and whether some fields are empty."""
        if name not in self._seen:
            with _worded(self.said):
                found = self.lazy.select(pl.col(name).unique()).collect(engine="streaming")[name]
            self._seen[name] = (found.drop_nulls().to_list(), found.has_nulls())
        return self._seen[name]

    def count(self) -> int:
        """How many rows there are."""
        with _worded(self.said):
            return int(self.lazy.select(pl.len()).collect(engine="streaming").item())

    def batches(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """The rows in their order, some at a time."""
        with _worded(self.said):
            yield from self.lazy.select(columns).collect_batches(
                chunk_size=ROWS_AT_ONCE, maintain_order=True, engine="streaming"
            )

    def kept(self, condition: pl.Expr) -> "Rows":
        """The rows for which a condition holds."""
        return Rows(said=self.said, lazy=self.lazy.filter(condition), schema=self.schema)

    @contextmanager
    def as_parquet(self) -> Iterator[Path]:
        """The rows as a Parquet file: the file itself, else one that is gone afterwards."""
        if self.parquet:
            yield self.parquet
            return
        with tempfile.TemporaryDirectory(prefix="oneplan-records-") as folder:
            path = Path(folder, "records.parquet")
            with _worded(self.said):
                self.lazy.sink_parquet(path)
            yield path


def open_rows(data: object) -> Rows:
    """Open a polars frame, or the path of a Parquet or CSV file.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is neither, has no columns, or cannot be read.
    """
    if isinstance(data, pl.DataFrame | pl.LazyFrame):
        return _opened("The frame", data.lazy())
    if not isinstance(data, str | Path):
        raise NotValid(
            f"Records are read from a polars frame, a Parquet or a CSV file, not from {type(data).__name__}."
            " Give one of these; polars.from_pandas(frame) makes a polars frame from a pandas one."
        )
    path = Path(data)
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Check the name and the folder.")
    if path.suffix.lower() not in _READERS:
        raise NotValid(f"{path.name} is neither .parquet nor .csv. Save the records as one of these.")
    if not path.stat().st_size:
        raise NotValid(f"{path.name} is empty. Export the records again.")
    return _READERS[path.suffix.lower()](path)


def _read_parquet(path: Path) -> Rows:
    return _opened(path.name, pl.scan_parquet(path), parquet=path)


def _read_csv(path: Path) -> Rows:
    return _opened(path.name, pl.scan_csv(path, infer_schema_length=None))


_READERS = {".parquet": _read_parquet, ".csv": _read_csv}


def _opened(said: str, lazy: pl.LazyFrame, *, parquet: Path | None = None) -> Rows:
    with _worded(said):
        schema = lazy.collect_schema()
    if not schema:
        raise NotValid(f"{said} has no columns. Export the records again, with a heading for each column.")
    return Rows(said=said, lazy=lazy, schema=schema, parquet=parquet)


@contextmanager
def _worded(said: str) -> Iterator[None]:
    try:
        yield
    except (PolarsError, OSError, UnicodeDecodeError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise NotValid(
            f"{said} cannot be read ({reason}). Open it to see whether it is whole, or export it again."
        ) from error


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
