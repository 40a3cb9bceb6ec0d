"""The hidden gaps again, the obvious way: exact decimals, loops, nothing of oneplan but its definitions."""

import bisect
import itertools
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from statistics import median

from oracles.published_again import ENGLAND, Published, When, is_alive

FAMILIES = Path(__file__).resolve().parents[2] / "src" / "oneplan" / "definitions" / "families.toml"
LATELY, WIDE_AT_LEAST, LEAST_NEIGHBOURS = 4, 3, 5


@dataclass(frozen=True)
class Pair:
    """One pair as the definitions name it."""

    place: int
    family: str
    group: str
    kind: str
    measure: str
    reference: str
    headline: str
    turn: int
    comparable_from: int
    """The year that the first comparable period ends in; 0 where all are."""


def pairs_again() -> list[Pair]:
    """The pairs from the file of definitions, read as it is written."""
    groups = tomllib.loads(FAMILIES.with_name("groups.toml").read_text(encoding="utf-8"))["groups"]
    found = []
    for family in tomllib.loads(FAMILIES.read_text(encoding="utf-8"))["family"]:
        since = family.get("comparable_from")
        for pair in family["pairs"]:
            found.append(
                Pair(
                    place=len(found),
                    family=family["id"],
                    group=pair["group"],
                    kind=groups[pair["group"]]["kind"],
                    measure=pair["measure"],
                    reference=pair["reference_measure"],
                    headline=family["headline"],
                    turn=1 if family["polarity"] == "high" else -1,
                    comparable_from=since.year if since else 0,
                )
            )
    return found


@dataclass(frozen=True, eq=False)
class PairAgain:
    """One pair in all areas and periods."""

    pair: Pair
    published: Published

    @cached_property
    def gaps(self) -> dict[When, dict[int, Decimal]]:
        """Reference minus group, turned so that positive is worse for the group."""
        found: dict[When, dict[int, Decimal]] = {}
        for when, values in self.published.values[self.pair.measure].items():
            others = self.published.values[self.pair.reference].get(when, {})
            both = {
                area: self.pair.turn * (others[area] - value)
                for area, value in values.items()
                if area in others
            }
            if both:
                found[when] = both
        return found

    @cached_property
    def alive(self) -> dict[When, dict[int, Decimal]]:
        """The gaps of the authorities of today, which alone are ranked."""
        return {when: {a: g for a, g in gaps.items() if is_alive(a)} for when, gaps in self.gaps.items()}

    @cached_property
    def in_order(self) -> dict[When, list[Decimal]]:
        """The gaps of the authorities of today, the narrowest first."""
        return {when: sorted(gaps.values()) for when, gaps in self.alive.items()}

    def rank(self, when: When, area: int) -> tuple[int, int]:
        """Authorities with a strictly narrower gap, plus one; and how many are ranked."""
        gaps = self.in_order[when]
        return 1 + bisect.bisect_left(gaps, self.alive[when][area]), len(gaps)

    def periods(self, area: int) -> list[When]:
        """The periods in which the authority has both values, by their end."""
        return sorted((when for when in self.alive if area in self.alive[when]), key=lambda when: when[2])

    @cached_property
    def middles(self) -> dict[When, tuple[Decimal, Decimal]]:
        """The median gap, and the median distance from it."""
        found = {}
        for when, gaps in self.in_order.items():
            middle = median(gaps)
            found[when] = (middle, median(abs(gap - middle) for gap in gaps))
        return found

    def z(self, when: When, area: int) -> Decimal | None:
        """Distance from the median gap over 1.4826 × the median distance."""
        middle, spread = self.middles[when]
        return (self.alive[when][area] - middle) / (Decimal("1.4826") * spread) if spread else None

    def _comparable(self, area: int) -> list[tuple[int, int]]:
        return [self.rank(when, area) for when in self.periods(area) if when[2] >= self.pair.comparable_from]

    def steady(self, area: int) -> bool | None:
        """In the widest third in three of the last four comparable periods; None while it could still be."""
        lately = self._comparable(area)[-LATELY:]
        wide = sum(3 * rank > 2 * of for rank, of in lately)
        if wide >= WIDE_AT_LEAST:
            return True
        return False if wide + LATELY - len(lately) < WIDE_AT_LEAST else None

    def moves_a_lot(self, area: int) -> bool | None:
        """Whether the place changes by more than a quarter of all, on average over the last five."""
        if len(self._comparable(area)) < 3:
            return None
        places = [Decimal(rank) / of for rank, of in self._comparable(area)[-5:]]
        steps = [abs(b - a) for a, b in itertools.pairwise(places)]
        return sum(steps) / len(steps) > Decimal("0.25")


