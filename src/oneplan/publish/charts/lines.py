"""Lines over time, each labelled at its end; what cannot be compared is shaded, and never joined."""

from collections.abc import Callable, Collection, Sequence

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing
from oneplan.publish.charts.line_labels import PITCH, SAMPLE, SPACE, draw_labels, label_of, label_width
from oneplan.publish.charts.scale import Scale, round_scale
from oneplan.publish.charts.shading import draw_shades
from oneplan.publish.charts.timeline import NARROW, WIDE, Line, Plot, Timeline, look_of

_PLOT_HEIGHT = {WIDE: 250.0, NARROW: 200.0}


def draw_lines(
    lines: Sequence[Line],
    *,
    time: Timeline,
    says: str,
    from_nought: bool = False,
    behind: bool = False,
    write: Callable[[float], str] = "{:g}".format,
    width: float = WIDE,
) -> Drawing:
    """Draw figures over time.

    Parameters
    ----------
    lines
        Here first, then those to compare with; each has a value or None for each period.
    time
        The periods. The reason for a shaded stretch is written in it where there is room.
    says
        What a screen reader says instead of the picture; empty where an element around it says it.
    from_nought
        Whether the scale starts at 0, as that of a gap does.
    behind
        Whether the line of here is that of a gap: only then has it the colour of one.
    write
        How a number on the scale is written.
    width
        700 for a wide page, 288 for a narrow one, whose labels stand above, the highest first.

    Returns
    -------
    Drawing
        An SVG element, all text escaped.

    Examples
    --------
    >>> from oneplan.publish.charts.timeline import Line, Timeline
    >>> here = Line("Here", "here", (1.0, 2.0, None, 4.0), "4.0")
    >>> time = Timeline(("2019", "2020", "2021", "2022"))
    >>> drawing = draw_lines([here], time=time, says="From 1 to 4.")
    >>> "Here 4.0" in drawing.svg
    True
    """
    shown = [line for line in lines if any(value is not None for value in line.values)]
    values = [value for line in shown for value in line.values if value is not None]
    scale = round_scale(values, from_nought=from_nought)
    above = width < WIDE or any(label_width(line) > SPACE for line in shown)
    plot = _place(scale, shown, width=width, above=above, periods=len(time.names), write=write)
    drawn = [
        draw_shades(time.shades, shown, plot=plot),
        _grid(plot, write=write),
        write_periods(time.names, plot=plot),
        *(draw_line(line, breaks=time.breaks, behind=behind, plot=plot) for line in reversed(shown)),
        draw_labels(shown, above=above, behind=behind, plot=plot),
    ]
    kind = "op-lines op-wide" if width >= WIDE else "op-lines op-narrow"
    return marks.finish_drawing(drawn, kind=kind, width=width, height=plot.bottom + 30, says=says)


def _place(
    scale: Scale,
    shown: Sequence[Line],
    *,
    width: float,
    above: bool,
    periods: int,
    write: Callable[[float], str],
) -> Plot:
    left = max(marks.guess_width(write(tick), size=14) for tick in scale.ticks) + 8
    written = sum(len(label_of(line, breadth=width - SAMPLE)) for line in shown)
    top = (written * PITCH + 10 if above else 0) + 12
    right = width - (14 if above else SPACE + 12)
    bottom = top + _PLOT_HEIGHT[WIDE if width >= WIDE else NARROW]
    return Plot(
        width=width, left=left, right=right, top=top, bottom=bottom, periods=max(periods, 1), scale=scale
    )


def _grid(plot: Plot, *, write: Callable[[float], str]) -> str:
    steps = "".join(marks.level(plot.left, plot.right, y=plot.up(tick)) for tick in plot.scale.ticks)
    base = marks.level(plot.left, plot.right, y=plot.bottom)
    names = [
        marks.words(write(tick), (plot.left - 8, plot.up(tick)), more='text-anchor="end"')
        for tick in plot.scale.ticks
    ]
    return (
        marks.path(steps, colour=marks.GRID, thick=1)
        + marks.path(base, colour=marks.MIST, thick=1)
        + marks.all_words(names)
    )


def write_periods(periods: Sequence[str], *, plot: Plot) -> str:
    """The names of the periods below a chart: the last one always, and before it as many as fit."""
    texts, room = [], plot.width + 7
    for place in range(len(periods) - 1, -1, -1):
        breadth = marks.guess_width(periods[place], size=14)
        middle = min(plot.across(place), plot.width - breadth / 2)
        middle = max(middle, breadth / 2)
        if middle + breadth / 2 + 6 > room:
            continue
        room = middle - breadth / 2
        texts.append(marks.words(periods[place], (middle, plot.bottom + 17), more='text-anchor="middle"'))
    return marks.all_words(reversed(texts))


def draw_line(line: Line, *, breaks: Collection[int], behind: bool, plot: Plot) -> str:
    """One line in the look of its role, with a dot a period for here and for what stands alone."""
    colour, thick, dashes = look_of(line, behind=behind)
    runs = _runs(line, breaks=breaks)
    steps = "".join(
        "M" + "L".join(f"{marks.short(plot.across(at))} {marks.short(plot.up(value))}" for at, value in run)
        for run in runs
        if len(run) > 1
    )
    drawn = marks.path(steps, colour=colour, thick=thick)
    if dashes:
        drawn = drawn.replace("/>", f' stroke-dasharray="{dashes}"/>')
    here = line.role == "here"
    dotted = [one for run in runs if here or len(run) == 1 for one in run]
    centres = [(plot.across(at), plot.up(value)) for at, value in dotted]
    return drawn + marks.dots(centres, colour=colour, radius=4 if here else 3, hollow=False)


def _runs(line: Line, *, breaks: Collection[int]) -> list[list[tuple[int, float]]]:
    """The stretches that may be joined: no period missing, no break."""
    runs: list[list[tuple[int, float]]] = []
    for at, value in enumerate(line.values):
        if value is None:
            continue
        if runs and runs[-1][-1][0] == at - 1 and at not in breaks:
            runs[-1].append((at, value))
        else:
            runs.append([(at, value)])
    return runs
