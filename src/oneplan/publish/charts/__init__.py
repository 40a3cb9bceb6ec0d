"""Charts as hand-made inline SVG: real text, few bytes, no script, readable on paper and without colour."""

from oneplan.publish.charts.drawing import Drawing
from oneplan.publish.charts.dumbbell import Place, draw_dumbbell
from oneplan.publish.charts.strip import draw_strip

__all__ = ["Drawing", "Place", "draw_dumbbell", "draw_strip"]