def mean(values: list[Decimal]) -> Decimal | None:
    """The mean of at least five."""
    return sum(values) / len(values) if len(values) >= LEAST_NEIGHBOURS else None


def and_(a: bool | None, b: bool | None) -> bool | None:
    """Kleene: false wins over unknown."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def or_(a: bool | None, b: bool | None) -> bool | None:
    """Kleene: true wins over unknown."""
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def more(a: Decimal | None, b: Decimal | None) -> bool | None:
    """Whether a is more than b, None where either is unknown."""
    return None if a is None or b is None else a > b


def judge(again: PairAgain, *, area: int, against: str) -> dict[str, object]:
    """Everything said of one pair in one authority beside one comparator."""
    pair, published = again.pair, again.published
    when = again.periods(area)[-1]
    near = published.neighbours["2021" if against == "neighbours-2021" else "2025"].get(area, [])
    both = [other for other in near if other in again.gaps[when]]

    def values(measure: str, areas: list[int]) -> list[Decimal]:
        found = [published.at(measure, when, other) for other in areas]
        return [value for value in found if value is not None]

    def beside(place: int) -> dict[str, Decimal | None]:
        gap = again.gaps[when].get(place)
        return {
            "gap": gap,
            "group": published.at(pair.measure, when, place) if gap is not None else None,
            "reference": published.at(pair.reference, when, place) if gap is not None else None,
            "headline": published.at(pair.headline, when, place),
        }

    neighbours = {
        "gap": mean([again.gaps[when][other] for other in both]),
        "group": mean(values(pair.measure, both)),
        "reference": mean(values(pair.reference, both)),
        "headline": mean(values(pair.headline, near)),
    }
    england = beside(ENGLAND)
    there = {"england": england, "region": beside(published.region[area])}.get(against, neighbours)
    here = beside(area)
    gap, headline, turn = here["gap"], here["headline"], pair.turn
    headlines = {a: v for a, v in published.values[pair.headline].get(when, {}).items() if is_alive(a)}
    better = _turned(headline, there["headline"], turn)
    worse = _turned(there["group"], here["group"], turn)
    behind = or_(worse, more(gap, there["gap"]))
    rank, of = again.rank(when, area)
    return {
        "pair": pair.place,
        "family": pair.family,
        "group": pair.group,
        "period": published.labels[pair.measure, when],
        "group_value": here["group"],
        "reference_value": here["reference"],
        "gap": gap,
        "england_gap": england["gap"],
        "england_group_value": england["group"],
        "england_reference_value": england["reference"],
        "headline_england": england["headline"],
        "neighbours_gap": neighbours["gap"],
        "neighbours_group_value": neighbours["group"],
        "neighbours_reference_value": neighbours["reference"],
        "neighbours_headline": neighbours["headline"],
        "neighbours_used": len(both),
        "rank": rank,
        "of": of,
        "robust_z": again.z(when, area),
        "headline_value": headline,
        "headline_rank": None
        if headline is None
        else 1 + sum(turn * value > turn * headline for value in headlines.values()),
        "headline_of": None if headline is None else len(headlines),
        "comparator_gap": there["gap"],
        "comparator_headline": there["headline"],
        "comparator_group_value": there["group"],
        "comparator_reference_value": there["reference"],
        "headline_better": better,
        "group_worse_than_same_group": worse,
        "wider_than_england": more(gap, england["gap"]),
        "wider_than_neighbours": more(gap, neighbours["gap"]),
        "wider_than_comparator": more(gap, there["gap"]),
        "masked": and_(better, behind),
        "steady": again.steady(area),
        "moves_a_lot": again.moves_a_lot(area),
        "previous_gap": again.gaps[again.periods(area)[-2]][area] if len(again.periods(area)) > 1 else None,
        "trend": [
            (
                published.labels[pair.measure, period],
                again.gaps[period][area],
                again.gaps[period].get(ENGLAND),
                *again.rank(period, area),
            )
            for period in again.periods(area)
        ],
        "kind": pair.kind,
    }


def _turned(a: Decimal | None, b: Decimal | None, turn: int) -> bool | None:
    return None if a is None or b is None else turn * a > turn * b


def told_again(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows in the order of telling, with `order` and `told`."""

    def first(row: dict[str, object]) -> tuple[object, ...]:
        z = row["robust_z"]
        return (row["steady"] is not True, z is None, -(z or 0), -row["rank"], row["pair"])

    def kind(row: dict[str, object]) -> tuple[object, object]:
        return row["family"], row["kind"]

    ordered = sorted(rows, key=first)
    for place, row in enumerate(ordered, start=1):
        row["order"] = place
        row["told"] = row["pair"] == min(other["pair"] for other in ordered if kind(other) == kind(row))
    return ordered
