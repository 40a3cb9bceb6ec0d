"""Draws the answers of a made-up survey: held to published shares, alike in schools, planted where said."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import optimize, special

from oneplan.listen.synthetic.margins import Margin
from oneplan.listen.synthetic.settings import Planted, Settings

Floats = NDArray[np.float64]
_WIDEST = 20.0
_LEAST = 0.001


def draw_answers(
    pupils: pl.DataFrame,
    margins: tuple[Margin, ...],
    *,
    wave: int,
    school_effect: Floats,
    settings: Settings,
    random: np.random.Generator,
) -> pl.Series:
    """One question's answers in words: yes, no, prefer not to say, not asked, or empty where it was skipped.

    `school_effect` has mean 0 and variance 1 over schools; it is scaled to the likeness that was asked for.
    """
    likely = np.full(pupils.height, np.nan)
    points = _points(pupils, margins[0].outcome, wave=wave, planted=settings.planted)
    effect = school_effect[pupils["school_number"].to_numpy()]
    for margin in margins:
        asked = pupils["year_group"].is_in(list(margin.years)).to_numpy()
        if asked.any():
            share = margin.percent / 100
            schools = _school_shares(share, effect[asked], likeness=settings.likeness)
            likely[asked] = _held_to(share, special.logit(schools), points[asked])
    return _in_words(likely, settings=settings, random=random)


def _school_shares(share: float, effect: Floats, *, likeness: float) -> Floats:
    """The share in each child's school: beta-distributed, which gives just this intraclass correlation."""
    if not likeness:
        return np.full(len(effect), share)
    size = 1 / likeness - 1
    found = special.betaincinv(share * size, (1 - share) * size, special.ndtr(effect))
    return np.asarray(np.clip(found, _LEAST, 1 - _LEAST))


def _held_to(share: float, effect: Floats, points: Floats) -> Floats:
    """Each child's chance of a yes, such that the mean is the published share."""

    def chances(level: float) -> Floats:
        return np.asarray(np.clip(special.expit(level + effect) + points, _LEAST, 1 - _LEAST))

    level = optimize.brentq(lambda level: chances(level).mean() - share, -_WIDEST, _WIDEST)
    return chances(level)


def _points(pupils: pl.DataFrame, outcome: str, *, wave: int, planted: tuple[Planted, ...]) -> Floats:
    points = np.zeros(pupils.height)
    for one in planted:
        if one.outcome == outcome:
            member = pl.all_horizontal([pl.col(name) == level for name, level in one.levels.items()])
            points += pupils.select(member).to_series().to_numpy() * one.points[wave] / 100
    return points


def _in_words(likely: Floats, *, settings: Settings, random: np.random.Generator) -> pl.Series:
    yes = random.random(len(likely)) < likely
    lost = random.random(len(likely))
    words = np.where(yes, "Yes", "No")
    words = np.where(lost < settings.rather_not, "Prefer not to say", words)
    words = np.where(np.isnan(likely), "Not asked", words)
    skipped = (lost >= 1 - settings.skipped) & ~np.isnan(likely)
    return pl.Series(words.tolist(), dtype=pl.String).set(pl.Series(skipped), None)
