"""Lines over time, each labelled at its end; what cannot be compared is shaded, and never joined."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing
from oneplan.publish.charts.scale import Scale, round_scale

WIDE = 700.0
NARROW = 288.0
_PLOT_HEIGHT = {WIDE: 250.0, NARROW: 200.0}
_LABEL_SPACE = 196.0
_LABEL_PITCH = 18.0
_LABEL_SIZE = 14.5
_SMALL = 12.5
_SMALL_PITCH = 15.0
_MOST_SHADE_LINES = 7
_SAMPLE = 32.0
_SAND = "#f4f2ec"

Role = Literal["here", "england", "region", "neighbours"]
# Thickness and dashes tell the lines apart without colour.
_LOOK: dict[Role, tuple[str, float, str]] = {
    "region": (marks.SLATE, 2, "2 4"),
    "neighbours": (marks.SLATE, 2, "6 4"),
    "england": (marks.INK, 2, ""),
    "here": (marks.PINE, 3.5, ""),
}


@dataclass(frozen=True)
class Line:
    """One place's figures, a period each; None where nothing is published or can be compared."""

    name: str
    role: Role
    values: tuple[float | None, ...]
    said: str
    """How its last figure is written at its end."""


@dataclass(frozen=True)
class Shade:
    """Periods that cannot be compared with the others, or have no figures, and why."""

    first: int
    last: int
    why: str
    short: str = "not joined"
    """What is written where there is no room for why."""


@dataclass(frozen=True)
class Timeline:
    """The periods of a chart, oldest first: which are not joined with the one before, which are shaded."""

    names: tuple[str, ...]
    breaks: frozenset[int] = frozenset()
    shades: tuple[Shade, ...] = ()


