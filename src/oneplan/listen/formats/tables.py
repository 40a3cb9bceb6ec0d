"""Writes the answers of a closed wave as CSV: one row a pupil, or one row an answer."""

from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from oneplan.listen.closing.closed import Closed
from oneplan.listen.closing.columns import ABOUT, NOT_ASKED, SYNTHETIC
from oneplan.listen.formats.placing import placed
from oneplan.listen.formats.variables import Variable, variables_of

LONG = ("question", "part", "answer", "why")
_RUNS = "^'*[=+@\\t\\r-]"


def write_wide(closed: Closed, path: Path, *, texts: Collection[str] = ()) -> Path:
    """Write one row a pupil, with the codes of the questionnaire, and empty where nothing was said.

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
    wanted = variables_of(closed.asked, names=closed.frame.columns, texts=texts)
    table = closed.frame.select(_harmless(one) for one in wanted)
    with placed(path) as draft:
        table.write_csv(draft)
    return path


def write_long(closed: Closed, path: Path, *, texts: Collection[str] = ()) -> Path:
    """Write one row for each pupil and question, several for several choices; none for what was not asked.

    The columns are those known of the pupil, then `question`, `part` (which of several choices), `answer`
    (a code, a number, true or false) and `why` there is none. The rest as `write_wide`.
    """
    wanted = variables_of(closed.asked, names=closed.frame.columns, texts=texts)
    with placed(path) as draft, draft.open("wb") as file:
        for number, rows in enumerate(_pieces(closed, wanted)):
            rows.write_csv(file, include_header=number == 0)
    return path


def _pieces(closed: Closed, wanted: list[Variable]) -> Iterator[pl.DataFrame]:
    about = [name for name in (*ABOUT, SYNTHETIC) if name in closed.frame.columns]
    yield closed.frame.clear().select(*about, *(pl.lit("").alias(name) for name in LONG)).clear()
    names = {one.name for one in wanted}
    for one in wanted:
        column = one.column
        if column is None or (column.holds == "why" and not _is_lone(column.question.kind, one.name, names)):
            continue
        beside = f"{column.question.id}.why"
        answer, why = _answer(one), pl.col(beside) if beside in closed.frame.columns else None
        if column.holds == "code":
            ways_out = pl.col(one.name).is_in([*closed.asked.ways_out_of(column.question), NOT_ASKED])
            why = pl.when(ways_out).then(pl.col(one.name))
            answer = pl.when(~ways_out).then(pl.col(one.name))
        rows = closed.frame.select(
            *about,
            pl.lit(column.question.id).alias("question"),
            pl.lit(column.code).alias("part"),
            answer.alias("answer"),
            (why if why is not None else pl.lit(None, dtype=pl.String)).alias("why"),
        )
        yield rows.filter(pl.col("why").ne_missing(NOT_ASKED))


def _is_lone(kind: str, name: str, names: set[str]) -> bool:
    """Whether nothing but `why` of a question is wanted, as of a free text that was not asked for."""
    return kind == "text" and name.removesuffix(".why") not in names


def _answer(one: Variable) -> pl.Expr:
    if one.column is not None and one.column.holds == "why":
        return pl.lit(None, dtype=pl.String)
    return _harmless(one).cast(pl.String)


def _harmless(one: Variable) -> pl.Expr:
    """A text that a spreadsheet would run as a formula has an apostrophe before it."""
    given = pl.col(one.name)
    if one.column is None or one.column.holds != "text":
        return given
    runs = given.str.contains(_RUNS)
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), given)).otherwise(given).alias(one.name)
