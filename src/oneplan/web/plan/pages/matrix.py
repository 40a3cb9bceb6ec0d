"""The matrix of objectives and pillars: which priority serves which objective where, and the holes."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.parts import Level, Theme
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
    tops = [top for top in plan.under("") if plan.below(top.id)]
    if not (plan.objectives and tops):
        return None
    under = {top.id: plan.below(top.id) for top in tops}
    lines = tuple(
        MatrixLine(
            objective.id,
            objective.name,
            objective.text,
            tuple(_make_cell(top, under[top.id], objective=objective.id, carried=carried) for top in tops),
        )
        for objective in plan.objectives
    )
    cells = [cell for line in lines for cell in line.cells]
    return Matrix(
        columns=tuple(link_to(top, carried=carried) for top in tops),
        lines=lines,
        holes=sum(not cell.links for cell in cells),
        squares=len(cells),
        lowest=plan.lowest,
        illustrative=any(theme.illustrative for themes in under.values() for theme in themes),
    )


def _make_cell(top: Theme, themes: tuple[Theme, ...], *, objective: str, carried: str) -> Cell:
    serving = [theme for theme in themes if objective in theme.serves]
    return Cell(top.name, tuple(link_to(theme, carried=carried) for theme in serving))
