"""Objectives and pillars: which priorities serve which objective where, and where nothing does."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.parts import Objective, Theme


@dataclass(frozen=True)
class Square:
    """One objective in one pillar, with what serves it there; where that is nothing, it is a hole."""

    objective: Objective
    pillar: Theme
    served: tuple[Theme, ...]


def squares_of(plan: Plan) -> tuple[Square, ...]:
    """Every square of the matrix, holes and all; none where a plan has no objectives.

    A pillar is a theme at the top with anything under it. One that stands empty is a gap of its own and
    would fill the matrix with holes that say the same.
    """
    squares = []
    for pillar in plan.under(""):
        under = plan.below(pillar.id)
        squares += [
            Square(objective, pillar, tuple(theme for theme in under if objective.id in theme.serves))
            for objective in plan.objectives
            if under
        ]
    return tuple(squares)
