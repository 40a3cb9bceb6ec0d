"""What a chart over time is made of: its lines, its periods, and where they stand in the drawing."""

from dataclasses import dataclass
from typing import Literal

from oneplan.publish.charts import drawing as marks
from oneplan.publish.charts.scale import Scale

WIDE = 700.0
NARROW = 288.0

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
class Plot:
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
        """Where a value stands."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def look_of(line: Line, *, behind: bool) -> tuple[str, float, str]:
    """Colour, thickness and dashes of a line; the gap here has its own colour."""
    colour, thick, dashes = _LOOK[line.role]
    return (marks.EMBER if behind and line.role == "here" else colour), thick, dashes
