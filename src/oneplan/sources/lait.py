"""Reads the Department for Education's Local Authority Interactive Tool: all its files as one edition."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from oneplan.errors import NotFound, NotValid
from oneplan.sources.lait_lists import read_authorities, read_dictionary, read_neighbours
from oneplan.words.area import list_areas
from oneplan.words.number import WHY_MISSING, tidy
from oneplan.words.period import read_period

OBSERVATIONS = "bds_long_0.parquet"
DICTIONARY = "lait_data_dictionary.csv"
NEIGHBOURS = {"2025": "sn_may_2025.xlsx", "2021": "sn_april_2021.xlsx"}
AUTHORITIES = "la_code_list.xlsx"
FILES = (OBSERVATIONS, DICTIONARY, *NEIGHBOURS.values(), AUTHORITIES)

_COLUMNS = {
    "Short Desc": pl.String,
    "Years": pl.String,
    "LA and Regions": pl.String,
    "Values": pl.String,
    "LA Number": pl.Float64,
}


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
    raw = _read_long_file(folder / OBSERVATIONS)
    areas, unknown_areas = _join_areas(raw)
    periods, unread_periods = _read_periods(raw, measures=measures)
    observations = _observations(raw, areas=areas, periods=periods)
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


def _read_long_file(path: Path) -> pl.DataFrame:
    try:
        schema = pl.read_parquet_schema(path)
        missing = [name for name in _COLUMNS if name not in schema]
        if missing:
            raise NotValid(
                f"{path.name} has no column “{missing[0]}”. The publisher may have changed its columns: "
                "keep the last edition and tell the makers of oneplan."
            )
        raw = pl.read_parquet(path, columns=list(_COLUMNS))
    except (PolarsError, PanicException, OSError) as error:
        raise NotValid(
            f"{path.name} is not a whole Parquet file. Download it again. ({_first_line(error)})"
        ) from error
    for name, kind in _COLUMNS.items():
        if raw.schema[name] != kind and not (kind == pl.Float64 and raw.schema[name].is_numeric()):
            raise NotValid(f"{path.name}, column “{name}”: expected {_said(kind)}, found {raw.schema[name]}.")
    return _checked_rows(raw.with_row_index("row", offset=1), path=path)


def _said(kind: type[pl.DataType]) -> str:
    return "numbers" if kind == pl.Float64 else "text"


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _checked_rows(raw: pl.DataFrame, *, path: Path) -> pl.DataFrame:
    """The rows with trimmed keys, no empty key and no key twice."""
    if raw.is_empty():
        raise NotValid(f"{path.name} has no rows. Download it again.")
    keys = ["Short Desc", "Years", "LA Number"]
    raw = raw.with_columns(pl.col("Short Desc", "Years", "Values").str.strip_chars())
    for name in keys:
        empty = raw.filter(pl.col(name).is_null() | (pl.col(name).cast(pl.String) == ""))
        if not empty.is_empty():
            raise NotValid(f"{path.name}, row {empty['row'][0]}, column “{name}”: nothing is written here.")
    raw = _with_whole_numbers(raw, path=path)
    twice = raw.filter(pl.struct(keys).is_duplicated())
    if not twice.is_empty():
        raise NotValid(
            f"{path.name}, row {twice['row'][-1]}: {twice['Short Desc'][-1]}, {twice['Years'][-1]}, "
            f"{twice['LA and Regions'][-1]} stands twice. Keep one of the two rows."
        )
    return raw


def _with_whole_numbers(raw: pl.DataFrame, *, path: Path) -> pl.DataFrame:
    number = pl.col("LA Number").cast(pl.Float64)
    wrong = raw.filter(~number.is_finite() | (number != number.round()))
    if not wrong.is_empty():
        row, found = wrong.select("row", "LA Number").row(0)
        raise NotValid(
            f"{path.name}, row {row}, column “LA Number”: {found} is not the number of an area. Correct the "
            "file, or download it again."
        )
    return raw.with_columns(pl.col("LA Number").cast(pl.Int64))


def _join_areas(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
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


def _read_periods(raw: pl.DataFrame, *, measures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
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
                f"{OBSERVATIONS}, row {row}, column “Short Desc”: “{measure}” is not in {DICTIONARY}, so "
                "what its years mean is not known. Download both files again."
            )
        try:
            period = read_period(label, year_kind=year_kinds[measure] or "")
        except NotValid as error:
            if not empty:
                raise NotValid(f"{OBSERVATIONS}, row {row}, column “Years”: {error}") from error
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
            f"{OBSERVATIONS}, row {row}, column “Years”: the period of {measure}, “{label}”, stands "
            "twice, under two labels. Keep one of the two."
        )


def _values(texts: pl.Series) -> pl.DataFrame:
    """Each different text with its number, null where it is none: a tenth as many as there are rows."""
    different = texts.unique().drop_nulls()
    numbers = different.cast(pl.Float64, strict=False).to_list()
    typed = [None if number is None else tidy(number) for number in numbers]
    return pl.DataFrame({"Values": different, "value": pl.Series(typed, dtype=pl.Float64)})


def _observations(raw: pl.DataFrame, *, areas: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
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
            f"{OBSERVATIONS}, row {first['row']}, column “Values”: “{first['published'][:40]}” is neither "
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
