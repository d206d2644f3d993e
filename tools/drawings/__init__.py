"""The kit of the drawings: a source in ``book/_drawings`` says what to draw, ``make drawings`` makes the SVG."""

from tools.drawings.shapes import Drawing, Shape, minus

__all__ = ["Drawing", "Shape", "minus"]
