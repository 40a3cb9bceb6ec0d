"""What the home page shows of the plan: each objective with one honest sentence from the figures."""

from dataclasses import dataclass

from oneplan.plan.honest import Honest, indicators_for
from oneplan.web.plan.queries import find_figures, find_plan_in_force
from oneplan.words.area import Area


@dataclass(frozen=True)
class ObjectiveCard:
    """One objective: what it promises, and what the figures say."""

    name: str
    promise: str
    href: str
    honest: Honest


@dataclass(frozen=True)
class Objectives:
    """The objectives of the plan in force."""

    heading: str
    cards: tuple[ObjectiveCard, ...]
    chosen_for_show: bool
    """Whether the figures to look at were chosen for the demonstration."""


NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def make_objectives(area: Area, *, carried: str) -> Objectives | None:
    """The objectives of the plan in force; None where no plan with objectives can be read."""
    plan = find_plan_in_force()
    if plan is None or not plan.objectives:
        return None
    figures = find_figures(area)
    cards = tuple(
        ObjectiveCard(
            name=objective.name,
            promise=objective.text,
            href=f"/plan/objectives/{objective.id}/{carried}",
            honest=figures.say(indicators_for(plan, objective)),
        )
        for objective in plan.objectives
    )
    count = NUMBERS[len(cards)] if len(cards) < len(NUMBERS) else str(len(cards))
    return Objectives(
        heading=f"{count} objective{'s' if len(cards) > 1 else ''}, one honest sentence each",
        cards=cards,
        chosen_for_show=any(
            indicator.illustrative for objective in plan.objectives for indicator in objective.indicators
        ),
    )
