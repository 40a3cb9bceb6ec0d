"""Lays a safe table out for a page: rows and columns, each cell a count or the word for withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oneplan.cells.description import Description
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.disclosure.safe_table import SafeTable
from oneplan.web.understand.gate.counting import NO, NO_ANSWER, NOT_PUT, YES

ALL = "All"
WITHHELD = "withheld"
CHILDREN = "Children"
MOST_ROWS = 60
"""Rows of one table on a page; the file has all of them."""
ANSWER_ORDER = (YES, NO, NO_ANSWER, NOT_PUT)


@dataclass(frozen=True)
class Cell:
    """One cell under its column; the only thing that is told of a withheld one is that it is."""

    column: str
    said: str
    withheld: bool


@dataclass(frozen=True)
class Line:
    """One row."""

    name: str
    cells: tuple[Cell, ...]
    is_total: bool


@dataclass(frozen=True)
class Laid:
    """One table of a release; `left` rows stand in the file alone."""

    caption: str
    rows_are: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left: int
    holds_withheld: bool


@dataclass(frozen=True)
class Sayings:
    """How dimensions are called, and in which order their codes stand."""

    names: Mapping[str, str]
    orders: Mapping[str, Sequence[str]]

    def say(self, name: str) -> str:
        """A dimension in words."""
        return self.names.get(name, name.replace("_", " "))

    def in_order(self, name: str, codes: Sequence[str]) -> list[str]:
        """Codes in their order, the total last."""
        order = {code: place for place, code in enumerate(self.orders.get(name, ANSWER_ORDER))}
        return sorted(codes, key=lambda code: (code == TOTAL, order.get(code, len(order)), code))


def make_sayings(
    description: Description, above: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> Sayings:
    """The words of a data set, with a level that holds others before those."""
    return Sayings(
        {one.name: one.name.replace("_", " ") for one in description.outcome},
        {
            one.column: _wide_first(one.levels or (), (above or {}).get(one.column, ()))
            for one in description.characteristic
        },
    )


def lay_out(table: SafeTable, names: Sequence[str], *, sayings: Sayings) -> Laid:
    """One table of a safe release: its last dimension goes across, the others go down."""
    *down, across = names if len(names) > 1 else [names[0], ""]
    codes = _codes(table, [name for name in names if name])
    columns = codes[across] if across else [TOTAL]
    columns = sayings.in_order(across, columns)
    found = sorted({tuple(place.get(name, TOTAL) for name in down) for place in _places(table, names)})
    for k, name in reversed(list(enumerate(down))):
        order = {code: n for n, code in enumerate(sayings.in_order(name, codes[name]))}
        found.sort(key=lambda row, k=k, order=order: order[row[k]])  # type: ignore[misc]
    lines = tuple(_line(table, dict(zip(down, row, strict=True)), across, columns) for row in found)
    said = [sayings.say(name) for name in names]
    return Laid(
        caption=" by ".join(said).capitalize() if len(said) < 3 else _listed(said),
        rows_are=", ".join(sayings.say(name) for name in down).capitalize(),
        columns=tuple((ALL if code == TOTAL else code) if across else CHILDREN for code in columns),
        lines=lines[:MOST_ROWS],
        left=len(lines[MOST_ROWS:]),
        holds_withheld=any(cell.withheld for line in lines for cell in line.cells),
    )


def _line(table: SafeTable, row: Mapping[str, str], across: str, columns: Sequence[str]) -> Line:
    cells = []
    for code in columns:
        place = {**row, across: code}
        value = table.find_value([place.get(name, TOTAL) for name in table.dimensions])
        name = (ALL if code == TOTAL else code) if across else CHILDREN
        cells.append(Cell(name, WITHHELD if value is None else f"{value:,}", withheld=value is None))
    total = all(code == TOTAL for code in row.values())
    named = ", ".join(code for code in row.values() if code != TOTAL)
    return Line(named or ALL, tuple(cells), is_total=total)


def _places(table: SafeTable, names: Sequence[str]) -> list[dict[str, str]]:
    """The cells of one table: those at the total of every dimension that it does not name."""
    found = []
    for codes in table.cells:
        place = dict(zip(table.dimensions, codes, strict=True))
        if all(code == TOTAL or name in names for name, code in place.items()):
            found.append(place)
    return found


def _codes(table: SafeTable, names: Sequence[str]) -> dict[str, list[str]]:
    places = _places(table, names)
    return {name: list(dict.fromkeys(place[name] for place in places)) for name in names}


def _wide_first(levels: Sequence[str], pairs: Sequence[Sequence[str]]) -> list[str]:
    """Each level after the one that holds it."""
    order: dict[str, None] = {}
    above = {child: parent for child, parent in pairs if parent != TOTAL}
    for level in levels:
        way = [level]
        while way[-1] in above:
            way.append(above[way[-1]])
        order |= dict.fromkeys(reversed(way))
    return list(order)


def _listed(said: Sequence[str]) -> str:
    return f"{', '.join(said[:-1])} and {said[-1]}".capitalize()
