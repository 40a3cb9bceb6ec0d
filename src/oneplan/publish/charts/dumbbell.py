"""The dumbbell: the group and the others as two dots, for here, England and the neighbours, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing

WIDE = 380.0
NARROW = 288.0
ABOVE = 15.0
NAME_LINE = 19.0


@dataclass(frozen=True)
class Place:
    """One row: a place, its two figures and how each is said; a figure that is not published is None."""

    name: str
    group: float | None
    others: float | None
    group_said: str
    others_said: str
    here: bool = False


@dataclass(frozen=True)
class Frame:
    """Where things stand in one drawing: its width, the two ends of the scale, and how far apart rows are."""

    width: float
    scale: tuple[float, float]
    pitch: float

    @property
    def left(self) -> float:
        """Where the scale begins, with room for names and for one figure before it."""
        return 140.0 if self.width < WIDE else 150.0

    @property
    def right(self) -> float:
        """Where the scale ends, with room for one figure after it."""
        return self.width - 36.0

    def across(self, value: float) -> float:
        """Where on the scale a value stands; beyond the scale, at its end."""
        low, high = self.scale
        share = (min(max(value, low), high) - low) / (high - low)
        return self.left + share * (self.right - self.left)


def draw_dumbbell(
    places: Sequence[Place],
    *,
    scale: tuple[float, float],
    says: str,
    ends: tuple[str, str] | None = None,
    width: float = WIDE,
    pitch: float = 28,
) -> Drawing:
    """Draw the group and the others in each place.

    Parameters
    ----------
    places
        Here first, then those to compare with. A place without figures keeps its row and says so in words.
    scale
        The two ends of the scale, in the measure's unit: one for a whole list, so that lengths compare.
    says
        What a screen reader says instead of the picture: the finding and its figures.
    ends
        How the two ends of the scale are written below the last row, or None for a chart that stands alone.
    width
        380 for a wide page, 288 for a narrow one.
    pitch
        The distance between two rows.

    Returns
    -------
    Drawing
        An SVG element, all text escaped.

    Examples
    --------
    >>> here = Place("Here", 34.6, 53.6, "34.6", "53.6", here=True)
    >>> drawing = draw_dumbbell([here], scale=(0, 90), says="The gap here is 19.0 points.")
    >>> drawing.svg.count("<circle")
    2
    """
    frame = Frame(width=width, scale=scale, pitch=pitch)
    drawn: list[str] = []
    y = ABOVE
    for place in places:
        drawn.append(name_of(place, (0, y)))
        y += 0 if fits_beside(place, frame) else NAME_LINE
        drawn.extend(row_of(place, frame, y=y))
        y += pitch
    y -= pitch
    if ends is not None:
        y += 20
        drawn.extend(
            marks.words(said, (at, y), size=12.5, colour=marks.INK_SOFT, more='text-anchor="middle"')
            for said, at in zip(ends, (frame.left, frame.right), strict=True)
        )
    kind = "op-wide" if width >= WIDE else "op-narrow"
    return marks.finish_drawing(drawn, kind=kind, width=width, height=y + (6 if ends else 12), says=says)


def fits_beside(place: Place, frame: Frame) -> bool:
    """Whether the name leaves room for a figure left of the scale; if not, it gets a line of its own."""
    return marks.guess_width(place.name, size=14, bold=place.here) <= frame.left - 34


def name_of(place: Place, at: tuple[float, float]) -> str:
    """The place's name, bold where the place is here."""
    x, y = at
    colour, more = (marks.INK, 'font-weight="700"') if place.here else (marks.INK_SOFT, "")
    return marks.words(place.name, (x, y + 5), colour=colour, more=more)


def row_of(place: Place, frame: Frame, *, y: float) -> list[str]:
    """The marks of one place: scale, gap, two dots, two figures."""
    rail = marks.line((frame.left, y), (frame.right, y), colour=marks.GRID, thick=1.5)
    known = [
        (value, said, hollow)
        for value, said, hollow in (
            (place.group, place.group_said, False),
            (place.others, place.others_said, True),
        )
        if value is not None
    ]
    if not known:
        return [
            marks.words(
                "not published", (frame.left, y + 5), colour=marks.INK_SOFT, more='font-style="italic"'
            )
        ]
    known.sort(key=lambda one: one[0])
    ends = [frame.across(value) for value, _, _ in known]
    colour, radius, thick = (marks.PINE, 5.4, 4.5) if place.here else (marks.SLATE, 5.0, 2.0)
    gap = marks.line(
        (ends[0], y), (ends[-1], y), colour=marks.EMBER if place.here else marks.MIST, thick=thick
    )
    dots = [
        marks.dot((x, y), colour=colour, radius=radius, hollow=hollow)
        for x, (_, _, hollow) in zip(ends, known, strict=True)
    ]
    return [rail, *figures_of(known, ends, place=place, y=y), gap, *dots]


def figures_of(
    known: Sequence[tuple[float, str, bool]], ends: Sequence[float], *, place: Place, y: float
) -> list[str]:
    """The figures, outside the two dots: the lower one to the left, the higher one to the right."""
    colour = marks.INK if place.here else marks.INK_SOFT
    left = marks.words(known[0][1], (ends[0] - 11, y + 5), colour=colour, more='text-anchor="end"')
    if len(known) == 1:
        other = "others not published" if not known[0][2] else "group not published"
        return [left, marks.words(other, (ends[0] + 11, y + 5), size=12.5, colour=marks.INK_SOFT)]
    return [left, marks.words(known[1][1], (ends[1] + 11, y + 5), colour=colour)]