@dataclass(frozen=True)
class _Plot:
    """Where things stand in one drawing."""

    width: float
    left: float
    right: float
    top: float
    bottom: float
    periods: int
    scale: Scale

    def across(self, place: float) -> float:
        """Where a period stands; halves lie between two of them."""
        if self.periods == 1:
            return (self.left + self.right) / 2
        return self.left + 10 + place / (self.periods - 1) * (self.right - self.left - 10)

    def up(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


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
    >>> here = Line("Here", "here", (1.0, 2.0, None, 4.0), "4.0")
    >>> time = Timeline(("2019", "2020", "2021", "2022"))
    >>> drawing = draw_lines([here], time=time, says="From 1 to 4.")
    >>> "Here 4.0" in drawing.svg
    True
    """
    shown = [line for line in lines if any(value is not None for value in line.values)]
    values = [value for line in shown for value in line.values if value is not None]
    scale = round_scale(values, from_nought=from_nought)
    above = width < WIDE or any(_label_width(line) > _LABEL_SPACE for line in shown)
    plot = _place(scale, shown, width=width, above=above, periods=len(time.names), write=write)
    drawn = [
        _shades(time.shades, shown, plot=plot),
        _grid(plot, write=write),
        _period_names(time.names, plot=plot),
        *(_line(line, breaks=time.breaks, behind=behind, plot=plot) for line in reversed(shown)),
        _labels(shown, above=above, behind=behind, plot=plot),
    ]
    kind = "op-lines op-wide" if width >= WIDE else "op-lines op-narrow"
    return marks.finish_drawing(drawn, kind=kind, width=width, height=plot.bottom + 30, says=says)


def _label_width(line: Line) -> float:
    return marks.guess_width(f"{line.name} {line.said}", size=_LABEL_SIZE, bold=True)


def _place(
    scale: Scale,
    shown: Sequence[Line],
    *,
    width: float,
    above: bool,
    periods: int,
    write: Callable[[float], str],
) -> _Plot:
    left = max(marks.guess_width(write(tick), size=14) for tick in scale.ticks) + 8
    written = sum(len(_label_of(line, breadth=width - _SAMPLE)) for line in shown)
    top = (written * _LABEL_PITCH + 10 if above else 0) + 12
    right = width - (14 if above else _LABEL_SPACE + 12)
    bottom = top + _PLOT_HEIGHT[WIDE if width >= WIDE else NARROW]
    return _Plot(
        width=width, left=left, right=right, top=top, bottom=bottom, periods=max(periods, 1), scale=scale
    )


def _grid(plot: _Plot, *, write: Callable[[float], str]) -> str:
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


def _period_names(periods: Sequence[str], *, plot: _Plot) -> str:
    """The last one always, and before it as many as fit."""
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


def _line(line: Line, *, breaks: Collection[int], behind: bool, plot: _Plot) -> str:
    colour, thick, dashes = _look_of(line, behind=behind)
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


def _look_of(line: Line, *, behind: bool) -> tuple[str, float, str]:
    colour, thick, dashes = _LOOK[line.role]
    return (marks.EMBER if behind and line.role == "here" else colour), thick, dashes


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


def _labels(shown: Sequence[Line], *, above: bool, behind: bool, plot: _Plot) -> str:
    """Each line's name and last figure: at its end, or above the chart, the highest first."""
    ordered = sorted(shown, key=lambda line: -_last(line))
    if not above:
        levels = _apart([plot.up(_last(line)) for line in ordered], plot)
        texts = [
            _label(line, [f"{line.name} {line.said}"], at=(plot.right + 12, y), behind=behind)
            for line, y in zip(ordered, levels, strict=True)
        ]
        return marks.all_words(texts)
    texts, y = [], 9.0
    for line in ordered:
        lines = _label_of(line, breadth=plot.width - _SAMPLE)
        texts.append(_sample(line, y=y, behind=behind))
        texts.append(_label(line, lines, at=(_SAMPLE, y), behind=behind))
        y += _LABEL_PITCH * len(lines)
    return marks.all_words(texts)


def _label_of(line: Line, *, breadth: float) -> list[str]:
    return wrap(f"{line.name} {line.said}", breadth=breadth, size=_LABEL_SIZE, bold=True)


def _label(line: Line, lines: Sequence[str], *, at: tuple[float, float], behind: bool) -> str:
    colour, _, _ = _look_of(line, behind=behind)
    weight = "" if line.role == "region" else ' font-weight="700"'
    more = f'fill="{colour}"{weight} font-size="{_LABEL_SIZE}"'
    x, y = at
    return "".join(
        marks.words(text, (x, y + place * _LABEL_PITCH), more=more) for place, text in enumerate(lines)
    )


def _sample(line: Line, *, y: float, behind: bool) -> str:
    """A piece of the line before its label, where the label does not stand at its end."""
    colour, thick, dashes = _look_of(line, behind=behind)
    drawn = marks.path(marks.level(0, 24, y=y), colour=colour, thick=thick)
    return drawn.replace("/>", f' stroke-dasharray="{dashes}"/>') if dashes else drawn


def _last(line: Line) -> float:
    return next(value for value in reversed(line.values) if value is not None)


def _apart(wanted: Sequence[float], plot: _Plot) -> list[float]:
    """The levels of labels from top to bottom, pushed apart so that none covers another."""
    levels = list(wanted)
    for at in range(1, len(levels)):
        levels[at] = max(levels[at], levels[at - 1] + _LABEL_PITCH)
    over = levels[-1] - (plot.bottom - 4) if levels else 0.0
    if over > 0:
        levels[-1] -= over
        for at in range(len(levels) - 2, -1, -1):
            levels[at] = min(levels[at], levels[at + 1] - _LABEL_PITCH)
    return levels


def _shades(shades: Sequence[Shade], shown: Sequence[Line], *, plot: _Plot) -> str:
    return "".join(_shade(shade, shown, plot=plot) for shade in shades)


def _shade(shade: Shade, shown: Sequence[Line], *, plot: _Plot) -> str:
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
    most = min(_MOST_SHADE_LINES, int(max(below, over) / _SMALL_PITCH))
    lines = _fitting((shade.why, shade.short), breadth=end - start - 6, most=most)
    first = plot.bottom - 12 - (len(lines) - 1) * _SMALL_PITCH if below >= over else plot.top + 12
    more = f'font-size="{_SMALL}" text-anchor="middle"'
    texts = [
        marks.words(text, ((start + end) / 2, first + number * _SMALL_PITCH), more=more)
        for number, text in enumerate(lines)
    ]
    return box + marks.all_words(texts)


def _fitting(reasons: Sequence[str], *, breadth: float, most: int) -> list[str]:
    """The first of the reasons that fits, in lines; nothing where none does."""
    for reason in reasons:
        lines = wrap(reason, breadth=breadth, size=_SMALL)
        narrow = all(marks.guess_width(text, size=_SMALL) <= breadth for text in lines)
        if narrow and len(lines) <= most:
            return lines
    return []


def wrap(text: str, *, breadth: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines of about this breadth; a word that is broader has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and marks.guess_width(longer, size=size, bold=bold) <= breadth:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
