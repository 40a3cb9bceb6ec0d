"""Makes the levels of a characteristic from its values, in their order, with nobody left out."""

import re
from collections.abc import Sequence

import polars as pl

from oneplan.cells.cells import Characteristic
from oneplan.cells.coding import Coding
from oneplan.cells.declaring import NOT_RECORDED, Answer, Missing, all_folded, folded
from oneplan.cells.opening import Rows
from oneplan.errors import NotValid

MOST_LEVELS = 200
"""A characteristic with more is refused: its cells would be too small to say anything."""


def code_characteristic(
    rows: Rows, name: str, *, levels: Sequence[str] | None, ordered: bool, missing: Missing
) -> tuple[Characteristic, Coding]:
    """The levels of a characteristic and the code of each value.

    Levels that were not declared are taken from the records: by their numbers, then by their letters, with
    “Prefer not to say” and “Not recorded” at the end.

    Raises
    ------
    NotFound, NotValid
        When there is no such column, when it is not made of levels, or has one that was not declared.
    """
    column = rows.column(name, what="a characteristic")
    _check_kind(name, rows.schema[column])
    values, has_empty = rows.distinct(column)
    words = {value: _word(value) for value in values}
    aside = all_folded((*missing.prefer_not, *missing.not_asked, NOT_RECORDED))
    wanted = [str(level) for level in levels or ()]
    found = {word for word in words.values() if word} - set(wanted)
    if levels is not None:
        _check_declared(name, strange=sorted(word for word in found if folded(word) not in aside))
    every = [*wanted, *sorted(found, key=lambda word: (folded(word) in aside, _natural(word)))]
    if (has_empty or "" in words.values()) and NOT_RECORDED not in every:
        every.append(NOT_RECORDED)
    if len(every) > MOST_LEVELS:
        raise NotValid(
            f"The characteristic “{name}” has {len(every):,} levels; at most {MOST_LEVELS} can be crossed "
            "with others. Put them into fewer groups, or leave it out."
        )
    place = {word: number for number, word in enumerate(every)}
    empty = place.get(NOT_RECORDED, 0)
    codes = {value: place[word] if word else empty for value, word in words.items()}
    characteristic = Characteristic(name=name, levels=tuple(every), ordered=ordered)
    return characteristic, Coding(column=column, codes=codes, empty=empty)


def _word(value: Answer) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).strip()


def _check_kind(name: str, kind: pl.DataType) -> None:
    if kind.is_integer() or kind in (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Null):
        return
    what = "values of a kind that cannot be grouped"
    if kind.is_float() or kind.is_decimal():
        what = "numbers with decimals"
    elif kind.is_temporal():
        what = "dates or times"
    raise NotValid(
        f"The characteristic “{name}” holds {what}, not levels. Cut it into bands first, such as “under 8” "
        "and “8 or over”."
    )


def _check_declared(name: str, *, strange: list[str]) -> None:
    """A declared list is whole, but for the ways of not answering: a slip of the pen is no new group."""
    if strange:
        raise NotValid(
            f"The characteristic “{name}” has the value “{strange[0]}”, which is not among the levels "
            f"declared for it. Add it to them, or correct the records; such values: {len(strange)}."
        )


def _natural(word: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which Year 4 comes before Year 10."""
    parts = re.split(r"(\d+)", word.casefold())
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)
