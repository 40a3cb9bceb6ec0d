"""What published figures say of a part of a plan: one honest sentence, or why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.definitions.families import families_by_id
from oneplan.definitions.groups import list_groups
from oneplan.plan.parts import Indicator
from oneplan.sources.sourced import Row


@dataclass(frozen=True)
class Honest:
    """What the figures say: a short heading, the sentence with its numbers, and what is behind them."""

    heading: str
    sentence: str
    about: str
    """The measure and the period; empty where there is no figure."""
    verdict: str
    """`masked`, `behind-too`, `no-hidden-gap` or `cannot-tell`."""
    missing: tuple[str, ...]
    """The indicators for which no figures by group are here, in words."""


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
    missing = tuple(say_indicator(one) for one in named if (one.family, one.group) not in with_figures)
    if not found:
        why = "No indicator is agreed yet." if not named else "No figures by group are published for it here."
        return Honest("For whom, we cannot tell", why, "", "cannot-tell", missing)
    row = min(found, key=lambda one: int(one["order"]))
    about = f"{row['family_title']}, {row['period_said']}"
    return Honest(_heading(row), row["story"], about, row["verdict"], missing)


def _heading(row: Row) -> str:
    """How the average and the group stand beside England, in a few words."""
    if row["verdict"] == "cannot-tell":
        return "For whom, we cannot tell"
    if row["verdict"] == "no-hidden-gap":
        return f"No hidden gap for {row['group_name']}"
    if row["verdict"] == "masked":
        further = "further behind" if row["wider_than_comparator"] else f"but not for {row['group_name']}"
        return f"Better on average, {further}"
    same = row["headline_value"] == row["comparator_headline"]
    average = "The same on average" if same else "Behind on average"
    further = "further behind" if row["wider_than_comparator"] else f"so are {row['group_name']}"
    return f"{average}, and {further}"
