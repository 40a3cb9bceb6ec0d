"""What each of the publisher's measures is: its kind of figure, its family, and the group it is about."""

from functools import cache
from typing import Literal, get_args

from oneplan.definitions.tables import Definition, check_entry, read_rows, read_toml

Kind = Literal["rate", "score", "count", "money", "days"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Measure(Definition):
    """One of the publisher's measures."""

    measure: str
    """The publisher's short name, to the letter."""
    kind: Kind
    family: str
    group: str


@cache
def list_measures() -> dict[str, Measure]:
    """All measures by the publisher's short name."""
    rows = [
        check_entry(Measure, dict(row), place=f"measures.csv, line {line}")
        for line, row in read_rows("measures.csv")
    ]
    return {row.measure: row for row in rows}


@cache
def kinds_of_measures() -> dict[str, str]:
    """The kind of each measure, by the publisher's short name."""
    return {name: measure.kind for name, measure in list_measures().items()}


@cache
def allowed_outside_bounds() -> dict[str, str]:
    """Percentages that may lie outside 0 to 100, each with the reason."""
    allowed: dict[str, str] = read_toml("checks.toml")["percentages_outside_bounds"]
    return allowed
