"""Makes observations of the rows: places by code, labels as periods, cells as values or reasons."""

from typing import TYPE_CHECKING

import polars as pl

from oneplan.errors import NotValid
from oneplan.words.area import list_areas
from oneplan.words.number import WHY_MISSING, tidy
from oneplan.words.period import read_period

if TYPE_CHECKING:
    import datetime as dt

LONG_FILE = "bds_long_0.parquet"


def join_areas(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers with their codes, and the numbers that no area has."""
    known = pl.DataFrame(
        {"LA Number": [area.number for area in list_areas()], "area": [area.code for area in list_areas()]}
    )
    unknown = (
        raw.join(known, on="LA Number", how="anti")
        .group_by("LA Number", "LA and Regions")
        .len("rows")
        .sort("LA Number")
    )
    return known, unknown.select(
        reason=pl.lit("area not known"),
        what=pl.format("{} {}", "LA Number", "LA and Regions"),
        rows=pl.col("rows").cast(pl.Int64),
    )


def read_periods(raw: pl.DataFrame, *, measures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The period of each measure's label; one that cannot be read is left out if nothing is published."""
    year_kinds = dict(measures.unique("measure", keep="first").select("measure", "year_kind").iter_rows())
    labels = raw.group_by("Short Desc", "Years").agg(
        pl.len().alias("rows"),
        pl.col("row").first(),
        pl.col("Values").str.to_lowercase().is_in(list(WHY_MISSING)).all().alias("empty"),
    )
    read: list[tuple[str, str, str, dt.date, dt.date, str, str]] = []
    unread: list[tuple[str, str, int]] = []
    for measure, label, rows, row, empty in labels.sort("row").iter_rows():
        if measure not in year_kinds:
            raise NotValid(
                f"{LONG_FILE}, row {row}, column “Short Desc”: “{measure}” is not in "
                "lait_data_dictionary.csv, so what its years mean is not known. Download both files again."
            )
        try:
            period = read_period(label, year_kind=year_kinds[measure] or "")
        except NotValid as error:
            if not empty:
                raise NotValid(f"{LONG_FILE}, row {row}, column “Years”: {error}") from error
            unread.append(("period not known, nothing published", f"{measure} “{label}”", rows))
            continue
        read.append((measure, label, period.label, period.start, period.end, period.kind, period.status))
    columns = ["Short Desc", "Years", "period", "period_start", "period_end", "period_kind", "period_status"]
    schema = {"reason": pl.String, "what": pl.String, "rows": pl.Int64}
    periods = pl.DataFrame(read, schema=columns, orient="row")
    _check_one_label_a_period(raw, periods=periods)
    return periods, pl.DataFrame(unread, schema=schema, orient="row")


def _check_one_label_a_period(raw: pl.DataFrame, *, periods: pl.DataFrame) -> None:
    """Two versions of one figure (provisional and final, say) would count it twice."""
    same = periods.filter(
        pl.struct("Short Desc", "period_kind", "period_start", "period_end").is_duplicated()
    )
    if not same.is_empty():
        measure, label = same.select("Short Desc", "Years").row(-1)
        row = raw.filter(pl.col("Short Desc") == measure, pl.col("Years") == label)["row"][0]
        raise NotValid(
            f"{LONG_FILE}, row {row}, column “Years”: the period of {measure}, “{label}”, stands "
            "twice, under two labels. Keep one of the two."
        )


def _values(texts: pl.Series) -> pl.DataFrame:
    """Each different text with its number, null where it is none: a tenth as many as there are rows."""
    different = texts.unique().drop_nulls()
    numbers = different.cast(pl.Float64, strict=False).to_list()
    typed = [None if number is None else tidy(number) for number in numbers]
    return pl.DataFrame({"Values": different, "value": pl.Series(typed, dtype=pl.Float64)})


def make_observations(raw: pl.DataFrame, *, areas: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The rows in our own shape, each a value or the reason why there is none.

    Raises
    ------
    NotValid
        When a cell is neither; names file, row and column.
    """
    symbol = pl.col("Values").fill_null("").str.to_lowercase()
    joined = (
        raw.join(areas, on="LA Number")
        .join(periods, on=["Short Desc", "Years"])
        .join(_values(raw["Values"]), on="Values", how="left")
    )
    frame = joined.select(
        "row",
        measure=pl.col("Short Desc"),
        area=pl.col("area"),
        period=pl.col("period"),
        period_start=pl.col("period_start"),
        period_end=pl.col("period_end"),
        period_kind=pl.col("period_kind"),
        period_status=pl.col("period_status"),
        published=pl.col("Values").fill_null(""),
        value=pl.col("value"),
        missing=symbol.replace_strict(WHY_MISSING, default=None),
    )
    wrong = frame.filter(
        (pl.col("value").is_null() & pl.col("missing").is_null()) | ~pl.col("value").is_finite()
    )
    if not wrong.is_empty():
        first = wrong.sort("row").row(0, named=True)
        raise NotValid(
            f"{LONG_FILE}, row {first['row']}, column “Values”: “{first['published'][:40]}” is neither "
            "a number nor a symbol that says why there is none. Correct the file, or download it again."
        )
    nothing = pl.lit(None, dtype=pl.Float64)
    return (
        frame.drop("row")
        .with_columns(
            numerator=nothing,
            denominator=nothing,
            lower=nothing,
            upper=nothing,
            note=pl.lit(None, dtype=pl.String),
        )
        .sort("measure", "period_end", "area")
    )
