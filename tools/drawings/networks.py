"""A network as a column of its layers: how large each output is, beside what is said about it."""

from collections.abc import Sequence
from typing import NamedTuple

from tools.drawings.canvas import Point, Shape
from tools.drawings.shapes import Drawing


class Layer(NamedTuple):
    """A layer by its name and its output: rows and columns of how many channels; one row is a vector."""

    name: str
    side: int
    channels: int
    cells: tuple[str, ...]  # what stands beside it, one for each column

    @property
    def shape(self) -> str:
        """The output's shape in words."""
        return f"{self.side}×{self.side}×{self.channels}" if self.side > 1 else f"{self.channels:,}"


def volume(d: Drawing, x: float, y: float, side: float, depth: float, hue: str = "blue") -> Shape:
    """Draw a block whose front is a square; its depth stands for the channels."""
    half, shift = side / 2, depth / 2
    x, y = x - shift / 2, y + shift / 2
    front: list[Point] = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    back = [(px + shift, py - shift) for px, py in front]
    d.polygon(front[0], back[0], back[1], front[1], fill=f"{hue}-2", stroke=f"{hue}-line", width=1.2)
    d.polygon(front[1], back[1], back[2], front[2], fill=f"{hue}-3", stroke=f"{hue}-line", width=1.2)
    d.polygon(*front, fill=f"{hue}-1", stroke=f"{hue}-line", width=1.2)
    return Shape(x + shift / 2, y - shift / 2, side + shift, side + shift)


def column(d: Drawing, top: float, layers: Sequence[Layer], headings: Sequence[tuple[float, str]]) -> float:
    """Draw layers from top to bottom, and what is said about each; return where the last one ends.

    Parameters
    ----------
    headings
        Of the columns: middle and words. Each has its cell in every layer.
    """
    largest, before, y = max(layer.side for layer in layers), None, top
    for x, words in headings:
        d.heading(x, y, words)
    y += 18
    for layer in layers:
        if layer.side > 1:
            side, depth = 8 + 38 * (layer.side / largest) ** 0.7, 2 + 1.1 * layer.channels**0.5
            high = side + depth / 2
        else:
            side, depth, high = 0, 0, 12
        step = max(high, 36) + 12
        middle = y + step / 2
        shape = volume(d, 42, middle, side, depth) if side else d.box(42, middle, hue="blue", w=52, h=10, level=2)
        if before:
            d.arrow((42, before.bottom[1] + 1), (42, shape.top[1] - 1))
        before = shape
        d.text(84, middle - 9, layer.name, anchor="start", bold=True)
        d.note(84, middle + 9, layer.shape, anchor="start")
        for (x, _), words in zip(headings, layer.cells, strict=True):
            if words:
                d.note(x, middle, words)
        y += step
    return y
