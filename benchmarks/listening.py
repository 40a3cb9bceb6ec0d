"""How fast a closed wave of 23,816 pupils and 300 questions is written for others, and made."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat

from benchmarks import listening_close
from benchmarks.timing import Timed, machine, table
from oneplan.listen.closing.closed import Closed
from oneplan.listen.collection.store import Said
from oneplan.listen.definition.check import check_questionnaire
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.formats.ddi import write_ddi
from oneplan.listen.formats.spss import spss_names, write_sav
from oneplan.listen.formats.tables import write_long, write_wide
from oneplan.listen.formats.variables import MISSING, missing_labels, variables_of
from oneplan.listen.safeguarding.ranking import rank
from oneplan.listen.synthetic.closed import DEMONSTRATION, make_closed, widen
from oneplan.listen.synthetic.roll import make_roll
from oneplan.listen.waves.wave import Group
from oneplan.understand.survey.weights import weigh

RUNS = 5
TEXTS = 1_000
WRITTEN = (
    "I want more trees in the park and longer lunch breaks so that I can play football with my friends",
    "my uncle hits me with a belt when mum is at work and i dont want to go home any more",
    "Maths is killing me!! the food is cold and the toilets are always locked",
    "nothing",
)
"""Made up for timing: most of what children write is harmless."""


def run() -> str:
    """The page with the tables."""
    asked = widen(read_questionnaire(DEMONSTRATION), questions=300)
    roll = make_roll()
    closed = make_closed(asked=asked, roll=roll)
    with tempfile.TemporaryDirectory() as folder:
        sav = [
            _timed("oneplan: write_sav", lambda path: write_sav(closed, path), Path(folder)),
            _timed("pandas and pyreadstat", lambda path: _by_pandas(closed, path), Path(folder)),
        ]
        csv = [
            _timed("oneplan: write_wide", lambda path: write_wide(closed, path), Path(folder)),
            _timed("pandas: to_csv", lambda path: closed.frame.to_pandas().to_csv(path), Path(folder)),
        ]
        others = [
            _timed("write_long", lambda path: write_long(closed, path), Path(folder)),
            _timed("write_ddi", lambda path: write_ddi(closed, path), Path(folder)),
            _timed("weigh: raking to four margins of the roll", lambda _: weigh(closed, roll), Path(folder)),
            _timed("make_closed", lambda _: make_closed(asked=asked, roll=roll), Path(folder)),
            _timed("check_questionnaire: the demonstration, 10,000 pupils a version", _check, Path(folder)),
            _timed(f"rank: {TEXTS:,} free texts by the lexicon of concerns", _rank, Path(folder)),
        ]
    size = f"{closed.frame.height:,} pupils, {len(asked.questions)} questions, {closed.frame.width} columns"
    how = f"CPU seconds of the process (all threads), median of {RUNS} runs after a warm-up"
    return "\n".join(
        [
            "# A closed wave, written for others",
            "",
            f"Made up: {size}. {how}. {machine()}",
            "",
            table("For SPSS, with labels and coded missing values", sav, target="below 30 s"),
            table("One row a pupil, as CSV", csv, target=""),
            "## The others",
            "",
            "| What | Median |",
            "|---|---:|",
            *(f"| {each.name} | {each.median:.2f} s |" for each in others),
            "",
            listening_close.run(),
        ]
    )


def _check(_: Path) -> object:
    return check_questionnaire(read_questionnaire(DEMONSTRATION))


def _rank(_: Path) -> object:
    group = Group(school="100001", year=6, version="primary")
    return rank(
        Said(str(number), group, "wish", f"{WRITTEN[number % len(WRITTEN)]} {number}")
        for number in range(TEXTS)
    )


def _timed(name: str, write: Callable[[Path], object], folder: Path) -> Timed:
    seconds = []
    for number in range(RUNS + 1):
        path = folder / f"{number}-{abs(hash(name))}"
        begin = time.process_time()
        write(path)
        if number:
            seconds.append(time.process_time() - begin)
        path.unlink(missing_ok=True)
    return Timed(name, tuple(seconds))


def _by_pandas(closed: Closed, path: Path) -> None:
    """The same file as one would write it first: a frame of pandas, each column mapped by a dictionary."""
    given = closed.frame.to_pandas()
    wanted = [
        one
        for one in variables_of(closed.asked, names=closed.frame.columns)
        if one.column is None or one.column.holds != "why"
    ]
    names = spss_names(one.name for one in wanted)
    built, labels = {}, {}
    for one in wanted:
        name = names[one.name]
        if one.column is None:
            built[name] = given[one.name].astype(int) if one.name == "synthetic" else given[one.name]
            continue
        if one.column.holds == "code":
            numbers = {code: number for code, (number, _) in (one.values or {}).items()} | dict(MISSING)
            built[name] = given[one.name].map(numbers)
        else:
            why = given[f"{one.column.question.id}.why"].map(MISSING)
            built[name] = pd.to_numeric(given[one.name]).astype("Float64").fillna(why)
        labels[name] = missing_labels(closed.asked) | dict((one.values or {}).values())
    pyreadstat.write_sav(
        pd.DataFrame(built),
        str(path),
        column_labels=[one.label[:255] for one in wanted],
        variable_value_labels=labels,
        missing_ranges={name: [{"lo": -9, "hi": -7}] for name in labels},
    )
