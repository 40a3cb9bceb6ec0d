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
PAPER = "#fff"

NARROW_LETTERS = frozenset("fijlrt.,'’()-/ I")
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
    """Wrap marks in an SVG element which tells a screen reader its finding and its figures.

    A drawing that says nothing is hidden from screen readers: what it stands in says it instead.
    """
    size = f'viewBox="0 0 {short(width)} {short(height)}" width="{short(width)}" height="{short(height)}"'
    said = f'role="img" aria-label="{escape(says)}"' if says else 'aria-hidden="true"'
    opening = f'<svg class="op-chart {kind}" {size} {said}>'
    return Drawing(opening + "".join(marks) + "</svg>")


def short(number: float) -> str:
    """A coordinate in as few characters as its tenth of a pixel needs."""
    return f"{number:.1f}".removesuffix(".0")


def level(start: float, end: float, *, y: float) -> str:
    """The steps of a level line, to be joined with others into one path."""
    return f"M{short(start)} {short(y)}H{short(end)}"


def path(steps: str, *, colour: str, thick: float) -> str:
    """Lines of one colour and thickness as one path."""
    return f'<path d="{steps}" stroke="{colour}" stroke-width="{short(thick)}"/>' if steps else ""


def dots(centres: Iterable[tuple[float, float]], *, colour: str, radius: float, hollow: bool) -> str:
    """Filled dots for groups, hollow ones for the others: they differ without colour too."""
    ink = f'fill="{PAPER}" stroke="{colour}" stroke-width="2.4"' if hollow else f'fill="{colour}"'
    reach = short(radius - 1.2 if hollow else radius)
    circles = "".join(f'<circle cx="{short(x)}" cy="{short(y)}" r="{reach}"/>' for x, y in centres)
    return f"<g {ink}>{circles}</g>" if circles else ""


def words(said: str, at: tuple[float, float], *, more: str = "") -> str:
    """Real text, at the level of a line."""
    x, y = at
    at_x = f'x="{short(x)}" ' if x else ""
    return f'<text {at_x}y="{short(y + 5)}"{" " if more else ""}{more}>{escape(said)}</text>'


def all_words(texts: Iterable[str]) -> str:
    """All texts of a drawing; the stylesheet gives them a white edge against the lines behind them."""
    return f'<g font-size="14" fill="{INK_SOFT}">{"".join(texts)}</g>'


def guess_width(said: str, *, size: float, bold: bool = False) -> float:
    """About how wide a text will be in a system font, erring on the wide side; no font is at hand to ask."""
    narrow = sum(letter in NARROW_LETTERS for letter in said)
    wide = sum(letter in WIDE_LETTERS for letter in said)
    ems = 0.34 * narrow + 0.9 * wide + 0.57 * (len(said) - narrow - wide)
    return ems * size * (1.04 if bold else 1.0)


def wrap(text: str, *, breadth: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines of about this breadth; a word that is broader has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and guess_width(longer, size=size, bold=bold) <= breadth:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
