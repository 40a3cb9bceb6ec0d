"""Makes a roll of schools that there are not, for made-up waves in which most of them take part."""

import numpy as np
import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.response.roll import COLUMNS, Roll
from oneplan.listen.synthetic.settings import DISTRICTS

YEARS = {
    "primary": (4, 5, 6),
    "secondary": (8, 10),
    "college": (12,),
    "special": (4, 5, 6, 8, 10, 12),
}
_SHARES = {"primary": 0.78, "secondary": 0.14, "college": 0.03, "special": 0.05}
_SIZES = {"primary": 30.0, "secondary": 170.0, "college": 300.0, "special": 12.0}
"""Pupils in a year, about."""


def make_roll(*, schools: int = 290, seed: int = 2014) -> Roll:
    """Make a roll of made-up schools, the same for the same seed.

    Raises
    ------
    NotValid
        When the number of schools is out of reach.

    Examples
    --------
    >>> make_roll(schools=40).schools["name"][0]
    'Synthetic school 001'
    """
    if not 20 <= schools <= 2_000:
        raise NotValid(f"{schools:,} schools cannot be made. Ask for 20 to 2,000.")
    random = np.random.default_rng(seed)
    phases = random.permutation(np.repeat(list(_SHARES), _counts(schools)))
    size = random.lognormal(0, 0.4, schools)
    fifth = random.permutation(np.arange(schools) % 5 + 1)
    district = random.choice(list(DISTRICTS), schools, p=list(DISTRICTS.values()))
    kind = np.where(random.random(schools) < 0.45, "academy", "maintained")
    rows = []
    for number, phase in enumerate(phases.tolist()):
        id_, name = f"S{number + 1:03d}", f"Synthetic school {number + 1:03d}"
        of_school = (id_, name, phase, str(kind[number]), str(district[number]), int(fifth[number]))
        pupils = max(3, round(_SIZES[phase] * size[number]))
        rows += [(*of_school, year, pupils) for year in YEARS[phase]]
    return Roll(pl.DataFrame(rows, schema=list(COLUMNS), orient="row"))


def _counts(schools: int) -> list[int]:
    """How many schools of each phase, at least one of each."""
    others = [max(1, round(share * schools)) for phase, share in _SHARES.items() if phase != "primary"]
    return [schools - sum(others), *others]
