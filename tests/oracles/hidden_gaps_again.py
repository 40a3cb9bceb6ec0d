"""The hidden gaps again, the obvious way: exact decimals, loops, nothing of oneplan but its definitions."""

import bisect
import csv
import itertools
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from statistics import median

from oracles.published_again import ENGLAND, Published, When, is_alive

DEFINITIONS = Path(__file__).resolve().parents[2] / "src" / "oneplan" / "definitions"
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
    is_good_share: bool
    """Whether it is a percentage of which more is better."""
    comparable_from: int
    """The year that the first comparable period ends in; 0 where all are."""


def pairs_again() -> list[Pair]:
    """The pairs from the files of definitions: each group with the first of its references that there is."""
    groups = tomllib.loads((DEFINITIONS / "groups.toml").read_text(encoding="utf-8"))["groups"]
    measures: dict[tuple[str, str], str] = {}
    for row in _rows("measures.csv"):
        measures[row["family"], row["group"]] = row["measure"]
    found: list[Pair] = []
    for family in _rows("families.csv"):
        name = family["family"]
        for group, entry in groups.items():
            others = [other for other in entry["references"] if (name, other) in measures]
            if (name, group) not in measures or (name, "all") not in measures or not others:
                continue
            if family["polarity"] == "none":
                continue
            pair = Pair(
                place=len(found),
                family=name,
                group=group,
                kind=entry["kind"],
                measure=measures[name, group],
                reference=measures[name, others[0]],
                headline=measures[name, "all"],
                turn=1 if family["polarity"] == "high" else -1,
                is_good_share=family["value_unit"] == "%" and family["polarity"] == "high",
                comparable_from=int(family["comparable_from"][:4] or 0),
            )
            found.append(pair)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    lines = (DEFINITIONS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


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


Figures = dict[str, Decimal | None]
"""The gap, the group's and the reference's value, and the headline of one place."""


def figures(again: PairAgain, when: When, *, area: int) -> Figures:
    """What is published of one area in one period."""
    pair, published = again.pair, again.published
    gap = again.gaps[when].get(area)
    return {
        "gap": gap,
        "group": published.at(pair.measure, when, area) if gap is not None else None,
        "reference": published.at(pair.reference, when, area) if gap is not None else None,
        "headline": published.at(pair.headline, when, area),
    }


def means(again: PairAgain, when: When, *, near: list[int]) -> tuple[Figures, int]:
    """The means of the neighbours with both values (of those with a headline), and how many have both."""
    both = [area for area in near if area in again.gaps[when]]
    found = [figures(again, when, area=area) for area in both]
    mean_of: Figures = {name: mean([one[name] for one in found]) for name in ("gap", "group", "reference")}
    headlines = [again.published.at(again.pair.headline, when, area) for area in near]
    mean_of["headline"] = mean([value for value in headlines if value is not None])
    return mean_of, len(both)


@cache
def headlines(again: PairAgain, when: When) -> dict[int, Decimal]:
    """The headline of each authority of today, turned so that more is better; asked for by each of them."""
    values = again.published.values[again.pair.headline].get(when, {})
    return {place: again.pair.turn * value for place, value in values.items() if is_alive(place)}


def headline_rank(again: PairAgain, when: When, *, area: int) -> tuple[int | None, int | None]:
    """Authorities with a strictly better headline, plus one; and how many have one."""
    alive = headlines(again, when)
    if area not in alive:
        return None, None
    return 1 + sum(value > alive[area] for value in alive.values()), len(alive)


def verdicts(here: Figures, there: Figures, *, turn: int) -> dict[str, bool | None]:
    """How the authority stands beside the comparator."""
    better = _turned(here["headline"], there["headline"], turn)
    worse = _turned(there["group"], here["group"], turn)
    wider = more(here["gap"], there["gap"])
    return {
        "headline_better": better,
        "group_worse_than_same_group": worse,
        "wider_than_comparator": wider,
        "masked": and_(better, or_(worse, wider)),
    }


def named(prefix: str, of: Figures) -> dict[str, Decimal | None]:
    """The figures of a comparator under the names of its columns."""
    return {
        f"{prefix}_gap": of["gap"],
        f"{prefix}_group_value": of["group"],
        f"{prefix}_reference_value": of["reference"],
        "headline_england" if prefix == "england" else f"{prefix}_headline": of["headline"],
    }


def history(again: PairAgain, *, area: int) -> list[tuple[object, ...]]:
    """Label, gap, England's gap, rank and number, for each period."""
    return [
        (
            again.published.labels[again.pair.measure, when],
            again.gaps[when][area],
            again.gaps[when].get(ENGLAND),
            *again.rank(when, area),
        )
        for when in again.periods(area)
    ]


def judge(again: PairAgain, *, area: int, against: str) -> dict[str, object]:
    """Everything said of one pair in one authority beside one comparator."""
    pair, published = again.pair, again.published
    when = again.periods(area)[-1]
    here, england = (figures(again, when, area=place) for place in (area, ENGLAND))
    near = published.neighbours["2021" if against == "neighbours-2021" else "2025"].get(area, [])
    neighbours, used = means(again, when, near=near)
    region = figures(again, when, area=published.region[area])
    there = {"england": england, "region": region}.get(against, neighbours)
    trend = history(again, area=area)
    return {
        **{name: getattr(pair, name) for name in ("family", "group", "kind")},
        "pair": pair.place,
        "period": published.labels[pair.measure, when],
        "group_value": here["group"],
        "reference_value": here["reference"],
        "gap": here["gap"],
        "headline_value": here["headline"],
        **named("england", england),
        **named("neighbours", neighbours),
        **named("comparator", there),
        "neighbours_used": used,
        **dict(zip(("rank", "of"), again.rank(when, area), strict=True)),
        **dict(zip(("headline_rank", "headline_of"), headline_rank(again, when, area=area), strict=True)),
        "robust_z": again.z(when, area),
        **verdicts(here, there, turn=pair.turn),
        "wider_than_england": more(here["gap"], england["gap"]),
        "wider_than_neighbours": more(here["gap"], neighbours["gap"]),
        "steady": again.steady(area),
        "moves_a_lot": again.moves_a_lot(area),
        "previous_gap": trend[-2][1] if _has_previous(again, area=area) else None,
        "doubtful_zero": pair.is_good_share and 0 in (here["group"], here["reference"]),
        "trend": trend,
    }


def _has_previous(again: PairAgain, *, area: int) -> bool:
    """Whether there is a period before, that can be compared with the last."""
    periods = again.periods(area)
    return len(periods) > 1 and periods[-2][2] >= again.pair.comparable_from


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
