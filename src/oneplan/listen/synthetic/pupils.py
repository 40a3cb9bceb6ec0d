"""Draws the schools of a made-up survey, and the children of one wave with what is true of each."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oneplan.listen.synthetic.settings import (
    CHARACTERISTICS,
    DEPRIVATION,
    DISTRICTS,
    RURALITY,
    YEARS,
    Levels,
    Settings,
)

_PHASES = {"primary": ("Year 4", "Year 6"), "secondary": ("Year 8", "Year 10"), "college": ("Year 12",)}
_SHARES = {"primary": 0.82, "secondary": 0.14}


@dataclass(frozen=True)
class Schools:
    """Settings that take part in every wave."""

    name: NDArray[np.str_]
    phase: NDArray[np.str_]
    weight: NDArray[np.float64]
    district: NDArray[np.str_]
    rurality: NDArray[np.str_]
    poorer: NDArray[np.float64]


def draw_schools(settings: Settings, random: np.random.Generator) -> Schools:
    """Primary schools, secondary schools and colleges, of different sizes and in different places."""
    count = settings.schools
    primary = round(_SHARES["primary"] * count)
    secondary = max(1, round(_SHARES["secondary"] * count))
    phase = np.repeat(["primary", "secondary", "college"], [primary, secondary, count - primary - secondary])
    return Schools(
        name=np.array([f"Synthetic school {number:03d}" for number in range(1, count + 1)]),
        phase=phase,
        weight=random.lognormal(0, 0.5, count),
        district=_drawn(DISTRICTS, count, random),
        rurality=_drawn(RURALITY, count, random),
        poorer=random.normal(0, 1, count),
    )


def draw_pupils(schools: Schools, settings: Settings, *, random: np.random.Generator) -> pl.DataFrame:
    """One wave's children: a row each, in no order that says anything."""
    school, year = _placed(schools, settings, random)
    count = len(school)
    # A poorer school has more children from the more deprived fifths.
    fifth = np.clip(np.floor(2.5 - 0.8 * schools.poorer[school] + random.normal(0, 1.2, count)), 0, 4)
    drawn = {name: _drawn(levels, count, random) for name, levels in CHARACTERISTICS.items()}
    columns = {
        "school": schools.name[school],
        "year_group": year,
        **drawn,
        "deprivation": np.array(DEPRIVATION)[fifth.astype(np.int64)],
        "rurality": schools.rurality[school],
        "district": schools.district[school],
    }
    frame = pl.DataFrame({name: values.tolist() for name, values in columns.items()})
    return frame.with_columns(pl.Series("school_number", school)).select(
        pl.all().gather(random.permutation(count))
    )


def _placed(
    schools: Schools, settings: Settings, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Each child's school and year group, at least one child in every school."""
    share = np.array(list(YEARS.values()))
    per_year = random.multinomial(settings.children - settings.schools, share / share.sum())
    school, year = [np.arange(settings.schools)], [np.array([_PHASES[one][0] for one in schools.phase])]
    for name, children in zip(YEARS, per_year, strict=True):
        open_to = np.array([name in _PHASES[one] for one in schools.phase])
        weight = schools.weight * open_to
        school.append(random.choice(settings.schools, children, p=weight / weight.sum()))
        year.append(np.repeat(name, children))
    return np.concatenate(school), np.concatenate(year)


def _drawn(levels: Levels, count: int, random: np.random.Generator) -> NDArray[np.str_]:
    share = np.array(list(levels.values()))
    return random.choice(list(levels), count, p=share / share.sum())
