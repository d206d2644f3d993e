"""The kit of the drawings: a source in ``book/_drawings`` says what to draw, ``make drawings`` makes the SVG."""

from tools.drawings.canvas import Grid, Shape
from tools.drawings.shapes import Drawing, minus

__all__ = ["Drawing", "Grid", "Shape", "minus"]
