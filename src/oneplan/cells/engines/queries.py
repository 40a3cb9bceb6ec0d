"""Writes the SQL by which a data base counts larger sets of characteristics: one text for every data base."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oneplan.cells.amounts import Amount
from oneplan.cells.codebook import Codebook
from oneplan.cells.coding import ANSWERED, CASE, NOT_ASKED, AnswerCoding, Coding
from oneplan.cells.covering import Root
from oneplan.cells.declaring import Answer

TABLE = "records"
"""What the queries call the rows."""


@dataclass(frozen=True)
class Dialect:
    """How a data base quotes names and escapes what stands in its texts."""

    quote: str
    escape_backslash: bool = False

    def name(self, column: str) -> str:
        """A column's name."""
        return self.quote + column.replace(self.quote, self.quote * 2) + self.quote

    def literal(self, value: Answer) -> str:
        """A value."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if not isinstance(value, str):
            return repr(value) if isinstance(value, int) else f"CAST('{value!r}' AS DOUBLE)"
        text = value.replace("\\", "\\\\") if self.escape_backslash else value
        return "'" + text.replace("'", "\\'" if self.escape_backslash else "''") + "'"

    def among(self, column: str, values: Iterable[Answer]) -> str:
        """Whether a column has one of some values; a list that is empty is never met."""
        listed = ", ".join(self.literal(value) for value in values)
        return f"{self.name(column)} IN ({listed})" if listed else "FALSE"


@dataclass(frozen=True)
class Queries:
    """The queries for one codebook."""

    book: Codebook
    dialect: Dialect
    roots: Sequence[Root]
    school: str | None

    def counts(self, tile: slice) -> str:
        """Children, answers, cases and weights of every larger set, for some outcomes."""
        chosen = range(tile.start, tile.stop)
        columns = [self._one(self._has(number, ANSWERED), f"n{number}") for number in chosen]
        columns += [self._one(self._has(number, CASE), f"y{number}") for number in chosen]
        sums = [f"COUNT(n{number})" for number in chosen] + [f"COUNT(y{number})" for number in chosen]
        if self.book.weight:
            columns.append(f"{self._units(self.book.weight)} AS w")
            for number in chosen:
                sums += [
                    _summed(f"CASE WHEN n{number} = 1 THEN w END"),
                    _summed(f"CASE WHEN y{number} = 1 THEN w END"),
                    _summed(f"CASE WHEN n{number} = 1 THEN w * w END"),
                ]
        return self._grouped(columns, ["COUNT(*)", *sums])

    def means(self) -> str:
        """How many, their sum and the sum of their squares, of every larger set."""
        columns = [f"{self._units(mean)} AS u{number}" for number, mean in enumerate(self.book.means)]
        sums = []
        for number in range(len(columns)):
            sums += [f"COUNT(u{number})", _summed(f"u{number}"), _summed(f"u{number} * u{number}")]
        return self._grouped(columns, sums)

    def spread(self, universes: Sequence[Sequence[int]], *, answered: bool = False) -> str:
        """The children of every larger set by school, who were asked for some outcomes, or answered them."""
        columns = []
        for number, outcomes in enumerate(universes):
            inside = [
                self._has(outcome, ANSWERED) if answered else f"NOT ({self._has(outcome, NOT_ASKED)})"
                for outcome in outcomes
            ]
            columns.append(self._one(" AND ".join(inside) or "TRUE", f"k{number}"))
        sums = [f"COUNT(k{number})" for number in range(len(universes))]
        return self._grouped(columns, sums, by_school=True)

    def by_school(self) -> str:
        """The answers and cases of every school."""
        numbers = range(len(self.book.answers))
        counted = [(number, bit) for bit in (ANSWERED, CASE) for number in numbers]
        sums = [f"COUNT(CASE WHEN {self._has(number, bit)} THEN 1 END)" for number, bit in counted]
        chosen = self._select([f"{self._school} AS g", *_numbered(sums)])
        return f"{chosen} WHERE {self._school} IS NOT NULL GROUP BY {self._school}"

    @property
    def _school(self) -> str:
        return self.dialect.name(self.school or "")

    def _select(self, columns: Sequence[str]) -> str:
        return f"SELECT {', '.join(columns)} FROM {TABLE}"  # noqa: S608 - every name and value is quoted

    def _grouped(self, columns: Sequence[str], sums: Sequence[str], *, by_school: bool = False) -> str:
        codes = [f"{self._code(coding)} AS c{number}" for number, coding in enumerate(self.book.codings)]
        inner = self._select([*codes, *columns, *([f"{self._school} AS g"] if by_school else [])])
        names = [f"c{number}" for number in range(len(codes))]
        which = " + ".join(f"{2**number} * GROUPING({name})" for number, name in enumerate(names))
        sets = ", ".join(
            f"({', '.join([*(names[member] for member in root.members), *(['g'] if by_school else [])])})"
            for root in self.roots
        )
        where = " WHERE g IS NOT NULL" if by_school else ""
        chosen = [*names, *(["g"] if by_school else []), f"{which} AS which", *_numbered(sums)]
        picked = f"SELECT {', '.join(chosen)} FROM ({inner}) AS coded"  # noqa: S608 - as above
        return f"{picked}{where} GROUP BY GROUPING SETS ({sets})"

    def _code(self, coding: Coding) -> str:
        whens = [
            f"WHEN {self.dialect.among(coding.column, values)} THEN {code}"
            for code, values in _by_code(coding)
        ]
        return f"CASE {' '.join(whens)} ELSE {coding.empty} END" if whens else str(coding.empty)

    def _has(self, number: int, bit: int) -> str:
        """Whether an outcome's answer has a bit."""
        return self._has_bit(self.book.answers[number], bit)

    def _has_bit(self, answer: AnswerCoding, bit: int) -> str:
        coding = answer.answers
        with_bit = [value for value, code in coding.codes.items() if code & bit]
        without = [value for value, code in coding.codes.items() if not code & bit]
        if coding.empty & bit:
            said = f"({self.dialect.among(coding.column, without)}) IS NOT TRUE"
        else:
            said = f"({self.dialect.among(coding.column, with_bit)}) IS TRUE"
        if not answer.asked_column:
            return said
        asked = f"({self.dialect.among(answer.asked_column, answer.asked)}) IS TRUE"
        return f"(NOT {asked} OR {said})" if bit == NOT_ASKED else f"({asked} AND {said})"

    def _one(self, condition: str, name: str) -> str:
        return f"CASE WHEN {condition} THEN 1 END AS {name}"

    def _units(self, amount: Amount) -> str:
        value = f"CAST({self.dialect.name(amount.column)} AS DOUBLE)"
        given = [f"NOT isnan({value})"]
        given += [f"{value} <> {self.dialect.literal(none)}" for none in amount.none]
        if amount.asked_column:
            given.append(self.dialect.among(amount.asked_column, amount.asked))
        units = f"CAST(FLOOR({value} * {10**amount.places} + 0.5) AS BIGINT)"
        return f"CASE WHEN {' AND '.join(given)} THEN {units} END"


def _by_code(coding: Coding) -> list[tuple[int, list[Answer]]]:
    together: dict[int, list[Answer]] = {}
    for value, code in coding.codes.items():
        together.setdefault(code, []).append(value)
    return list(together.items())


def _numbered(sums: Sequence[str]) -> list[str]:
    return [f"{one} AS s{number}" for number, one in enumerate(sums)]


def _summed(what: str) -> str:
    return f"COALESCE(CAST(SUM({what}) AS BIGINT), 0)"
