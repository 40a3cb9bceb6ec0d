"""How many took part: the codes of each class beside the roll, by school, by year, by kind of school."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from oneplan.listen.closing.closed import RESPONSE
from oneplan.listen.response.roll import COLUMNS, Roll
from oneplan.web.listen.models import Wave
from oneplan.web.listen.queries import list_schools


@dataclass(frozen=True)
class Part:
    """How many of some pupils took part."""

    name: str
    on_roll: int
    issued: int
    begun: int
    done: int

    @property
    def share(self) -> int:
        """How many of a hundred on the roll have ended it; more codes than pupils never make it more."""
        return min(100, round(100 * self.done / self.on_roll)) if self.on_roll else 0


def find_roll(wave: Wave) -> Roll:
    """The roll of a wave, as it was loaded."""
    schools = list_schools(wave)
    rows = [
        {name: getattr(one, name) for name in COLUMNS if name not in {"year", "pupils"}}
        | {"year": year.year, "pupils": year.pupils}
        for one in schools
        for year in one.years.all()
    ]
    return Roll(pl.DataFrame(rows, schema_overrides={"year": RESPONSE["year"]}))


def count_parts(roll: Roll, counted: pl.DataFrame, *, by: Iterable[str]) -> list[Part]:
    """How many took part by a column of the roll, or by several, in the order of the roll."""
    columns = list(by)
    taken = counted.group_by("school", "year").agg(
        pl.col("issued").sum(),
        (pl.col("started") + pl.col("done")).sum().alias("begun"),
        pl.col("done").sum(),
    )
    joined = roll.frame.join(taken, on=["school", "year"], how="left").with_columns(
        pl.col("issued", "begun", "done").fill_null(0)
    )
    summed = joined.group_by(columns, maintain_order=True).agg(
        pl.col("pupils", "issued", "begun", "done").sum()
    )
    named = len(columns)
    return [Part(" · ".join(map(str, row[:named])), *row[named:]) for row in summed.iter_rows()]


def count_all(roll: Roll, counted: pl.DataFrame) -> Part:
    """How many took part of everybody on the roll."""
    parts = count_parts(roll, counted, by=["school"])
    return Part(
        "All pupils",
        sum(one.on_roll for one in parts),
        sum(one.issued for one in parts),
        sum(one.begun for one in parts),
        sum(one.done for one in parts),
    )
