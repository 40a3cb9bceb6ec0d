"""Groups below each other on one scale, each a dot on the line of its interval: how sure is each figure?"""

from collections.abc import Sequence
from dataclasses import dataclass

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing

WIDE = 620.0
NARROW = 288.0
LINE = 18.0
BELOW_NAME = 16.0
BETWEEN = 34.0
FOOT = 24.0
LEFT = 4.0


@dataclass(frozen=True)
class Row:
    """One group: its name, its figure with both limits, how it is said, and whether it is the one found."""

    name: str
    value: float
    lower: float
    upper: float
    said: str
    found: bool = False


@dataclass(frozen=True)
class Frame:
    """Where the scale ends, and which figures its two ends stand for."""

    right: float
    scale: tuple[float, float]

    def across(self, value: float) -> float:
        """Where on the scale a figure stands; beyond the scale, at its end."""
        low, high = self.scale
        return LEFT + (min(max(value, low), high) - low) / (high - low) * (self.right - LEFT)


def draw_intervals(
    rows: Sequence[Row],
    *,
    scale: tuple[float, float],
    says: str,
    ends_said: tuple[str, str],
    width: float = WIDE,
) -> Drawing:
    """Draw each group's figure and its interval.

    Parameters
    ----------
    rows
        The group that was found first, then those it is beside.
    scale
        The two ends of the scale, in the unit of the figures.
    says
        What a screen reader says instead of the picture; empty where what it stands in says it.
    ends_said
        How the two ends of the scale are written.
    width
        620 for a wide page, 288 for a narrow one.

    Returns
    -------
    Drawing
        An SVG element, all text escaped.

    Examples
    --------
    >>> found = Row("girls in year 10", 31.0, 27.2, 35.1, "31%", found=True)
    >>> rest = Row("all other children", 22.0, 21.1, 22.9, "22%")
    >>> says = "31% of girls in year 10, and 22% of all others."
    >>> drawing = draw_intervals([found, rest], scale=(0, 40), says=says, ends_said=("0%", "40%"))
    >>> drawing.svg.count("<circle")
    2
    """
    frame = Frame(right=width - 52.0, scale=scale)
    placed, texts, y = [], [], 6.0
    for row in rows:
        for said in marks.wrap(row.name, breadth=width, size=14, bold=row.found):
            y += LINE
            bold = f'fill="{marks.INK}" font-weight="700"' if row.found else ""
            texts.append(marks.words(said, (0, y - 5), more=bold))
        y += BELOW_NAME
        placed.append((row, y))
        texts.append(marks.words(row.said, (frame.right + 8, y), more=f'fill="{marks.INK}"'))
        y += BETWEEN - LINE
    texts += [
        marks.words(ends_said[0], (LEFT, y + 6)),
        marks.words(ends_said[1], (frame.right, y + 6), more='text-anchor="end"'),
    ]
    layers = (*draw_figures(placed, frame), marks.all_words(texts))
    kind = "op-wide" if width >= WIDE else "op-narrow"
    return marks.finish_drawing(layers, kind=kind, width=width, height=y + FOOT, says=says)


def draw_figures(placed: Sequence[tuple[Row, float]], frame: Frame) -> tuple[str, ...]:
    """The rails, the intervals and the dots: the group that was found has a colour and a shape of its own."""
    found = [one for one in placed if one[0].found]
    others = [one for one in placed if not one[0].found]
    rails = "".join(marks.level(LEFT, frame.right, y=y) for _, y in placed)
    return (
        marks.path(rails, colour=marks.GRID, thick=1.5),
        marks.path(_lines(others, frame), colour=marks.MIST, thick=5),
        marks.path(_lines(found, frame), colour=marks.EMBER, thick=5),
        marks.dots(_centres(others, frame), colour=marks.SLATE, radius=6, hollow=True),
        marks.dots(_centres(found, frame), colour=marks.PINE, radius=7, hollow=False),
    )


def _lines(placed: Sequence[tuple[Row, float]], frame: Frame) -> str:
    return "".join(marks.level(frame.across(row.lower), frame.across(row.upper), y=y) for row, y in placed)


def _centres(placed: Sequence[tuple[Row, float]], frame: Frame) -> list[tuple[float, float]]:
    return [(frame.across(row.value), y) for row, y in placed]
