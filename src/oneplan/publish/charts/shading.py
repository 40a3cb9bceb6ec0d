"""Stretches of time that cannot be compared: shaded, with the reason written in them where there is room."""

from collections.abc import Sequence

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.timeline import Line, Plot, Shade

_SMALL = 12.5
_PITCH = 15.0
_MOST_LINES = 7
_SAND = "#f4f2ec"


def draw_shades(shades: Sequence[Shade], shown: Sequence[Line], *, plot: Plot) -> str:
    """Every shaded stretch."""
    return "".join(_shade(shade, shown, plot=plot) for shade in shades)


def _shade(shade: Shade, shown: Sequence[Line], *, plot: Plot) -> str:
    start = plot.left if shade.first == 0 else plot.across(shade.first - 0.5)
    end = plot.right + 4 if shade.last == plot.periods - 1 else plot.across(shade.last + 0.5)
    size = f'width="{marks.short(end - start)}" height="{marks.short(plot.bottom - plot.top)}"'
    box = f'<rect x="{marks.short(start)}" y="{marks.short(plot.top)}" {size} fill="{_SAND}"/>'
    taken = [
        plot.up(value)
        for line in shown
        for value in line.values[shade.first : shade.last + 1]
        if value is not None
    ]
    below = plot.bottom - max(taken, default=plot.top) - 14
    over = min(taken, default=plot.bottom) - plot.top - 14
    most = min(_MOST_LINES, int(max(below, over) / _PITCH))
    lines = _fitting((shade.why, shade.short), breadth=end - start - 6, most=most)
    first = plot.bottom - 12 - (len(lines) - 1) * _PITCH if below >= over else plot.top + 12
    more = f'font-size="{_SMALL}" text-anchor="middle"'
    texts = [
        marks.words(text, ((start + end) / 2, first + number * _PITCH), more=more)
        for number, text in enumerate(lines)
    ]
    return box + marks.all_words(texts)


def _fitting(reasons: Sequence[str], *, breadth: float, most: int) -> list[str]:
    """The first of the reasons that fits, in lines; nothing where none does."""
    for reason in reasons:
        lines = marks.wrap(reason, breadth=breadth, size=_SMALL)
        narrow = all(marks.guess_width(text, size=_SMALL) <= breadth for text in lines)
        if narrow and len(lines) <= most:
            return lines
    return []
