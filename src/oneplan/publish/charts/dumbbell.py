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
    behind: bool = True
    """Whether the group here is the worse off of the two: only then is the line the colour of a gap."""


@dataclass(frozen=True)
class Frame:
    """Where things stand in one drawing: its width, the two ends of the scale, and how far apart rows are."""

    width: float
    scale: tuple[float, float]
    pitch: float

    @property
    def left(self) -> float:
        """Where the scale begins, with room for names and for one figure before it."""
        return 144.0 if self.width < WIDE else 150.0

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
    ends_said: tuple[str, str] | None = None,
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
        What a screen reader says instead of the picture: the finding and its figures. Empty where the
        drawings of one chart, wide and narrow, stand in an element that says it for both.
    ends_said
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
    rails, texts = "", []
    here: list[tuple[float, list[End]]] = []
    elsewhere: list[tuple[float, list[End]]] = []
    y = ABOVE
    for place in places:
        texts.append(name_of(place, (0, y)))
        y += 0 if fits_beside(place, frame) else NAME_LINE
        ends = ends_of(place, frame)
        rails += marks.level(frame.left, frame.right, y=y) if ends else ""
        texts.extend(figures_of(place, ends, y=y) if ends else [not_published(frame, y=y)])
        (here if place.here else elsewhere).append((y, ends))
        y += pitch
    if ends_said is not None:
        texts.extend(scale_of(ends_said, frame, y=y - pitch + 15))
    own = marks.EMBER if any(place.here and place.behind for place in places) else marks.PINE
    layers = (
        marks.path(rails, colour=marks.GRID, thick=1.5),
        marks.all_words(texts),
        draw_gaps(elsewhere, colour=marks.SLATE, line=marks.MIST, thick=2),
        draw_gaps(here, colour=marks.PINE, line=own, thick=4.5),
    )
    kind = "op-wide" if width >= WIDE else "op-narrow"
    height = y - pitch + (26 if ends_said else 12)
    return marks.finish_drawing(layers, kind=kind, width=width, height=height, says=says)


End = tuple[float, str, bool]
"""Where one dot stands, its figure in words, and whether it is hollow."""


def ends_of(place: Place, frame: Frame) -> list[End]:
    """The dots of a place from left to right: two, one or none."""
    group = (place.group, place.group_said, False)
    others = (place.others, place.others_said, True)
    known = [
        (frame.across(value), said, hollow) for value, said, hollow in (group, others) if value is not None
    ]
    return sorted(known, key=lambda end: end[0])


def fits_beside(place: Place, frame: Frame) -> bool:
    """Whether the name leaves room for a figure left of the scale; if not, it gets a line of its own."""
    return marks.guess_width(place.name, size=14, bold=place.here) <= frame.left - 34


def name_of(place: Place, at: tuple[float, float]) -> str:
    """The place's name, bold where the place is here."""
    return marks.words(place.name, at, more=f'font-weight="700" fill="{marks.INK}"' if place.here else "")


def not_published(frame: Frame, *, y: float) -> str:
    """What stands in place of the dots where neither figure is published."""
    return marks.words("not published", (frame.left, y), more='font-style="italic"')


def figures_of(place: Place, ends: Sequence[End], *, y: float) -> list[str]:
    """The figures, outside the dots: the lower one to the left, the higher one to the right."""
    colour = f'fill="{marks.INK}"' if place.here else ""
    before = f'text-anchor="end" {colour}'.strip()
    left = marks.words(ends[0][1], (ends[0][0] - 11, y), more=before)
    if len(ends) == 1:
        missing = "group not published" if ends[0][2] else "others not published"
        return [left, marks.words(missing, (ends[0][0] + 11, y), more='font-size="12.5"')]
    return [left, marks.words(ends[1][1], (ends[1][0] + 11, y), more=colour)]


def draw_gaps(rows: Sequence[tuple[float, Sequence[End]]], *, colour: str, line: str, thick: float) -> str:
    """Lines between dots, then the dots: thick here, thin elsewhere."""
    lines = "".join(marks.level(ends[0][0], ends[-1][0], y=y) for y, ends in rows if len(ends) > 1)
    centres = [((x, y), hollow) for y, ends in rows for x, _, hollow in ends]
    radius = 4 + thick / 3
    return (
        marks.path(lines, colour=line, thick=thick)
        + marks.dots((at for at, hollow in centres if not hollow), colour=colour, radius=radius, hollow=False)
        + marks.dots((at for at, hollow in centres if hollow), colour=colour, radius=radius, hollow=True)
    )


def scale_of(ends_said: tuple[str, str], frame: Frame, *, y: float) -> list[str]:
    """The two ends of the scale, written below the last row."""
    more = 'font-size="12.5" text-anchor="middle"'
    return [
        marks.words(said, (at, y), more=more)
        for said, at in zip(ends_said, (frame.left, frame.right), strict=True)
    ]
