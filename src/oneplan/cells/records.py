"""What is counted: one row a child, with what was declared about the columns and checked against the rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from oneplan.cells.amounts import measure_mean, measure_weight
from oneplan.cells.answers import code_outcome
from oneplan.cells.cells import Characteristic
from oneplan.cells.codebook import Codebook
from oneplan.cells.coded import Coded, read_coded
from oneplan.cells.declaring import Answer, Missing, Outcome
from oneplan.cells.levels import code_characteristic
from oneplan.cells.opening import Rows, open_rows
from oneplan.errors import NotFound, NotValid

MOST_CHARACTERISTICS = 24


@dataclass(frozen=True, eq=False)
class Records:
    """One row a child: a survey wave, or an extract of administrative records, declared and checked.

    What is wrong is said at once, in a sentence, before anything is counted. Children are never dropped:
    a skipped characteristic is the level “Not recorded”, “Prefer not to say” is a level of its own, a
    skipped answer takes the child out of that outcome only, and so does a question that was not asked.

    Parameters
    ----------
    data
        A polars frame, or the path of a Parquet or CSV file, which is read when it is counted.
    characteristics
        Columns whose levels are crossed with each other. A mapping gives a column's levels in their order,
        `{"year_group": ["Year 4", "Year 6"], "sex": None}`; else the levels are those found, sorted.
    outcomes
        Columns of true and false or 0 and 1, or an `Outcome` that says which answers count as a case.
    school
        The column of the child's school. Children in one school are alike, which every later test needs.
    weight
        The column of the child's weight, kept to four decimals.
    wave
        The column that says when the child was asked. One wave is counted at a time: see `in_wave`.
    identifier
        The column that tells the children apart; a child that is there twice in a wave is refused.
    missing
        How the records write “prefer not to say” and “not asked”.

    Raises
    ------
    NotFound
        When a column or file is not there.
    NotValid
        When something cannot be counted as it stands.

    Examples
    --------
    >>> import oneplan
    >>> import polars as pl
    >>> frame = pl.DataFrame({"sex": ["F", "M", None], "sad": [1, 0, 1], "school": ["a", "a", "b"]})
    >>> records = oneplan.Records(frame, characteristics=["sex"], outcomes=["sad"], school="school")
    >>> records.book.characteristics[0].levels
    ('F', 'M', 'Not recorded')
    """

    data: pl.DataFrame | pl.LazyFrame | Path | str
    _: KW_ONLY
    characteristics: Sequence[str | Characteristic] | Mapping[str, Sequence[str] | None]
    outcomes: Sequence[str | Outcome]
    school: str | None = None
    weight: str | None = None
    wave: str | None = None
    identifier: str | None = None
    missing: Missing = field(default_factory=Missing)
    of_wave: Answer | None = None

    def __post_init__(self) -> None:
        _check_names(self)
        if not self.rows.count():
            where = f" of {self.wave} {self.of_wave}" if self.of_wave is not None else ""
            raise NotValid(
                f"{self.rows.said} holds no children{where}. Give records with a row for each child."
            )
        _check_identifier(self)
        if self.wave:
            self.every_row.column(self.wave, what="the wave")
        _ = self.book

    @cached_property
    def every_row(self) -> Rows:
        """The rows of all waves."""
        return open_rows(self.data)

    @cached_property
    def rows(self) -> Rows:
        """The rows that are counted."""
        if self.wave is None or self.of_wave is None:
            return self.every_row
        return self.every_row.kept(pl.col(self.wave) == self.of_wave)

    @cached_property
    def waves(self) -> tuple[Answer, ...]:
        """The waves in their order; none where no column says them."""
        if self.wave is None:
            return ()
        return tuple(sorted(self.every_row.distinct(self.wave)[0], key=lambda wave: (str(type(wave)), wave)))

    def in_wave(self, wave: Answer) -> "Records":
        """The same declarations, with the children of one wave.

        Raises
        ------
        NotFound
            When there is no such wave.
        """
        known = {str(each): each for each in self.waves}
        if str(wave) not in known:
            raise NotFound(f"There is no wave “{wave}”. The records hold: {', '.join(known) or 'no waves'}.")
        return replace(self, of_wave=known[str(wave)])

    @cached_property
    def book(self) -> Codebook:
        """What was declared, with the levels and answers that were found: the same for every wave."""
        rows = self.every_row
        known = [
            code_characteristic(
                rows, each.name, levels=each.levels, ordered=each.ordered, missing=self.missing
            )
            for each in _declared(self.characteristics)
        ]
        outcomes = [Outcome(each) if isinstance(each, str) else each for each in self.outcomes]
        binary = tuple(outcome for outcome in outcomes if outcome.counts != "mean")
        return Codebook(
            characteristics=tuple(characteristic for characteristic, _ in known),
            codings=tuple(coding for _, coding in known),
            outcomes=binary,
            answers=tuple(code_outcome(rows, outcome, missing=self.missing) for outcome in binary),
            means=tuple(
                measure_mean(rows, outcome, missing=self.missing)
                for outcome in outcomes
                if outcome.counts == "mean"
            ),
            weight=measure_weight(rows, self.weight) if self.weight else None,
            schools=_schools(rows, self.school),
        )

    @cached_property
    def coded(self) -> Coded:
        """The rows as arrays of codes, read once."""
        return read_coded(self.rows, self.book, school=self.school)


@dataclass(frozen=True)
class _Declared:
    name: str
    levels: tuple[str, ...] | None
    ordered: bool


def _declared(
    characteristics: Sequence[str | Characteristic] | Mapping[str, Sequence[str] | None],
) -> list[_Declared]:
    if isinstance(characteristics, Mapping):
        return [
            _Declared(name, None if levels is None else tuple(levels), ordered=levels is not None)
            for name, levels in characteristics.items()
        ]
    return [
        _Declared(each, None, ordered=False)
        if isinstance(each, str)
        else _Declared(each.name, each.levels or None, ordered=each.ordered)
        for each in characteristics
    ]


def _check_names(records: Records) -> None:
    if isinstance(records.characteristics, str) or isinstance(records.outcomes, str):
        raise NotValid("Give characteristics and outcomes as lists, even where there is only one.")
    known = [each.name for each in _declared(records.characteristics)]
    wanted = [each if isinstance(each, str) else each.name for each in records.outcomes]
    if not known:
        raise NotValid("No characteristics were named. Name the columns whose levels are to be crossed.")
    if not wanted:
        raise NotValid("No outcomes were named. Name the columns whose answers are to be counted.")
    if len(known) > MOST_CHARACTERISTICS:
        raise NotValid(
            f"{len(known)} characteristics were named; at most {MOST_CHARACTERISTICS} can be crossed."
        )
    twice = [name for name, count in (Counter(known) + Counter(wanted)).items() if count > 1]
    if twice:
        raise NotValid(
            f"“{twice[0]}” was named twice. Give each characteristic and outcome a name of its own."
        )


def _check_identifier(records: Records) -> None:
    if records.identifier is None:
        return
    name = records.rows.column(records.identifier, what="the children's identifier")
    key = [name] if records.wave is None else [name, records.wave]
    counts = records.rows.lazy.group_by(key).agg(pl.len().alias("times"))
    twice = counts.filter((pl.col("times") > 1) & pl.col(name).is_not_null())
    if count := int(twice.select(pl.len()).collect(engine="streaming").item()):
        raise NotValid(
            f"{count:,} identifiers in “{name}” stand in more than one row. Keep one row a child, or name "
            "the column that says which wave a row is from."
        )


def _schools(rows: Rows, column: str | None) -> tuple[Answer, ...]:
    if column is None:
        return ()
    values, _ = rows.distinct(rows.column(column, what="the school"))
    return tuple(sorted(values, key=lambda value: (str(type(value)), value)))
