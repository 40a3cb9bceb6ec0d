"""Where answers are counted: schools large enough to stand alone, others together, districts and versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import polars as pl

from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotValid

Pair = tuple[str, str]
_POOL = "Smaller schools together"


@dataclass(frozen=True)
class Unit:
    """The pupils of one version in one school, or in several that are counted together.

    Attributes
    ----------
    code
        As it stands in the tables.
    name
        For people: the school's name, or those of all of them.
    version
        The version that they answered.
    schools
        The ids of the schools.
    pupils
        How many answered: known to a school, which handed out the codes.
    district
        The area of its version and district, where that may be shown; else nothing.
    is_chosen
        Whether these schools chose each other; pools that nobody chose are read by no school.
    """

    code: str
    name: str
    version: str
    schools: tuple[str, ...]
    pupils: int
    district: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Places:
    """Every unit, and what lies above it.

    Attributes
    ----------
    units
        By their codes.
    pairs
        Of a code and the code right above it, up to `Total`.
    districts
        For each area of a version in a district, the district's name.
    left_out
        Versions too few pupils or schools answered to say anything of; their pupils are in no figure.
    """

    units: Mapping[str, Unit]
    pairs: tuple[Pair, ...]
    districts: Mapping[str, str]
    left_out: tuple[str, ...] = ()

    def below(self, code: str) -> tuple[Unit, ...]:
        """The units that a code holds: a unit, a district's area, a version, or `Total`."""
        return tuple(unit for unit in self.units.values() if code in self.above(unit))

    def above(self, unit: Unit) -> tuple[str, ...]:
        """The unit itself and every code that holds it."""
        return tuple(filter(None, (unit.code, unit.district, unit.version, TOTAL)))

    def of_school(self, school: str) -> tuple[Unit, ...]:
        """The units whose figures a school may read: its own, and those of schools that it chose."""
        mine = [unit for unit in self.units.values() if school in unit.schools]
        return tuple(unit for unit in mine if len(unit.schools) == 1 or unit.is_chosen)


@dataclass(frozen=True)
class _Bench:
    """The units of one version while they are sorted out."""

    own: tuple[Unit, ...]
    small: tuple[Unit, ...]
    together: tuple[Unit, ...] = field(default=())


def find_places(
    frame: pl.DataFrame, schools: pl.DataFrame, *, policy: Policy, partners: Sequence[Sequence[str]] = ()
) -> Places:
    """Sort the schools of a closed wave into places whose size may be known.

    A school with fewer answers than the policy marks as low is counted together with others: with those that
    it chose, else with all such schools of its version.

    Parameters
    ----------
    frame
        One row a pupil, with `school` and `version`.
    schools
        One row a school, with `school`, `name` and `district`.
    partners
        Schools that want one report together.

    Raises
    ------
    NotValid
        When a group of schools cannot be shown as one: says which to choose instead.
    """
    counted = (
        frame.group_by("school", "version")
        .agg(pupils=pl.len())
        .join(schools.select("school", "name", "district"), on="school", how="left")
        .sort("school", "version")
    )
    units: list[Unit] = []
    left_out = []
    for (version,), part in counted.group_by("version", maintain_order=True):
        rows = [
            Unit(f"{school} {version}", name or school, str(version), (school,), pupils, district or "")
            for school, _, pupils, name, district in part.iter_rows()
        ]
        if part["pupils"].sum() < policy.least_area or len(rows) < policy.least_schools:
            left_out.append(str(version))
            continue
        units += _sorted_out(rows, policy=policy, partners=partners)
    return _placed(units, policy=policy, left_out=tuple(left_out))


def _sorted_out(rows: Sequence[Unit], *, policy: Policy, partners: Sequence[Sequence[str]]) -> list[Unit]:
    bench = _Bench(
        own=tuple(unit for unit in rows if unit.pupils >= policy.low_below),
        small=tuple(unit for unit in rows if unit.pupils < policy.low_below),
    )
    for group in partners:
        bench = _with_partners(bench, tuple(group), policy=policy)
    own, pool = sorted(bench.own, key=lambda unit: unit.pupils), list(bench.small)
    # What is left of a version beside all that is shown of it must not be one small school.
    while pool and own and (_pupils(pool) < policy.low_below or len(pool) < policy.least_schools):
        pool.append(own.pop(0))
    joined = [replace(_join(pool), code=f"smaller {pool[0].version}", name=_POOL)] if pool else []
    return [*own, *bench.together, *joined]


def _with_partners(bench: _Bench, group: tuple[str, ...], *, policy: Policy) -> _Bench:
    members = [unit for unit in bench.small if unit.schools[0] in group]
    own = [unit.name for unit in bench.own if unit.schools[0] in group]
    if not members:
        return bench
    if own:
        raise NotValid(
            f"{own[0]} has a report of its own, and taken from a report together it would tell what the "
            "others said. Choose schools with few answers alone."
        )
    if len(members) < policy.least_schools or _pupils(members) < policy.low_below:
        raise NotValid(
            f"A report together takes {policy.least_schools} schools with few answers, and "
            f"{policy.low_below} answers in all; these have fewer. Choose more such schools."
        )
    joined = replace(_join(members), is_chosen=True)
    left = tuple(unit for unit in bench.small if unit not in members)
    return replace(bench, small=left, together=(*bench.together, joined))


def _join(units: Sequence[Unit]) -> Unit:
    schools, version = tuple(sorted(unit.schools[0] for unit in units)), units[0].version
    name = ", ".join(unit.name for unit in units)
    return Unit(f"{'+'.join(schools)} {version}", name, version, schools, _pupils(units))


def _pupils(units: Sequence[Unit]) -> int:
    return sum(unit.pupils for unit in units)


def _placed(units: Sequence[Unit], *, policy: Policy, left_out: tuple[str, ...]) -> Places:
    areas: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.district:
            areas.setdefault(f"{unit.version} in {unit.district}", []).append(unit)
    large = {
        code: held[0].district
        for code, held in areas.items()
        if _pupils(held) >= policy.least_area and len(held) >= policy.least_schools
    }
    placed = [replace(unit, district=_area_of(unit, large)) for unit in units]
    pairs = dict.fromkeys(pair for unit in placed for pair in _pairs(unit))
    return Places({unit.code: unit for unit in placed}, tuple(pairs), large, left_out)


def _area_of(unit: Unit, large: Mapping[str, str]) -> str:
    code = f"{unit.version} in {unit.district}"
    return code if unit.district and code in large else ""


def _pairs(unit: Unit) -> Iterator[Pair]:
    way = tuple(filter(None, (unit.code, unit.district, unit.version, TOTAL)))
    yield from pairwise(way)
