"""Groups beside the same groups elsewhere: one row a group, a dot for here and an upright for there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.drawing import Drawing
from oneplan.publish.charts.scale import Scale, round_scale
from oneplan.publish.charts.timeline import WIDE

_NAMES = 328.0
_PITCH = 30.0
_NAME_LINE = 19.0
_ROOM_FOR_A_FIGURE = 104.0
_TOP = 14.0


@dataclass(frozen=True)
class GroupRow:
    """One group: its figure here, how it is said, and the same group's figure elsewhere."""

    name: str
    here: float | None
    said: str
    there: float | None
    behind: bool = False
    """Whether it does worse than the same group there: only then has it the colour of that."""


def draw_beside(
    rows: Sequence[GroupRow],
    *,
    says: str,
    ends: tuple[float, float] | None = None,
    write: Callable[[float], str] = "{:g}".format,
    width: float = WIDE,
) -> Drawing:
    """Draw each group here beside the same group elsewhere, all on one scale.

    Parameters
    ----------
    rows
        One a group, in the order to show them; a group without a figure keeps its row and says so.
    says
        What a screen reader says instead of the picture; empty where an element around it says it.
    ends
        The two ends of the scale; round numbers from 0 where none are given.
    write
        How a number on the scale is written.
    width
        700 for a wide page, 288 for a narrow one, whose names stand above their rows.

    Returns
    -------
    Drawing
        An SVG element, all text escaped.

    Examples
    --------
    >>> row = GroupRow("Children in care", 13.7, "13.7", 17.3, behind=True)
    >>> "13.7, behind" in draw_beside([row], says="Behind England.").svg
    True
    """
    known = [value for row in rows for value in (row.here, row.there) if value is not None]
    scale = Scale(ends[0], ends[1], ends) if ends else round_scale(known, from_nought=True)
    wide = width >= WIDE
    frame = _Frame(scale, left=_NAMES if wide else 8.0, right=width - (_ROOM_FOR_A_FIGURE if wide else 12.0))
    levels, texts, foot = _write_names(rows, frame, width=width)
    texts += [_figure(row, frame.across, y=y, right=width) for row, y in zip(rows, levels, strict=True)]
    placed = list(zip(rows, levels, strict=True))
    layers = (*_draw_rows(placed, frame), marks.all_words([*texts, *_ends(frame, y=foot, write=write)]))
    kind = "op-lines op-wide" if wide else "op-lines op-narrow"
    return marks.finish_drawing(layers, kind=kind, width=width, height=foot + 16, says=says)


@dataclass(frozen=True)
class _Frame:
    """Where the scale begins and ends in one drawing."""

    scale: Scale
    left: float
    right: float

    def across(self, value: float) -> float:
        return self.left + self.scale.share(value) * (self.right - self.left)


def _write_names(
    rows: Sequence[GroupRow], frame: _Frame, *, width: float
) -> tuple[list[float], list[str], float]:
    """The level of each row, the names, beside their rows or above them, and where the last row ends."""
    wide = width >= WIDE
    levels, texts, y = [], [], _TOP
    for row in rows:
        names = marks.wrap(row.name, breadth=(frame.left - 10 if wide else width), size=14)
        for number, name in enumerate(names):
            texts.append(marks.words(name, (0, y + number * _NAME_LINE), more=f'fill="{marks.INK}"'))
        y += (len(names) - 1 if wide else len(names)) * _NAME_LINE + (0 if wide else 4)
        levels.append(y)
        y += _PITCH
    return levels, texts, y - 8


def _draw_rows(placed: Sequence[tuple[GroupRow, float]], frame: _Frame) -> tuple[str, ...]:
    """The rails, and on each the reach from the upright of there to the dot of here."""
    across = frame.across
    rails = "".join(marks.level(frame.left, frame.right, y=y) for _, y in placed)
    reaches = "".join(
        marks.level(across(row.there), across(row.here), y=y)
        for row, y in placed
        if row.here is not None and row.there is not None
    )
    theirs = [(across(row.there), y) for row, y in placed if row.there is not None]
    uprights = "".join(f"M{marks.short(x)} {marks.short(y - 8)}v16" for x, y in theirs)
    dots = [(row.behind, (across(row.here), y)) for row, y in placed if row.here is not None]
    return (
        marks.path(rails, colour=marks.GRID, thick=1.5),
        marks.path(reaches, colour=marks.SLATE, thick=2),
        marks.path(uprights, colour=marks.INK, thick=3),
        marks.dots((at for behind, at in dots if not behind), colour=marks.PINE, radius=5.5, hollow=False),
        marks.dots((at for behind, at in dots if behind), colour=marks.EMBER, radius=5.5, hollow=False),
    )


def _figure(row: GroupRow, across: Callable[[float], float], *, y: float, right: float) -> str:
    """The figure, on the side of the dot that is away from the upright, as far as there is room."""
    if row.here is None:
        beyond = across(-1e30) if row.there is None else across(row.there)
        return marks.words("not published", (beyond + 10, y), more='font-style="italic"')
    said = f"{row.said}, behind" if row.behind else row.said
    colour = marks.EMBER if row.behind else marks.PINE
    more = f'font-weight="700" fill="{colour}"'
    at, breadth = across(row.here), marks.guess_width(said, size=14, bold=True)
    there = at if row.there is None else across(row.there)
    fits_left = at - 12 - breadth >= across(-1e30)
    fits_right = at + 12 + breadth <= right
    if (there > at and fits_left) or not fits_right:
        return marks.words(said, (at - 12, y), more=f'{more} text-anchor="end"')
    beyond = there if there > at and there + 12 + breadth <= right else at
    return marks.words(said, (beyond + 12, y), more=more)


def _ends(frame: _Frame, *, y: float, write: Callable[[float], str]) -> list[str]:
    """The round numbers of the scale, below the last row."""
    more = 'font-size="12.5" text-anchor="middle"'
    return [marks.words(write(tick), (frame.across(tick), y), more=more) for tick in frame.scale.ticks]
