"""The engine for a region or the nation: the same SQL on Spark, on this machine or on a cluster."""

from importlib import import_module
from typing import Any

import numpy as np

from oneplan.cells.engines.by_sql import count_by_sql
from oneplan.cells.engines.queries import TABLE, Dialect
from oneplan.cells.engines.said import Columns
from oneplan.cells.layout import Layout
from oneplan.cells.records import Records
from oneplan.cells.tally import Progress, Tally
from oneplan.errors import OneplanError

_DIALECT = Dialect("`", escape_backslash=True)


def count(records: Records, layout: Layout, *, progress: Progress) -> Tally:
    """Count in the Spark that is running, else in one on this machine."""
    spark = _open()
    with records.rows.as_parquet() as path:
        spark.read.parquet(str(path)).createOrReplaceTempView(TABLE)

        def ask(query: str) -> Columns:
            said = spark.sql(query)
            rows = said.collect()
            return {
                name: np.array([0 if row[place] is None else row[place] for row in rows])
                for place, name in enumerate(said.columns)
            }

        return count_by_sql(records, layout, ask=ask, dialect=_DIALECT, progress=progress)


def _open() -> Any:  # noqa: ANN401 - pyspark is optional, and so are its types
    try:
        builder = import_module("pyspark.sql").SparkSession.builder
        refusal = import_module("pyspark.errors").PySparkException
    except ModuleNotFoundError as error:
        raise OneplanError(
            "Counting with Spark needs the spark extra. Type `pip install 'oneplan[spark]'`, "
            "or count with duckdb."
        ) from error
    try:
        return builder.appName("oneplan").getOrCreate()
    except (refusal, RuntimeError, OSError) as error:
        raise OneplanError(
            "Spark could not be started. It needs Java 17: install it and set JAVA_HOME, "
            "or count with duckdb."
        ) from error
