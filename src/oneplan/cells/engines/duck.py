"""The engine for records larger than memory: DuckDB, straight from the Parquet file."""

import duckdb

from oneplan.cells.engines.by_sql import count_by_sql
from oneplan.cells.engines.queries import TABLE, Dialect
from oneplan.cells.engines.said import Columns
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.tally import Progress, Tally
from oneplan.errors import OneplanError


def count(records: Records, layout: Layout, *, progress: Progress) -> Tally:
    """Count in DuckDB, which keeps nothing and asks no network."""
    with records.rows.as_parquet() as path, duckdb.connect() as con:
        # Its own bar would be printed into the answer.
        con.execute("SET enable_progress_bar = false").fetchall()
        source = con.read_parquet(str(path))
        source.create_view(TABLE)

        def ask(query: str) -> Columns:
            columns: Columns = con.execute(query).fetchnumpy()
            return columns

        try:
            return count_by_sql(records, layout, ask=ask, dialect=Dialect('"'), progress=progress)
        except duckdb.Error as error:
            raise OneplanError(
                f"DuckDB could not count {records.rows.said} ({str(error).splitlines()[0]}). Free some "
                "memory or disk and count again, or count with another engine."
            ) from error
