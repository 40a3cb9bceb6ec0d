"""The labels of lines over time: at their ends, pushed apart, or above a narrow chart, the highest first."""

from collections.abc import Sequence

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.timeline import Line, Plot, look_of

SPACE = 196.0
"""What is kept free beside a wide chart."""
PITCH = 18.0
SAMPLE = 32.0
_SIZE = 14.5


def draw_labels(shown: Sequence[Line], *, above: bool, behind: bool, plot: Plot) -> str:
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
        lines = label_of(line, breadth=plot.width - SAMPLE)
        texts.append(_sample(line, y=y, behind=behind))
        texts.append(_label(line, lines, at=(SAMPLE, y), behind=behind))
        y += PITCH * len(lines)
    return marks.all_words(texts)


def label_of(line: Line, *, breadth: float) -> list[str]:
    """A line's label in as many lines as it needs."""
    return marks.wrap(f"{line.name} {line.said}", breadth=breadth, size=_SIZE, bold=True)


def _label(line: Line, lines: Sequence[str], *, at: tuple[float, float], behind: bool) -> str:
    colour, _, _ = look_of(line, behind=behind)
    weight = "" if line.role == "region" else ' font-weight="700"'
    more = f'fill="{colour}"{weight} font-size="{_SIZE}"'
    x, y = at
    return "".join(marks.words(text, (x, y + place * PITCH), more=more) for place, text in enumerate(lines))


def _sample(line: Line, *, y: float, behind: bool) -> str:
    """A piece of the line before its label, where the label does not stand at its end."""
    colour, thick, dashes = look_of(line, behind=behind)
    drawn = marks.path(marks.level(0, 24, y=y), colour=colour, thick=thick)
    return drawn.replace("/>", f' stroke-dasharray="{dashes}"/>') if dashes else drawn


def _last(line: Line) -> float:
    return next(value for value in reversed(line.values) if value is not None)


def _apart(wanted: Sequence[float], plot: Plot) -> list[float]:
    """The levels of labels from top to bottom, pushed apart so that none covers another."""
    levels = list(wanted)
    for at in range(1, len(levels)):
        levels[at] = max(levels[at], levels[at - 1] + PITCH)
    over = levels[-1] - (plot.bottom - 4) if levels else 0.0
    if over > 0:
        levels[-1] -= over
        for at in range(len(levels) - 2, -1, -1):
            levels[at] = min(levels[at], levels[at + 1] - PITCH)
    return levels


def label_width(line: Line) -> float:
    """About how broad a line's label is."""
    return marks.guess_width(f"{line.name} {line.said}", size=_SIZE, bold=True)
