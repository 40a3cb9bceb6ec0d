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
    rows = place_rows(places, frame)
    foot = rows[-1].y if rows else ABOVE
    rails = "".join(marks.level(frame.left, frame.right, y=row.y) for row in rows if row.ends)
    own = marks.EMBER if any(place.here and place.behind for place in places) else marks.PINE
    layers = (
        marks.path(rails, colour=marks.GRID, thick=1.5),
        write_words(rows, frame, ends_said=ends_said, foot=foot + 15),
        draw_gaps([row for row in rows if not row.place.here], colour=marks.SLATE, line=marks.MIST, thick=2),
        draw_gaps([row for row in rows if row.place.here], colour=marks.PINE, line=own, thick=4.5),
    )
    kind = "op-wide" if width >= WIDE else "op-narrow"
    height = foot + (26 if ends_said else 12)
    return marks.finish_drawing(layers, kind=kind, width=width, height=height, says=says)


End = tuple[float, str, bool]
"""Where one dot stands, its figure in words, and whether it is hollow."""


@dataclass(frozen=True)
class Placed:
    """One place with its level, the level of its name, and its dots from left to right."""

    place: Place
    name_y: float
    y: float
    ends: Sequence[End]


def place_rows(places: Sequence[Place], frame: Frame) -> list[Placed]:
    """Where each place stands: a name that is too long for its row has a line of its own above it."""
    rows, y = [], ABOVE
    for place in places:
        name_y = y
        y += 0 if fits_beside(place, frame) else NAME_LINE
        rows.append(Placed(place, name_y, y, ends_of(place, frame)))
        y += frame.pitch
    return rows


def write_words(
    rows: Sequence[Placed], frame: Frame, *, ends_said: tuple[str, str] | None, foot: float
) -> str:
    """Every name and figure, and the two ends of the scale; what ends at a dot is told so once for all."""
    texts = [name_of(row.place, (0, row.name_y)) for row in rows]
    before = "".join(figure_before(row) for row in rows if row.ends)
    texts += [f'<g text-anchor="end">{before}</g>'] if before else []
    texts += [text for row in rows for text in figures_after(row, frame)]
    if ends_said is not None:
        texts.append(scale_of(ends_said, frame, y=foot))
    return marks.all_words(texts)


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


def figure_before(row: Placed) -> str:
    """The lower figure, to the left of its dot."""
    x, said, _ = row.ends[0]
    return marks.words(said, (x - 11, row.y), more=_ink(row))


def figures_after(row: Placed, frame: Frame) -> list[str]:
    """The higher figure, to the right of its dot, or what is not published."""
    if not row.ends:
        return [marks.words("not published", (frame.left, row.y), more='font-style="italic"')]
    x, said, hollow = row.ends[-1]
    if len(row.ends) == 1:
        missing = "group not published" if hollow else "others not published"
        return [marks.words(missing, (x + 11, row.y), more='font-size="12.5"')]
    return [marks.words(said, (x + 11, row.y), more=_ink(row))]


def _ink(row: Placed) -> str:
    return f'fill="{marks.INK}"' if row.place.here else ""


def draw_gaps(rows: Sequence[Placed], *, colour: str, line: str, thick: float) -> str:
    """Lines between dots, then the dots: thick here, thin elsewhere."""
    spans = [(row.ends[0][0], row.ends[-1][0], row.y) for row in rows if len(row.ends) > 1]
    lines = "".join(marks.level(start, end, y=y) for start, end, y in spans)
    centres = [((x, row.y), hollow) for row in rows for x, _, hollow in row.ends]
    radius = 4 + thick / 3
    return (
        marks.path(lines, colour=line, thick=thick)
        + marks.dots((at for at, hollow in centres if not hollow), colour=colour, radius=radius, hollow=False)
        + marks.dots((at for at, hollow in centres if hollow), colour=colour, radius=radius, hollow=True)
    )


def scale_of(ends_said: tuple[str, str], frame: Frame, *, y: float) -> str:
    """The two ends of the scale, written below the last row."""
    ends = zip(ends_said, (frame.left, frame.right), strict=True)
    texts = "".join(marks.words(said, (at, y)) for said, at in ends)
    return f'<g font-size="12.5" text-anchor="middle">{texts}</g>'
