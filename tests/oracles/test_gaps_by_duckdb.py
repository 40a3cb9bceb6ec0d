"""Gaps and ranks of all pairs and periods are those of one plain SQL query over the publisher's file."""

import duckdb
import polars as pl

from builders import real_evidence, shared_data
from oneplan.understand.gaps import gaps_of_authorities
from oneplan.words.area import find_area
from oracles.hidden_gaps_again import pairs_again

QUERY = """
with figures as (
    select "Short Desc" as measure,
           "Years"[:4]::int + if(regexp_matches("Years", '^[0-9]{4}[/-][0-9]{2}'), 1, 0) as ends,
           "LA Number"::int as number,
           try_cast("Values" as decimal(30, 9)) as value
    from read_parquet(?)
    where "Short Desc" in (select measure from pairs union select reference from pairs)
      and "LA Number" not between 970 and 990 and "LA Number" not in (835, 836, 837, 909, 928)
),
gaps as (
    select pairs.measure as group_measure, pairs.reference as reference_measure, ours.ends, ours.number,
           pairs.turn * (others.value - ours.value) as gap
    from pairs
    join figures as ours on ours.measure = pairs.measure
    join figures as others
      on others.measure = pairs.reference and others.ends = ours.ends and others.number = ours.number
    where ours.value is not null and others.value is not null
)
select group_measure, reference_measure, ends, number, gap::double as gap,
       rank() over among as rank,
       count(*) over (partition by group_measure, reference_measure, ends) as of
from gaps
window among as (partition by group_measure, reference_measure, ends order by gap)
"""
KEY = ["group_measure", "reference_measure", "ends", "number"]


def test_gaps_and_ranks_are_those_of_a_plain_query():
    file = str(shared_data("lait", "bds_long_0.parquet"))
    ours = gaps_of_authorities(real_evidence())
    numbers = {code: find_area(code).number for code in ours["area"].unique()}
    one_year = pl.col("period").str.contains(r"^\d{4}[/-]\d{2}").cast(pl.Int32)
    ours = ours.with_columns(
        number=pl.col("area").replace_strict(numbers, return_dtype=pl.Int32),
        ends=pl.col("period").str.head(4).cast(pl.Int32) + one_year,
    ).drop("area", "period")
    with duckdb.connect() as database:
        database.execute("create table pairs (measure text, reference text, turn int)")
        database.executemany(
            "insert into pairs values (?, ?, ?)",
            [(pair.measure, pair.reference, pair.turn) for pair in pairs_again()],
        )
        rows = database.execute(QUERY, [file]).fetchall()
    theirs = pl.DataFrame(rows, schema=[*KEY, "gap", "rank", "of"], orient="row")
    theirs = theirs.with_columns(pl.col("number", "ends").cast(pl.Int32))
    assert ours.height == theirs.height > 40_000
    both = ours.join(theirs, on=KEY, how="inner", suffix="_again", validate="1:1")
    assert both.height == ours.height
    wrong = both.filter(
        (pl.col("rank") != pl.col("rank_again"))
        | (pl.col("of") != pl.col("of_again"))
        | ((pl.col("gap") - pl.col("gap_again")).abs() > 1e-8)
    )
    assert wrong.is_empty(), wrong
