"""Turns a closed wave into what can be counted: who was asked what, who gave which answer, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.cells.declaring import Missing, Outcome
from oneplan.cells.records import Records
from oneplan.listen.closing.closed import Closed
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.understand.survey.folding import NOT_ASKED, YEAR, fold_levels, say_levels
from oneplan.understand.survey.items import Item
from oneplan.understand.survey.places import Places

Truths = NDArray[np.bool_]
NO_ANSWER = "no-answer"


@dataclass(frozen=True, eq=False)
class Counted:
    """The pupils of a closed wave who are in any figure, coded.

    Attributes
    ----------
    frame
        Their rows.
    place
        (pupils) the code of the unit.
    groups
        For each characteristic, and for the year, the level of each pupil.
    """

    frame: pl.DataFrame
    place: pl.Series
    groups: Mapping[str, pl.Series]

    @property
    def version(self) -> pl.Series:
        """(pupils) the version that each answered."""
        return self.frame["version"]


def code_pupils(closed: Closed, places: Places, *, characteristics: Sequence[str], least: int) -> Counted:
    """Code the pupils of every version of which something may be said."""
    units = pl.DataFrame(
        [
            {"school": school, "version": unit.version, "place": unit.code}
            for unit in places.units.values()
            for school in unit.schools
        ],
        schema={"school": pl.String, "version": pl.String, "place": pl.String},
    )
    frame = closed.frame.join(units, on=["school", "version"], how="inner", maintain_order="left")
    years = "Year " + frame["year"].cast(pl.String)
    words = {name: say_levels(closed.asked, name) for name in characteristics}
    said = {YEAR: years} | {
        name: frame[name].replace_strict(words[name], default=None, return_dtype=pl.String) for name in words
    }
    groups = {name: fold_levels(levels, frame["version"], least=least) for name, levels in said.items()}
    return Counted(frame, frame["place"], groups)


def who_was_asked(counted: Counted, item: Item) -> Truths:
    """(pupils) to whom the way through led to the question."""
    column = f"{item.question}.why" if item.is_ticked else item.question
    put = (counted.frame[column] != NOT_ASKED).fill_null(value=True)
    return np.asarray((put & counted.version.is_in(list(item.versions))).to_numpy())


def who_said_so(counted: Counted, item: Item) -> Truths:
    """(pupils) who gave one of the answers that count."""
    answers = counted.frame[item.id if item.is_ticked else item.question]
    said = answers if item.is_ticked else answers.is_in(list(item.cases))
    return np.asarray(said.fill_null(value=False).to_numpy())


def say_answers(counted: Counted, question: str) -> pl.Series:
    """(pupils) the code of the answer; the ways out and blanks are no answer."""
    answers = counted.frame[question]
    out = answers.is_in([DONT_KNOW, RATHER_NOT, NOT_ASKED]) | answers.is_null()
    return pl.select(pl.when(out).then(pl.lit(NO_ANSWER)).otherwise(answers)).to_series()


def make_records(closed: Closed, items: Sequence[Item], *, characteristics: Sequence[str]) -> Records:
    """The same wave as records for the engine of the intersections: raw, for those inside alone.

    “I don't know” counts as an answer, “I'd rather not say” as a group of its own, and who was not asked is
    outside a question's universe.

    Examples
    --------
    >>> from oneplan.listen.synthetic.closed import make_closed
    >>> from oneplan.understand.survey.items import list_items
    >>> closed = make_closed(pupils=400, schools=25)
    >>> items = [item for item in list_items(closed.asked) if item.id == "lonely"]
    >>> make_records(closed, items, characteristics=["sex"]).book.outcomes[0].cases
    ('often', 'always')
    """
    outcomes = [
        Outcome(item.id, None if item.is_ticked else item.cases, asked_of={"version": list(item.versions)})
        for item in items
    ]
    missing = Missing(prefer_not=(RATHER_NOT,), not_asked=(NOT_ASKED,))
    named = {"year": None, **dict.fromkeys(characteristics)}
    return Records(closed.frame, characteristics=named, outcomes=outcomes, school="school", missing=missing)
