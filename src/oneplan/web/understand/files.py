"""The comparisons of a page as a file: the same rows in the same order, and where they come from."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from oneplan.publish.formats import to_signed_csv
from oneplan.sources.sourced import Row, Sourced
from oneplan.words.area import Area


def write_csv(found: Sourced, chosen: Iterable[Row], *, area: Area) -> str:
    """The chosen rows of a table, in the order chosen; what is unknown is empty, never nought."""
    places = [row["order"] - 1 for row in chosen]
    frame = found.frame.sort("order")[places].select(
        pl.lit(area.code).alias("area"), pl.lit(area.name).alias("area_name"), pl.all()
    )
    return to_signed_csv(replace(found, frame=frame))
