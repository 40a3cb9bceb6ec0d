"""A rank over time: where one authority's gap stands among all of them, the widest at the top."""

from collections.abc import Sequence

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing
from oneplan.publish.charts.lines import draw_line, write_periods
from oneplan.publish.charts.scale import Scale
from oneplan.publish.charts.shading import draw_shades
from oneplan.publish.charts.timeline import WIDE, Line, Plot, Timeline

_SCALE = Scale(low=0.0, high=1.0, ticks=(0.0, 1.0))
_LEFT = 84.0
_SPACE = 118.0
_HEIGHT = 112.0
_LABEL = 22.0
_SAID = 14.5
_PART = "#e7e3d8"


def draw_ranks(
    places: Sequence[float | None],
    *,
    time: Timeline,
    said: str,
    says: str,
    widest_part: int = 3,
    behind: bool = True,
    width: float = WIDE,
) -> Drawing:
    """Draw how a gap's place among all authorities moved.

    Parameters
    ----------
    places
        A period each: 0 where the gap is the narrowest of all, 1 where it is the widest, None where it is not
        ranked. A share, since not every authority publishes every period.
    time
        The periods: what is not joined, and what is shaded.
    said
        How the last rank is written, for example `136th of 152`.
    says
        What a screen reader says instead of the picture; empty where an element around it says it.
    widest_part
        Which part of all authorities is marked at the top: 3 for the widest third.
    behind
        Whether the group is behind now: only then has the line the colour of a gap.
    width
        700 for a wide page, 288 for a narrow one, whose last rank stands above.

    Returns
    -------
    Drawing
        An SVG element, all text escaped.

    Examples
    --------
    >>> time = Timeline(("2023", "2024", "2025"))
    >>> drawing = draw_ranks([0.5, None, 0.9], time=time, said="136th of 152", says="It is 136th of 152.")
    >>> "136th of 152" in drawing.svg
    True
    """
    wide = width >= WIDE
    top = 12.0 if wide else 12.0 + _LABEL
    right = width - (_SPACE if wide else 14.0)
    periods = max(len(time.names), 1)
    plot = Plot(width, _LEFT, right, top, top + _HEIGHT, periods, _SCALE)
    line = Line("", "here", tuple(places), said)
    drawn = (
        _mark_widest(plot, part=widest_part),
        draw_shades(time.shades, [line], plot=plot),
        marks.path(_levels(plot), colour=marks.MIST, thick=1),
        draw_line(line, breaks=time.breaks, behind=behind, plot=plot),
        write_periods(time.names, plot=plot),
        _write_ends(plot, line=line, behind=behind, above=not wide),
    )
    kind = "op-lines op-wide" if wide else "op-lines op-narrow"
    return marks.finish_drawing(drawn, kind=kind, width=width, height=plot.bottom + 30, says=says)


def _mark_widest(plot: Plot, *, part: int) -> str:
    """The part of the scale in which a gap counts as wide."""
    size = f'width="{marks.short(plot.right - plot.left)}" height="{marks.short(_HEIGHT / part)}"'
    return f'<rect x="{marks.short(plot.left)}" y="{marks.short(plot.top)}" {size} fill="{_PART}"/>'


def _levels(plot: Plot) -> str:
    return "".join(marks.level(plot.left, plot.right, y=plot.up(tick)) for tick in plot.scale.ticks)


def _write_ends(plot: Plot, *, line: Line, behind: bool, above: bool) -> str:
    """The two ends of the scale in words, and the last rank: at its dot, or above a narrow chart."""
    ends = [
        marks.words(name, (plot.left - 8, plot.up(place)), more='text-anchor="end"')
        for name, place in (("widest", 1.0), ("narrowest", 0.0))
    ]
    colour = marks.EMBER if behind else marks.PINE
    more = f'fill="{colour}" font-weight="700" font-size="{_SAID}"'
    last = next((place for place in reversed(line.values) if place is not None), None)
    if last is None:
        return marks.all_words(ends)
    at = (plot.left, plot.top - _LABEL) if above else (plot.right + 12, plot.up(last))
    return marks.all_words([*ends, marks.words(line.said, at, more=more)])
