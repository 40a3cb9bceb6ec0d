"""One finished drawing, and the few marks that every chart is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

INK = "#16232b"
INK_SOFT = "#4d5b64"
PINE = "#00574f"
EMBER = "#a8480b"
SLATE = "#5f6c76"
MIST = "#b9c2c7"
GRID = "#dfe3e4"
PAPER = "#ffffff"

NARROW_LETTERS = frozenset("fijlrt.,'’()-/ I1")
WIDE_LETTERS = frozenset("mwMW%")


@dataclass(frozen=True)
class Drawing:
    """One SVG element, shown as it stands, since every word in it was escaped when it was drawn."""

    svg: str

    def __str__(self) -> str:
        return self.svg

    def __html__(self) -> str:
        return self.svg


def finish_drawing(marks: Iterable[str], *, kind: str, width: float, height: float, says: str) -> Drawing:
    """Wrap marks in an SVG element which tells a screen reader its finding and its figures."""
    size = f'viewBox="0 0 {short(width)} {short(height)}" width="{short(width)}" height="{short(height)}"'
    opening = f'<svg class="op-chart {kind}" {size} role="img" aria-label="{escape(says)}">'
    return Drawing(opening + "".join(marks) + "</svg>")


def short(number: float) -> str:
    """A coordinate in as few characters as its tenth of a pixel needs."""
    return f"{number:.1f}".removesuffix(".0")


def line(start: tuple[float, float], end: tuple[float, float], *, colour: str, thick: float) -> str:
    """A straight line between two points."""
    (x1, y1), (x2, y2) = start, end
    path = f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}"
    return f'<path d="{path}" stroke="{colour}" stroke-width="{short(thick)}"/>'


def dot(centre: tuple[float, float], *, colour: str, radius: float, hollow: bool) -> str:
    """A filled dot for the group, a hollow one for the others: they differ without colour too."""
    x, y = centre
    fill = f'fill="{PAPER}" stroke="{colour}" stroke-width="2.4"' if hollow else f'fill="{colour}"'
    reach = radius - 1.2 if hollow else radius
    return f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(reach)}" {fill}/>'


def words(said: str, at: tuple[float, float], *, size: float = 14, colour: str = INK, more: str = "") -> str:
    """Real text on a white edge, so that a line behind it never runs through a figure."""
    x, y = at
    place = f'x="{short(x)}" y="{short(y)}" font-size="{short(size)}" fill="{colour}"'
    edge = f'stroke="{PAPER}" stroke-width="5" paint-order="stroke" stroke-linejoin="round"'
    return f"<text {place} {edge}{' ' if more else ''}{more}>{escape(said)}</text>"


def guess_width(said: str, *, size: float, bold: bool = False) -> float:
    """About how wide a text will be in a system font, erring on the wide side; no font is at hand to ask."""
    narrow = sum(letter in NARROW_LETTERS for letter in said)
    wide = sum(letter in WIDE_LETTERS for letter in said)
    ems = 0.34 * narrow + 0.9 * wide + 0.57 * (len(said) - narrow - wide)
    return ems * size * (1.07 if bold else 1.0)
