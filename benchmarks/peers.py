"""The same work as an analyst would write it with pandas, and as one plain DuckDB script."""

from pathlib import Path

import duckdb
import pandas as pd

from oneplan.words.area import ENGLAND, list_areas, list_authorities

LONG_FILE = "bds_long_0.parquet"
_AREAS = [(area.number, area.code) for area in list_areas()]
_AUTHORITIES = [area.code for area in list_authorities()]


def import_with_pandas(folder: Path, into: Path) -> None:
    """Read the long file, give it codes, years and numbers, and write it sorted."""
    frame = pd.read_parquet(folder / LONG_FILE)
    frame["measure"] = frame["Short Desc"].str.strip()
    frame["area"] = frame["LA Number"].astype(int).map(dict(_AREAS))
    frame["missing"] = frame["Values"].where(frame["Values"].isin(["-", "c", "x", "z", "", ".."]))
    frame["value"] = pd.to_numeric(frame["Values"], errors="coerce")
    frame["end"] = frame["Years"].str.extract(r"(\d{2})(?:\s*\(\w+\))?$")[0].astype(float)
    kept = frame.dropna(subset=["end"]).sort_values(["measure", "end", "area"])
    kept[["measure", "area", "Years", "end", "Values", "value", "missing"]].to_parquet(
        into, compression="zstd"
    )


def import_with_duckdb(folder: Path, into: Path) -> None:
    """The same in one statement."""
    con = duckdb.connect()
    con.execute("create table areas (number integer, code varchar)").fetchall()
    con.executemany("insert into areas values (?, ?)", _AREAS)
    con.execute(
        f"""
        copy (
            select trim("Short Desc") as measure, code as area, "Years",
                   cast(regexp_extract("Years", '([0-9]{{2}})( *[(][A-Za-z]+[)])?$', 1) as integer) as "end",
                   "Values", try_cast("Values" as double) as value,
                   case when "Values" in ('-', 'c', 'x', 'z', '', '..') then "Values" end as missing
            from read_parquet('{folder / LONG_FILE}') join areas on areas.number = cast("LA Number" as
            integer) where regexp_matches("Years", '[0-9]{{2}}( *[(][A-Za-z]+[)])?$')
            order by measure, "end", area
        ) to '{into}' (format parquet, compression zstd)
        """
    ).fetchall()
    con.close()


def gaps_with_pandas(
    observations: pd.DataFrame, pairs: pd.DataFrame, neighbours: pd.DataFrame, area: str
) -> pd.DataFrame:
    """Gap, rank, England's gap and the neighbours' mean for one authority, in its latest period."""
    key = ["period_kind", "period_start", "period_end"]
    values = observations[["measure", "area", *key, "value"]].dropna(subset=["value"])
    left = pairs.merge(values, left_on="group_measure", right_on="measure").rename(
        columns={"value": "group_value"}
    )
    right = values.rename(columns={"measure": "reference_measure", "value": "reference_value"})
    gaps = left.merge(right, on=["reference_measure", "area", *key])
    gaps["gap"] = (gaps["turn"] * (gaps["reference_value"] - gaps["group_value"])).round(9)
    among = gaps[gaps["area"].isin(_AUTHORITIES)].copy()
    among["rank"] = among.groupby(["pair", *key])["gap"].rank("min")
    among["of"] = among.groupby(["pair", *key])["gap"].transform("size")
    here = among[among["area"] == area].sort_values("period_end").groupby("pair").tail(1)
    england = gaps[gaps["area"] == ENGLAND][["pair", *key, "gap"]].rename(columns={"gap": "england_gap"})
    near = gaps[gaps["area"].isin(neighbours["neighbour"])]
    usual = near.groupby(["pair", *key])["gap"].agg(["mean", "size"]).reset_index()
    return here.merge(england, on=["pair", *key], how="left").merge(usual, on=["pair", *key], how="left")


GAPS = """
with values as (
    select measure, area, period_kind, period_start, period_end, value from observations where value is not
    null
), gaps as (
    select p.pair, g.area, g.period_kind, g.period_start, g.period_end, round(turn * (r.value - g.value), 9)
    as gap from pairs p
    join values g on g.measure = p.group_measure
    join values r on r.measure = p.reference_measure and r.area = g.area and r.period_kind = g.period_kind
        and r.period_start = g.period_start and r.period_end = g.period_end
), among as (
    select *, rank() over w as rank, count(*) over (partition by pair, period_kind, period_start, period_end)
    as "of" from gaps where area in (select code from authorities)
    window w as (partition by pair, period_kind, period_start, period_end order by gap)
), here as (
    select * from among where area = $area
    qualify row_number() over (partition by pair order by period_end desc) = 1
)
select here.*, england.gap as england_gap, avg(near.gap) as neighbours_gap, count(near.gap) as neighbours_used
from here
left join gaps england on england.area = $england and england.pair = here.pair and england.period_end =
here.period_end left join gaps near on near.area in (select neighbour from neighbours where area = $area)
    and near.pair = here.pair and near.period_end = here.period_end
group by all
"""


def connect_for_gaps(tables: dict[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    """A connection with observations, pairs and neighbours as tables of its own."""
    con = duckdb.connect()
    for name, frame in tables.items():
        con.register("given", frame)
        con.execute(f"create table {name} as select * from given").fetchall()
        con.unregister("given")
    con.register("given", pd.DataFrame({"code": _AUTHORITIES}))
    con.execute("create table authorities as select * from given").fetchall()
    return con


def gaps_with_duckdb(con: duckdb.DuckDBPyConnection, area: str) -> list[tuple[object, ...]]:
    """The same as one plain query."""
    return con.execute(GAPS, {"area": area, "england": ENGLAND}).fetchall()
