"""The strip: every authority's gap as a thin line, narrowest left; here, England and neighbours marked."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing

WIDTH = 216.0
HEIGHT = 34.0
EDGE = 6.0
MIDDLE = HEIGHT / 2


def draw_strip(
    everyone: Sequence[float],
    *,
    here: float | None,
    says: str,
    england: float | None = None,
    neighbours: Iterable[float] = (),
    behind: bool = True,
    width: float = WIDTH,
) -> Drawing:
    """Draw where one authority's gap stands among all authorities' gaps.

    Parameters
    ----------
    everyone
        The gap of each authority, in any order and in one unit. Narrowest is left, whatever the polarity.
    here
        This authority's gap: the thick line.
    says
        What a screen reader says instead of the picture: the rank and of how many.
    england
        England's gap: the diamond.
    neighbours
        The gaps of the statistical neighbours: the darker lines.
    behind
        Whether the group here is worse off than the others; if not, its line is not the colour of a gap.
    width
        The width of the drawing.

    Returns
    -------
    Drawing
        An SVG element in which each kind of line is one path.

    Examples
    --------
    >>> draw_strip([1.0, 2.0, 3.0], here=3.0, says="3rd of 3").svg.count("<path")
    3
    """
    shown = [gap for gap in (*everyone, here, england) if gap is not None]
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    breadth = (high - low) or 1.0

    def across(gap: float) -> float:
        return EDGE + (gap - low) / breadth * (width - 2 * EDGE)

    drawn = [
        marks.path(marks.level(0, width, y=MIDDLE), colour=marks.GRID, thick=1.5),
        ticks([across(gap) for gap in everyone], colour=marks.MIST, half=7),
        ticks([across(gap) for gap in neighbours], colour=marks.SLATE, half=8),
    ]
    if here is not None:
        upright = f"M{marks.short(across(here))} {marks.short(MIDDLE - 13)}v26"
        drawn.append(marks.path(upright, colour=marks.EMBER if behind else marks.PINE, thick=5))
    if england is not None:
        drawn.append(diamond(across(england)))
    return marks.finish_drawing(drawn, kind="op-strip", width=width, height=HEIGHT, says=says)


def ticks(places: Iterable[float], *, colour: str, half: int) -> str:
    """Thin upright lines as one path, to a pixel: gaps as close as that share a line."""
    across = sorted({round(place) for place in places})
    if not across:
        return ""
    steps = [f"M{across[0]} {marks.short(MIDDLE - half)}v{2 * half}"]
    steps += [f"m{x - before}-{2 * half}v{2 * half}" for before, x in pairwise(across)]
    return marks.path("".join(steps), colour=colour, thick=1.6)


def diamond(x: float) -> str:
    """England: hollow, with a dark edge, so that it is found without colour."""
    path = f"M{marks.short(x)} {marks.short(MIDDLE - 6)}l6 6-6 6-6-6z"
    return f'<path d="{path}" fill="{marks.PAPER}" stroke="{marks.INK}" stroke-width="2"/>'
