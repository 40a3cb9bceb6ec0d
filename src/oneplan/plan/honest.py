"""What published figures say of a part of a plan: one honest sentence, or why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.definitions.families import families_by_id
from oneplan.definitions.groups import list_groups
from oneplan.plan.frame import Plan
from oneplan.plan.parts import Indicator, Objective, Theme
from oneplan.sources.sourced import Row
from oneplan.words.saying import say_amount, say_rank, say_value, start_sentence


@dataclass(frozen=True)
class Beside:
    """One line under the sentence: whose figure it is, the figure here, and what it stands beside."""

    name: str
    here: str
    beside: str


@dataclass(frozen=True)
class Honest:
    """What the figures say: one sentence, the figures behind it, and what is missing."""

    sentence: str
    figures: tuple[Beside, ...]
    """All children, the group and the gap, each beside England; empty where there is no figure."""
    about: str
    """The measure and the period; empty where there is no figure."""
    verdict: str
    """`masked`, `behind-too`, `no-hidden-gap` or `cannot-tell`."""
    missing: tuple[Indicator, ...]
    """The indicators for which no figures by group are here."""


def indicators_for(plan: Plan, item: Objective | Theme) -> tuple[Indicator, ...]:
    """What shows how it goes by published figures: its own indicators, and the plan's that serve it."""
    own = tuple((one.family, one.group) for one in item.indicators)
    taken = (
        Indicator(family=one.family, group=group, illustrative=one.illustrative)
        for one in plan.indicators
        if one.family and item.id in one.serves
        for group in one.groups
        if (one.family, group) not in own
    )
    return (*item.indicators, *taken)


def rows_of(indicators: Iterable[Indicator], rows: Iterable[Row]) -> tuple[Row, ...]:
    """The comparisons that some indicators name, in the indicators' order."""
    found = {(row["family"], row["group"]): row for row in rows}
    named = [(indicator.family, indicator.group) for indicator in indicators]
    return tuple(found[name] for name in named if name in found)


def say_indicator(indicator: Indicator) -> str:
    """An indicator in words: the measure and the children it is about."""
    family, group = families_by_id().get(indicator.family), list_groups().get(indicator.group)
    if family is None or group is None:
        return f"{indicator.family}, {indicator.group} (no measure that is known here)"
    return f"{family.title}: {group.said(family.people or 'children')}"


def say_honestly(indicators: Iterable[Indicator], rows: Iterable[Row]) -> Honest:
    """Say what figures show for some indicators: the most telling one, never a mean of them.

    Parameters
    ----------
    indicators
        Of an objective, a pillar or a priority.
    rows
        The rows of `find_hidden_gaps` for one authority.
    """
    named = tuple(indicators)
    found = rows_of(named, rows)
    with_figures = {(row["family"], row["group"]) for row in found}
    missing = tuple(one for one in named if (one.family, one.group) not in with_figures)
    if not found:
        why = "no figures by group are published here" if named else "no indicator is agreed yet"
        return Honest(f"For whom, we cannot tell: {why}.", (), "", "cannot-tell", missing)
    row = min(found, key=lambda one: int(one["order"]))
    about = f"{row['family_title']}, {row['period_said']}"
    return Honest(_sentence(row), _figures(row), about, row["verdict"], missing)


def _sentence(row: Row) -> str:
    """How the average and the group stand beside elsewhere, in one breath."""
    whom = row["group_name"]
    if row["verdict"] == "cannot-tell":
        return f"For {whom} we cannot tell: {_why_unknown(row)}."
    average = _average(row)
    if row["verdict"] == "no-hidden-gap":
        return f"{average} – with no hidden gap for {whom}."
    joined = "but" if row["verdict"] == "masked" else "and"
    if not row["wider_than_comparator"]:
        return f"{average} – {joined} {whom} do worse than they do there."
    if row["gap"] <= 0:
        return f"{average} – {joined} {whom} are less far ahead."
    # The whole name of the unit stands below, with the figures.
    unit = row["unit"].removeprefix("percentage ")
    gap = say_amount(row["gap"], decimals=row["decimals"], unit=unit)
    return f"{average} – {joined} {whom} are further behind: {gap}."


def _why_unknown(row: Row) -> str:
    if row["doubtful_zero"]:
        return "a published 0% can mean that there are none here"
    return "not all figures are published"


def _average(row: Row) -> str:
    if row["headline_better"]:
        return f"Better than {row['comparator_name']} on average"
    same = row["headline_value"] == row["comparator_headline"]
    return f"{'The same as' if same else 'Behind'} {row['comparator_name']} on average"


def _figures(row: Row) -> tuple[Beside, ...]:
    """The figures that the sentence rests on."""
    decimals, unit = row["decimals"], row["value_unit"]
    there = row["comparator_name"]

    def said(name: str, here: float | None, other: float | None) -> Beside:
        values = [say_value(value, decimals=decimals, unit=unit) for value in (here, other)]
        return Beside(name, values[0], f"{there} {values[1]}")

    gap = say_value(row["gap"], decimals=decimals)
    rank = f", {say_rank(row['rank'], of=row['of'])}" if row["rank"] else ""
    gap_there = say_value(row["comparator_gap"], decimals=decimals)
    return (
        said(f"All {row['people']}", row["headline_value"], row["comparator_headline"]),
        said(start_sentence(row["group_name"]), row["group_value"], row["comparator_group_value"]),
        Beside(f"Gap, in {row['unit']}", gap, f"{there} {gap_there}{rank}"),
    )
