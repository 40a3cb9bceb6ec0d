"""What changed since the last wave: questions that can be compared, in all schools and in the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.understand.standard.multiplicity import discoveries
from oneplan.understand.survey.items import Item
from oneplan.understand.survey.released import Figures, Released
from oneplan.understand.survey.shares import ENOUGH_UNITS, Share, design_effect_of, find_share

_LEVEL = 0.05
_REACH = 1.959964
Which = Literal["all schools", "the same schools"]


@dataclass(frozen=True)
class Change:
    """One question in two waves.

    Attributes
    ----------
    item
        The id in the later wave.
    of
        All schools of each wave, or those alone that both waves show.
    schools
        How many schools stand behind it, in the same schools; 0 in all schools.
    before, after
        The share in each wave.
    change, lower, upper
        After less before, in shares, with its 95% interval; it allows for pupils of a school being alike.
    p_value
        Of no change.
    is_found
        Whether it is found among all changes that were looked at (Benjamini and Hochberg, 5%).
    is_reworded
        Whether its words changed, and its authors say that it can be compared all the same.
    """

    item: str
    of: Which
    schools: int
    before: float
    after: float
    change: float
    lower: float
    upper: float
    p_value: float
    is_found: bool = False
    is_reworded: bool = False


@dataclass(frozen=True)
class Changes:
    """All that can be compared, and the questions that cannot, each with why."""

    listed: tuple[Change, ...]
    breaks: Mapping[str, str]


def pair_items(before: Released, after: Released) -> tuple[dict[str, Item], dict[str, str]]:
    """The earlier item of each later one that can be compared, and why the others cannot.

    Only questions whose lineage says that they are the same, or reworded and comparable, are compared; and
    only where the same answers count in both.
    """
    earlier = {item.id: item for item in before.items}
    pairs: dict[str, Item] = {}
    breaks: dict[str, str] = {}
    for item in after.items:
        lineage = after.asked.by_id[item.question].lineage
        was = earlier.get(item.id.replace(item.question, lineage.of, 1)) if lineage.of else None
        if lineage.is_ == "new":
            breaks[item.id] = "The question is new."
        elif was is None:
            breaks[item.id] = "The last wave does not show it."
        elif was.cases != item.cases or was.is_ticked != item.is_ticked:
            breaks[item.id] = "Its answers are not those of the last wave."
        else:
            pairs[item.id] = was
    return pairs, breaks


def find_changes(before: Released, after: Released, *, place: str = TOTAL) -> Changes:
    """What changed between two waves in a version, a district's area or everywhere.

    Each question is looked at twice: in all schools, and in the schools alone that both waves show. The first
    says how pupils are; the second leaves out that other schools took part. Of all these comparisons, those
    are marked as found that Benjamini and Hochberg's procedure finds.

    Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300; for the
    same schools, the linearised variance of a difference of two ratios, school by school (Woodruff, Journal
    of the American Statistical Association 66 (1971), 411-414).
    """
    pairs, breaks = pair_items(before, after)
    found = [
        change
        for item in after.items
        if item.id in pairs
        for change in _both_ways(before, after, was=pairs[item.id], now=item, place=place)
    ]
    which = discoveries(np.array([one.p_value for one in found]), level=_LEVEL) if found else ()
    return Changes(
        tuple(replace(one, is_found=bool(is_found)) for one, is_found in zip(found, which, strict=True)),
        breaks,
    )


def change_in_school(
    before: Released, after: Released, *, items: Sequence[Item], code: str
) -> dict[str, Change]:
    """What changed in one school, for some questions; nothing where a wave does not show it."""
    pairs, _ = pair_items(before, after)
    found = {}
    for item in items:
        was = find_share(before, pairs[item.id], place=code) if item.id in pairs else None
        now = find_share(after, item, place=code)
        if was and now:
            error = (_variance(was, 1.0) + _variance(now, 1.0)) ** 0.5
            found[item.id] = _change(item, was=was.value, now=now.value, error=error)
    which = discoveries(np.array([one.p_value for one in found.values()]), level=_LEVEL) if found else ()
    return {
        name: replace(one, is_found=bool(is_found))
        for (name, one), is_found in zip(found.items(), which, strict=True)
    }


def _both_ways(before: Released, after: Released, *, was: Item, now: Item, place: str) -> Iterator[Change]:
    is_reworded = after.asked.by_id[now.question].lineage.is_ == "reworded"
    then, today = find_share(before, was, place=place), find_share(after, now, place=place)
    if then and today:
        error = (
            _variance(then, design_effect_of(before, was, place=place))
            + _variance(today, design_effect_of(after, now, place=place))
        ) ** 0.5
        yield replace(_change(now, was=then.value, now=today.value, error=error), is_reworded=is_reworded)
    matched = _matched(before, after, was=was, now=now, place=place)
    if len(matched) >= ENOUGH_UNITS:
        yield replace(_same_schools(now, matched), is_reworded=is_reworded)


def _matched(
    before: Released, after: Released, *, was: Item, now: Item, place: str
) -> list[tuple[Figures, Figures]]:
    """What both waves show of each school that stands alone in both."""
    found = []
    for unit in after.places.below(place):
        then, today = before.in_place(was, unit.code), after.in_place(now, unit.code)
        if len(unit.schools) == 1 and then and today:
            found.append((then, today))
    return found


def _same_schools(item: Item, matched: Sequence[tuple[Figures, Figures]]) -> Change:
    (asked, said), (asked_now, said_now) = np.array(matched, dtype=np.float64).transpose(1, 2, 0)
    was, now = said.sum() / asked.sum(), said_now.sum() / asked_now.sum()
    # How far each school moves the difference: schools are what was drawn, not pupils.
    moved = (said_now - now * asked_now) / asked_now.sum() - (said - was * asked) / asked.sum()
    schools = len(matched)
    error = float(np.sqrt(schools / (schools - 1) * (moved**2).sum()))
    return replace(
        _change(item, was=float(was), now=float(now), error=error), of="the same schools", schools=schools
    )


def _variance(share: Share, effect: float) -> float:
    # One more of each, so that a share near nought is not said to be known for sure.
    smooth = (share.said + 1) / (share.asked + 2)
    return smooth * (1 - smooth) * effect / share.asked


def _change(item: Item, *, was: float, now: float, error: float) -> Change:
    change = now - was
    p_value = float(2 * special.ndtr(-abs(change) / error)) if error else 1.0
    reach = _REACH * error
    return Change(item.id, "all schools", 0, was, now, change, change - reach, change + reach, p_value)
