"""Writes the answers of a closed wave for SPSS, with labels and with coded missing values."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from oneplan.listen.closing.closed import Closed
from oneplan.listen.formats.placing import placed
from oneplan.listen.formats.variables import MISSING, Variable, missing_labels, variables_of

MOST_NAME, MOST_LABEL, MOST_VALUE_LABEL = 64, 255, 120
_RESERVED = frozenset({"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"})
_STRANGE = re.compile(r"[^A-Za-z0-9._]")


def write_sav(closed: Closed, path: Path, *, texts: Collection[str] = ()) -> Path:
    """Write a `.sav` file: one row a pupil, codes as numbers from 1 with their labels.

    −7 is “not asked”, −8 “I don't know”, −9 “I'd rather not say”, all declared as missing; what was left
    blank or never reached is empty.

    Parameters
    ----------
    closed
        The wave.
    path
        A file that is not there yet.
    texts
        The questions whose free texts are wanted; all others stay where they are.

    Raises
    ------
    NotFound
        When one of `texts` takes no free text.
    NotValid
        When the file is there already.
    NotReachable
        When it cannot be written.
    """
    import pyreadstat  # noqa: PLC0415 - only where it is asked for

    wanted = spss_variables(closed, texts)
    names = spss_names(one.name for one in wanted)
    frame = closed.frame.select(_numbers(one, closed).alias(names[one.name]) for one in wanted)
    missing: dict[int | float, str] = dict(missing_labels(closed.asked).items())
    labels: dict[str, dict[int | float, str]] = {
        names[one.name]: {
            **missing,
            **{number: _cut(label, MOST_VALUE_LABEL) for number, label in (one.values or {}).values()},
        }
        for one in wanted
        if one.column is not None and one.column.holds != "text"
    }
    note = ["Made up: no child gave these answers."] if closed.is_synthetic else []
    with placed(path) as draft:
        pyreadstat.write_sav(
            frame,
            str(draft),
            file_label=_cut(f"{'Synthetic: ' * closed.is_synthetic}{closed.asked.title}", 60),
            column_labels=[_cut(one.label, MOST_LABEL) for one in wanted],
            variable_value_labels=labels,
            missing_ranges={
                name: [{"lo": min(MISSING.values()), "hi": max(MISSING.values())}] for name in labels
            },
            variable_measure={names[one.name]: _measure(one) for one in wanted},
            note=note,
            row_compress=True,
        )
    return path


def spss_variables(closed: Closed, texts: Collection[str]) -> list[Variable]:
    """The variables of the file; why there is no answer is a missing value in it, and no variable."""
    every = variables_of(closed.asked, names=closed.frame.columns, texts=texts)
    return [one for one in every if one.column is None or one.column.holds != "why"]


def spss_names(names: Iterable[str]) -> dict[str, str]:
    """A name for each column that SPSS allows: letters, figures, dots and underscores, each once.

    Examples
    --------
    >>> spss_names(["home-safe", "2nd", "all", "Home_Safe"])
    {'home-safe': 'home_safe', '2nd': 'q_2nd', 'all': 'q_all', 'Home_Safe': 'Home_Safe_2'}
    """
    taken: set[str] = set()
    found = {}
    for name in names:
        plain = _STRANGE.sub("_", name)
        if not plain[0].isalpha() or plain.upper() in _RESERVED:
            plain = f"q_{plain}"
        plain = plain[: MOST_NAME - 5].rstrip(".")
        unique, number = plain, 1
        while unique.upper() in taken:
            number += 1
            unique = f"{plain}_{number}"
        taken.add(unique.upper())
        found[name] = unique
    return found


def _numbers(one: Variable, closed: Closed) -> pl.Expr:
    given = pl.col(one.name)
    if one.column is None:
        return given.cast(pl.Int32) if closed.frame.schema[one.name] == pl.Boolean else given
    beside = pl.col(f"{one.column.question.id}.why").replace_strict(
        MISSING, default=None, return_dtype=pl.Int32
    )
    match one.column.holds:
        case "code":
            numbers = {code: number for code, (number, _) in (one.values or {}).items()}
            return given.replace_strict({**numbers, **MISSING}, default=None, return_dtype=pl.Int32)
        case "tick" | "number":
            return given.cast(pl.Int32).fill_null(beside)
        case _:
            return given.fill_null("")


def _measure(one: Variable) -> str:
    if one.column is None:
        return "nominal"
    return {"scale": "ordinal", "number": "scale"}.get(one.column.question.kind, "nominal")


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
