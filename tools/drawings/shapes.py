"""The vocabulary of the drawings: one shape and one colour for each kind of thing, the same in every chapter."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tools.drawings import palette, text
from tools.drawings.canvas import Canvas, Grid, Point, Shape


class Drawing(Canvas):
    """A card to draw on; each method draws one thing, centred at ``x``, ``y``, and returns where it is."""

    def box(
        self,
        x: float,
        y: float,
        words: str = "",
        *,
        hue: str = "grey",
        level: int = 1,
        w: float | None = None,
        h: float | None = None,
        corner: float = 3,
        size: float = text.SIZE,
        bold: bool = False,
        dashed: bool = False,
    ) -> Shape:
        """Draw a box that holds its words; without a size, it is made for them.

        Raises
        ------
        ValueError
            If the words are wider than the box.
        """
        needed = text.width(words, size, bold=bold) + 6 if words else 0
        w = needed + 8 if w is None else w
        h = 1.25 * size * (words.count("\n") + 1) + 9 if h is None else h
        if needed > w + 0.5:
            raise ValueError(f"{words!r} needs a width of {needed:.0f}, but its box has {w:.0f}")
        fill = f"{hue}-{level}" if level else "card"
        self.add(
            "rect",
            x=x - w / 2,
            y=y - h / 2,
            width=w,
            height=h,
            rx=min(corner, h / 2),
            fill=fill,
            stroke=f"{hue}-line",
            stroke_width=1.5,
            stroke_dasharray="4 3" if dashed else None,
        )
        if words:
            self.text(x, y, words, size=size, bold=bold)
        return Shape(x, y, w, h)

    def tensor(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Draw values that flow: an input, an activation, a state."""
        return self.box(x, y, words, **({"hue": "blue"} | options))

    def weight(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Draw parameters, which training changes."""
        return self.box(x, y, words, **({"hue": "orange"} | options))

    def operation(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Draw a step without parameters, or a whole layer where its inside is no matter."""
        return self.box(x, y, words, **({"corner": 9} | options))

    def gate(self, x: float, y: float, words: str = "$σ$", **options: Any) -> Shape:
        """Draw a gate: values between 0 and 1 that others are multiplied by."""
        look: dict[str, Any] = {"hue": "green", "corner": 9, "level": 2}
        return self.box(x, y, words, **(look | options))

    def target(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Draw what the network should have said, or how far off it was."""
        look: dict[str, Any] = {"hue": "pink", "level": 2}
        return self.box(x, y, words, **(look | options))

    def unit(
        self, x: float, y: float, words: str = "", *, r: float = 15, hue: str = "blue", level: int = 1, **options: Any
    ) -> Shape:
        """Draw one unit of a network, or one value."""
        self.add("circle", cx=x, cy=y, r=r, fill=f"{hue}-{level}", stroke=f"{hue}-line", stroke_width=1.5)
        if words:
            self.text(x, y, words, **options)
        return Shape(x, y, 2 * r, 2 * r, round=True)

    def pointwise(self, x: float, y: float, sign: str, *, r: float = 9) -> Shape:
        """Draw a sum ``"+"`` or a product ``"×"`` entry by entry."""
        self.add("circle", cx=x, cy=y, r=r, fill="card", stroke="ink", stroke_width=1.5)
        a = 0.55 * r
        if sign == "+":
            self.line((x - a, y), (x + a, y))
            self.line((x, y - a), (x, y + a))
        elif sign == "×":
            a *= 0.75
            self.line((x - a, y - a), (x + a, y + a))
            self.line((x - a, y + a), (x + a, y - a))
        else:
            raise ValueError(f"the sign is {sign!r}; allowed are '+' and '×'")
        return Shape(x, y, 2 * r, 2 * r, round=True)

    def copy(self, x: float, y: float, *, colour: str = "ink") -> Shape:
        """Draw the dot where one way becomes two: the same value goes both ways."""
        self.add("circle", cx=x, cy=y, r=2.8, fill=colour)
        return Shape(x, y, 0, 0)

    def cells(
        self,
        x: float,
        y: float,
        values: np.ndarray | Sequence,
        *,
        cell: float | tuple[float, float] = 22,
        hue: str | Callable[[int, int], str] = "blue",
        shades: np.ndarray | None = None,
        form: str = "",
        size: float = 12,
        stroke: str | None = None,
    ) -> Grid:
        """Draw a vector (one row) or a matrix as cells.

        Parameters
        ----------
        values
            Numbers or words, shape (columns,) or (rows, columns); ``None`` or ``""`` leaves a cell empty.
        cell
            Side of a cell, or its width and height.
        hue
            Of all cells, or of the one in a row and a column.
        shades
            How full each cell's colour is, 0..1, same shape; without it, faint.
        form
            How numbers are written, as in ``format``.
        stroke
            Colour of the edges, by default the hue's; ``"none"`` joins the cells to a map.
        """
        table = np.atleast_2d(np.asarray(values, dtype=object))
        rows, columns = table.shape
        w, h = cell if isinstance(cell, tuple) else (cell, cell)
        depth = np.full(table.shape, 0.2) if shades is None else np.atleast_2d(shades)
        for (i, j), value in np.ndenumerate(table):
            name = hue if isinstance(hue, str) else hue(i, j)
            cx, cy = x + (j - (columns - 1) / 2) * w, y + (i - (rows - 1) / 2) * h
            fill = palette.shade(name, float(depth[i, j]))
            words = "" if value is None else value if isinstance(value, str) else minus(format(value, form))
            if stroke == "none":  # a map: its cells must join, and empty ones need not be drawn
                look: dict[str, Any] = {"shape_rendering": "crispEdges"}
                if fill == "card" and not words:
                    continue
            else:
                look = {"stroke": stroke or f"{name}-line", "stroke_width": 1}
            self.add("rect", x=cx - w / 2, y=cy - h / 2, width=w, height=h, fill=fill, **look)
            if words:
                if text.width(words, size) > w - 1:
                    raise ValueError(f"{words!r} is wider than its cell, {w:.0f}")
                self.text(cx, cy, words, size=size)
        return Grid(x, y, columns * w, rows * h, rows=rows, columns=columns)

    def outline(
        self,
        shape: Shape,
        words: str = "",
        *,
        margin: float = 0,
        colour: str = "muted",
        width: float = 1,
        dash: str = "4 3",
        corner: float = 8,
    ) -> Shape:
        """Draw a frame around a shape, or around what belongs together, named in its upper left corner."""
        w, h = shape.w + 2 * margin, shape.h + 2 * margin
        left, top = shape.x - w / 2, shape.y - h / 2
        line = {"stroke": colour, "stroke_width": width, "stroke_dasharray": dash or None}
        self.add("rect", x=left, y=top, width=w, height=h, rx=corner, fill="none", **line)
        if words:
            self.text(left + 8, top + 12, words, size=12, colour=colour, anchor="start")
        return Shape(shape.x, shape.y, w, h)

    def frame(self, left: float, top: float, right: float, bottom: float, words: str = "", **options: Any) -> Shape:
        """Draw a frame from edge to edge."""
        return self.outline(Shape((left + right) / 2, (top + bottom) / 2, right - left, bottom - top), words, **options)

    def window(self, shape: Shape, *, colour: str = "vermilion-line", width: float = 2.5) -> Shape:
        """Draw a strong frame around the cells that are meant."""
        return self.outline(shape, colour=colour, width=width, dash="", corner=2)

    def brace(self, start: Point, end: Point, words: str = "", *, gap: float = 12, size: float = 12) -> None:
        """Draw a bracket along a side, open towards what it holds together: to the left of its direction."""
        (x1, y1), (x2, y2) = start, end
        length = float(np.hypot(x2 - x1, y2 - y1))
        nx, ny = (y2 - y1) / length, (x1 - x2) / length
        corners = [start, (x1 - 5 * nx, y1 - 5 * ny), (x2 - 5 * nx, y2 - 5 * ny), end]
        self.line(*corners, colour="muted", width=1, radius=4)
        if words:
            across = abs(nx) > abs(ny)
            anchor = ("start" if nx < 0 else "end") if across else "middle"
            reach = gap if across else gap + 0.6 * size * (words.count("\n") + 1)
            x, y = (x1 + x2) / 2 - reach * nx, (y1 + y2) / 2 - reach * ny
            self.text(x, y, words, size=size, colour="muted", anchor=anchor)

    def legend(self, x: float, y: float, entries: dict[str, str], *, gap: float = 14) -> None:
        """Explain colours in a row that begins at ``x``: words for each colour name."""
        for colour, words in entries.items():
            hue = colour.rpartition("-")[0]
            edge = f"{hue}-line" if hue else "rule"
            self.add("rect", x=x, y=y - 6, width=12, height=12, fill=colour, stroke=edge, stroke_width=1)
            x = self.note(x + 17, y, words, anchor="start").right[0] + gap

    def note(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Write a remark, smaller and fainter than the names of things."""
        look: dict[str, Any] = {"size": 12, "colour": "muted"}
        return self.text(x, y, words, **(look | options))

    def heading(self, x: float, y: float, words: str, **options: Any) -> Shape:
        """Write the name of a part of the drawing."""
        return self.text(x, y, words, **({"bold": True} | options))


def minus(words: str) -> str:
    """Return a number with a true minus sign, and none before a zero."""
    return re.sub(r"^-(0\.?0*)$", r"\1", words).replace("-", "−")
