"""The matrix of objectives and pillars: which priority serves which objective where, and the holes."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.matrix import Square, squares_of
from oneplan.plan.parts import Level
from oneplan.web.plan.pages.wording import Link, link_to


@dataclass(frozen=True)
class Cell:
    """The priorities of one pillar that serve one objective; none is a hole."""

    column: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class MatrixLine:
    """One objective across the pillars."""

    id: str
    name: str
    about: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """Objectives down, pillars across, and how many squares are empty."""

    columns: tuple[Link, ...]
    lines: tuple[MatrixLine, ...]
    holes: int
    squares: int
    lowest: Level
    """What stands in the squares, as the plan calls it."""
    illustrative: bool


def make_matrix(plan: Plan, *, carried: str) -> Matrix | None:
    """The matrix of a plan; None where it has no objectives or nothing stands under its themes."""
    squares = squares_of(plan)
    if not squares:
        return None
    pillars = dict.fromkeys(square.pillar.id for square in squares)
    return Matrix(
        columns=tuple(link_to(plan.find_theme(one), carried=carried) for one in pillars),
        lines=tuple(
            MatrixLine(
                objective.id,
                objective.name,
                objective.text,
                tuple(_make_cell(one, carried=carried) for one in squares if one.objective is objective),
            )
            for objective in plan.objectives
        ),
        holes=sum(not square.served for square in squares),
        squares=len(squares),
        lowest=plan.lowest,
        illustrative=any(theme.illustrative for one in pillars for theme in plan.below(one)),
    )


def _make_cell(square: Square, *, carried: str) -> Cell:
    return Cell(square.pillar.name, tuple(link_to(theme, carried=carried) for theme in square.served))
