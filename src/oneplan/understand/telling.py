"""In which order comparisons are told, and what their verdicts are called."""

import polars as pl

VERDICTS = {
    "masked": "Masked by a good headline",
    "behind-too": "Headline is behind too",
    "no-hidden-gap": "No hidden gap",
    "cannot-tell": "Cannot tell from what is published",
}


def in_order_of_telling(frame: pl.DataFrame) -> pl.DataFrame:
    """Steadily wide gaps first, then the farthest from what is usual, then by rank; `told` is false for a
    repeat.

    Two groups of one kind in one family repeat each other (free school meals and disadvantage): the one that
    the definitions name first is told, so that it is the same group in each year and each authority.
    """
    ordered = frame.with_columns(_steady=pl.col("steady").fill_null(value=False)).sort(
        "_steady", "robust_z", "rank", "pair", descending=[True, True, True, False], nulls_last=True
    )
    return ordered.drop("_steady").with_columns(
        order=pl.int_range(1, pl.len() + 1),
        told=pl.col("pair") == pl.col("pair").min().over("family", "group_kind"),
    )
