"""Made-up children for the benchmark of counting: twelve characteristics, three universes, lost answers."""

from pathlib import Path

import numpy as np
import polars as pl

from oneplan.cells.declaring import Missing
from oneplan.cells.records import Records

LEVELS = (2, 8, 6, 2, 3, 2, 2, 3, 5, 2, 7, 4)
NOT_ASKED = 9
UNANSWERED = 0.08
CHARACTERISTICS = tuple(f"c{number}" for number in range(len(LEVELS)))
YEAR = "c10"
AT_ONCE = 1_000_000


def outcomes(count: int) -> list[str]:
    return [f"q{number}" for number in range(count)]


def make_frame(children: int, *, questions: int, schools: int = 252, seed: int = 1) -> pl.DataFrame:
    """A third of the questions go to everybody, a third to the younger, a third to the older."""
    random = np.random.default_rng(seed)
    columns = {
        name: random.integers(0, levels, children, dtype=np.int8)
        for name, levels in zip(CHARACTERISTICS, LEVELS, strict=True)
    }
    young = columns[YEAR] < 3
    answers = []
    for number, name in enumerate(outcomes(questions)):
        yes = random.random(children, dtype=np.float32) < 0.05 + 0.4 * number / questions
        part = number * 3 // questions
        asked = {0: np.ones(children, dtype=np.bool_), 1: ~young, 2: young}[part]
        lost = asked & (random.random(children, dtype=np.float32) < UNANSWERED)
        words = pl.Series(name, np.where(asked, yes.astype(np.int8), np.int8(NOT_ASKED)))
        answers.append(words.set(pl.Series(lost), None))
    # A secondary school has no younger children, and a primary school no older ones.
    school = random.integers(0, max(schools // 2, 1), children, dtype=np.int32) * 2 + young
    return pl.DataFrame(columns).with_columns(*answers, school=pl.Series(school))


def declare(data: pl.DataFrame | Path, *, questions: int, school: bool) -> Records:
    return Records(
        data,
        characteristics=CHARACTERISTICS,
        outcomes=outcomes(questions),
        school="school" if school else None,
        missing=Missing(not_asked=(NOT_ASKED,)),
    )


def for_peers(frame: pl.DataFrame, *, questions: int) -> pl.DataFrame:
    """What other tools are given: an answer is 0 or 1, anything else is empty."""
    answers = [
        pl.when(pl.col(name) == NOT_ASKED).then(None).otherwise(pl.col(name)).alias(name)
        for name in outcomes(questions)
    ]
    return frame.with_columns(answers)


def write_children(path: Path, *, children: int, questions: int) -> None:
    """A Parquet file, written a million children at a time."""
    parts = []
    for number, begin in enumerate(range(0, children, AT_ONCE)):
        part = path.with_name(f"part-{number:03d}.parquet")
        make_frame(min(AT_ONCE, children - begin), questions=questions, seed=number).write_parquet(part)
        parts.append(part)
    pl.scan_parquet(parts).sink_parquet(path)
    for part in parts:
        part.unlink()
