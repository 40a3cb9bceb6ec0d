"""Weights for the pupils of a closed wave, who then stand for the roll as far as they can."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from oneplan.errors import NotFound, NotValid
from oneplan.listen.closing.closed import Closed
from oneplan.listen.response.roll import COLUMNS, Roll
from oneplan.understand.standard.weights import Margin, kish_effective, rake

MARGINS = ("year", "phase", "free_meals_fifth", "district")
_KNOWN = tuple(name for name in COLUMNS if name not in {"name", "pupils"})

_CLOSE = 1e-4


@dataclass(frozen=True, eq=False)
class Weighed:
    """Weights of a closed wave, and what they cost.

    Attributes
    ----------
    weight
        `pupil` and `weight`, one row a pupil; they add up to the pupils of the roll who are spoken for.
    still_out
        By how much the worst margin is still out, as a share of all pupils.
    design_effect
        How many times as many pupils one would need with these weights as without (Kish): 1 costs nothing.
    says
        What a reader has to know: who is not spoken for, and whether the weights fit.
    """

    weight: pl.DataFrame
    still_out: float
    design_effect: float
    says: tuple[str, ...]


def weigh(
    closed: Closed,
    roll: Roll,
    *,
    margins: Sequence[str] = MARGINS,
    least: float = 0.2,
    most: float = 5.0,
    rounds: int = 200,
) -> Weighed:
    """Weigh pupils, first up to their school year's roll, then to the whole roll on every margin.

    Weights make up for who stayed away as far as those who came are like them, and no further: nobody
    speaks for a kind of school of which none took part, and that is said.

    Parameters
    ----------
    closed
        The wave.
    roll
        How many pupils there are.
    margins
        Columns of the roll; two joined as in `phase × district` are one margin.
    least, most
        Bounds on a weight, in units of the mean weight.
    rounds
        After how many rounds of raking to stop.

    Raises
    ------
    NotFound
        When a margin is no column of the roll.
    NotValid
        When there are no answers, pupils are not on the roll, or the bounds leave no room.

    References
    ----------
    Deming and Stephan, Annals of Mathematical Statistics 11 (1940), 427-444; Kish, Survey Sampling (1965).

    Examples
    --------
    >>> from oneplan.listen.synthetic.closed import make_closed
    >>> from oneplan.listen.synthetic.roll import make_roll
    >>> roll = make_roll(schools=60)
    >>> weighed = weigh(make_closed(pupils=2000, schools=55, roll=roll), roll, margins=["year", "phase"])
    >>> round(weighed.weight["weight"].sum()) == roll.frame["pupils"].sum(), weighed.still_out < 1e-4
    (True, True)
    """
    if not 0 <= least < 1 < most:
        raise NotValid("No weights lie between these bounds. Give least from 0 to below 1, and most above 1.")
    pupils = _placed(closed, roll)
    answered = pupils.select(pl.len().over("school", "year"))["len"].to_numpy()
    begin = pupils["pupils"].to_numpy() / answered
    known, says = [], []
    for margin in margins:
        each, unheard = _margin(margin, pupils=pupils, roll=roll.frame)
        known.append(each)
        says += unheard
    total = min((float(each.known.sum()) for each in known), default=float(begin.sum()))
    scaled = [Margin(each.level, each.known * total / each.known.sum()) for each in known]
    raked = rake(begin, scaled, least=least, most=most, rounds=rounds)
    effect = len(begin) / float(kish_effective(raked.weight.sum(), (raked.weight**2).sum()))
    says.append(_said(raked.still_out, rounds=raked.rounds, least=least, most=most))
    weight = pupils.select("pupil").with_columns(weight=pl.Series(raked.weight))
    return Weighed(weight, raked.still_out, effect, tuple(says))


def _placed(closed: Closed, roll: Roll) -> pl.DataFrame:
    """Each pupil with what the roll says of their school and year."""
    if not closed.frame.height:
        raise NotValid("Nobody answered in this wave, so there is nobody to weigh.")
    pupils = closed.frame.select("pupil", "school", "year").join(
        roll.frame, on=["school", "year"], how="left", maintain_order="left"
    )
    lost = pupils.filter(pl.col("pupils").is_null() | (pl.col("pupils") == 0))
    if lost.height:
        school, year = lost.select("school", "year").row(0)
        raise NotValid(
            f"The roll has no pupils in year {year} of the school {school}, and some answered. Correct the "
            "roll; a school that joined late needs a row too."
        )
    return pupils


def _margin(name: str, *, pupils: pl.DataFrame, roll: pl.DataFrame) -> tuple[Margin, list[str]]:
    """A margin over the levels that somebody answered from, and a sentence for each of the others."""
    columns = [part.strip() for part in name.split("×")]
    for column in columns:
        if column not in _KNOWN:
            raise NotFound(f"The roll has no column “{column}”. Weigh by: {', '.join(_KNOWN)}.")
    level = pl.concat_str([pl.col(column).cast(pl.String) for column in columns], separator=" and ")
    there = roll.group_by(level.alias("level")).agg(pl.col("pupils").sum()).sort("level")
    given = pupils.select(level.alias("level"))
    heard = there.join(given.unique(), on="level", how="semi", maintain_order="left").with_row_index()
    unheard = there.join(given, on="level", how="anti").filter(pl.col("pupils") > 0)
    says = [
        f"Nobody with {name} {one} answered: {count:,} pupils of the roll are spoken for by others alone."
        for one, count in unheard.sort("level").iter_rows()
    ]
    index = given.join(heard, on="level", how="left", maintain_order="left")["index"]
    return Margin(index.to_numpy().astype(np.intp), heard["pupils"].to_numpy().astype(np.float64)), says


def _said(still_out: float, *, rounds: int, least: float, most: float) -> str:
    if still_out < _CLOSE:
        return f"The weights add up to the roll on every margin, after {rounds} rounds."
    return (
        f"After {rounds} rounds a margin is still out by {still_out:.1%} of all pupils, with weights held "
        f"between {least:g} and {most:g} times the mean. Use fewer margins, or wider bounds."
    )
