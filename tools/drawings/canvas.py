"""A drawing as an SVG tree: lines, areas, words and arrows. What they stand for is said in ``shapes``."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tools.drawings import palette, text

Point = tuple[float, float]
WIDTH = 360  # of every drawing, in units; a phone shows a unit as a pixel
ZOOM = 1.4  # wider screens show it so much larger, and its words as large as the text
HEAD = 7.0  # length of an arrow's head


@dataclass(frozen=True)
class Shape:
    """Where something was drawn: its centre, its size, and whether it is round."""

    x: float
    y: float
    w: float
    h: float
    round: bool = False

    def at(self, u: float, v: float) -> Point:
        """Return a point of the box, ``u`` from -1 (left) to 1 (right), ``v`` from -1 (top) to 1 (bottom)."""
        return self.x + u * self.w / 2, self.y + v * self.h / 2

    @property
    def left(self) -> Point:
        """Middle of the left side."""
        return self.at(-1, 0)

    @property
    def right(self) -> Point:
        """Middle of the right side."""
        return self.at(1, 0)

    @property
    def top(self) -> Point:
        """Middle of the upper side."""
        return self.at(0, -1)

    @property
    def bottom(self) -> Point:
        """Middle of the lower side."""
        return self.at(0, 1)

    def edge(self, towards: Point) -> Point:
        """Return where a straight line from the centre leaves the shape."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        if self.round:
            scale = self.w / 2 / (math.hypot(dx, dy) or 1)
        else:
            scale = min(self.w / 2 / abs(dx) if dx else math.inf, self.h / 2 / abs(dy) if dy else math.inf)
        return (self.x + dx * scale, self.y + dy * scale) if math.isfinite(scale) else (self.x, self.y)


@dataclass(frozen=True)
class Grid(Shape):
    """Where cells were drawn; each, and each block of them, is a shape too."""

    rows: int = 1
    columns: int = 1

    def block(self, i: int, j: int, height: int = 1, width: int = 1) -> Shape:
        """Return the cells from row ``i`` and column ``j`` on, which may lie outside the grid."""
        w, h = self.w / self.columns, self.h / self.rows
        x, y = self.at(-1, -1)
        return Shape(x + (j + width / 2) * w, y + (i + height / 2) * h, width * w, height * h)


def number(value: float) -> str:
    """Write a coordinate: two decimals at most, no minus zero."""
    return f"{round(float(value), 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _rounded(points: Sequence[Point], radius: float) -> str:
    """Return path data through the points, with rounded corners."""
    path = "M" + " ".join(map(number, points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, math.dist(corner, before) / 2, math.dist(corner, after) / 2)
        (x1, y1), (x2, y2) = (_towards(corner, p, r) for p in (before, after))
        path += "L{} {}Q{} {} {} {}".format(*map(number, (x1, y1, *corner, x2, y2)))
    return path + "L" + " ".join(map(number, points[-1]))


class Canvas:
    """An empty card, 360 units wide, on which things are drawn in order."""

    styles: ClassVar[dict[str, tuple[str, str]]] = {"flow": ("ink", ""), "gradient": ("vermilion-line", "5 3")}

    def __init__(self, title: str, description: str, *, height: float) -> None:
        """Begin a drawing; title and description are its alternative text. Its height may still be changed."""
        self.title, self.description, self.height = title, " ".join(description.split()), height
        self.root = ET.Element("svg")
        self.used: set[tuple[str, str]] = set()
        self.card = self.add("rect", x=0, y=0, width=WIDTH, rx=8, fill="card")

    def add(self, tag: str, parent: ET.Element | None = None, /, **attributes: object) -> ET.Element:
        """Add an element; ``fill`` and ``stroke`` are names of colours, ``_`` in a name stands for a hyphen."""
        written, classes = {}, []
        for name, value in attributes.items():
            if value is None:
                continue
            if name in ("fill", "stroke") and value != "none":
                if value not in palette.LIGHT:
                    raise ValueError(f"{value!r} is no colour of the palette; it has {', '.join(palette.LIGHT)}")
                self.used.add((name, str(value)))
                classes.append(f"{name[0]}-{value}")
                value = palette.LIGHT[str(value)]
            written[name.replace("_", "-")] = number(value) if isinstance(value, int | float) else str(value)
        if classes:
            written["class"] = " ".join(classes)
        return ET.SubElement(self.root if parent is None else parent, tag, written)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = text.SIZE,
        colour: str = "ink",
        anchor: str = "middle",
        bold: bool = False,
    ) -> Shape:
        """Write words and ``$formulas$`` with their middle at ``y``; ``anchor`` is start, middle or end at ``x``."""
        lines = words.split("\n")
        step = 1.25 * size
        shift = {"start": 0.5, "middle": 0.0, "end": -0.5}[anchor]
        for i, line in enumerate(lines):
            middle = y + (i - (len(lines) - 1) / 2) * step
            self._line(x, middle + 0.36 * size, line, size, colour, anchor, bold)
        wide = text.width(words, size, bold=bold)
        return Shape(x + shift * wide, y, wide + 6, step * len(lines))

    def _line(self, x: float, y: float, line: str, size: float, colour: str, anchor: str, bold: bool) -> None:
        pieces = text.runs(line, size, bold=bold)
        element = self.add("text", x=x, y=y, fill=colour, text_anchor=None if anchor == "start" else anchor)
        rise = 0.0
        for run in pieces:
            span = self.add(
                "tspan",
                element,
                font_size=run.size,
                font_style="italic" if run.italic else None,
                font_weight="bold" if run.bold else None,
                dy=rise - run.rise if rise != run.rise else None,
            )
            if run.serif:
                span.set("class", "nnd-m")
            span.text, rise = run.text, run.rise

    def line(self, *points: Point, colour: str = "ink", width: float = 1.5, dash: str = "", radius: float = 6) -> None:
        """Draw a line through the points, its corners rounded."""
        path = _rounded(points, radius)
        self.add("path", d=path, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash or None)

    def polygon(self, *points: Point, fill: str = "none", stroke: str | None = None, width: float = 1.5) -> None:
        """Draw a closed area."""
        path = "M" + "L".join(" ".join(map(number, p)) for p in points) + "Z"
        outline = {"stroke": stroke, "stroke_width": width, "stroke_linejoin": "round"} if stroke else {}
        self.add("path", d=path, fill=fill, **outline)

    def arrow(
        self,
        start: Shape | Point,
        end: Shape | Point,
        *via: Point,
        style: str = "flow",
        colour: str | None = None,
        bend: float = 0.0,
        width: float = 1.5,
        both: bool = False,
    ) -> None:
        """Draw an arrow that ends on the edges of the shapes.

        Parameters
        ----------
        start, end
            Shapes, whose edges the arrow meets on the way to their centres, or points, ``shape.top`` for example.
        via
            Corners on the way; a shape is left straight where the next one lies above, below or beside it.
        style
            ``"flow"`` of values, or ``"gradient"``.
        bend
            How far a way without corners is bent to its left, in units.
        both
            A head at both ends.
        """
        ink, dash = self.styles[style]
        ink = colour or ink
        first, last = (s if isinstance(s, tuple) else (s.x, s.y) for s in (start, end))
        if bend:
            length = math.dist(first, last)
            dx, dy = (last[0] - first[0]) / length, (last[1] - first[1]) / length
            via = (((first[0] + last[0]) / 2 + 2 * bend * dy, (first[1] + last[1]) / 2 - 2 * bend * dx),)
        begin = _leave(start, (*via, last)[0])
        points = [begin, *via, _leave(end, (begin, *via)[-1])]
        heads = [(points[-1], points[-2])] + [(points[0], points[1])] * both
        points[-1] = _towards(*heads[0], HEAD - 1)
        if both:
            points[0] = _towards(*heads[1], HEAD - 1)
        if bend:
            path = "M{} {}Q{} {} {} {}".format(*(number(v) for p in points for v in p))
            self.add("path", d=path, fill="none", stroke=ink, stroke_width=width, stroke_dasharray=dash or None)
        else:
            self.line(*points, colour=ink, width=width, dash=dash)
        for tip, tail in heads:
            self._head(tip, tail, ink)

    def _head(self, tip: Point, tail: Point, colour: str) -> None:
        base = _towards(tip, tail, HEAD)
        nx, ny = (tip[1] - base[1]) * 0.45, (base[0] - tip[0]) * 0.45
        self.polygon(tip, (base[0] + nx, base[1] + ny), (base[0] - nx, base[1] - ny), fill=colour)

    def svg(self, name: str) -> str:
        """Return the file: well-formed, with alternative text and the style sheet for dark."""
        height = math.ceil(self.height)
        self.card.set("height", number(height))
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "nnd",
                "data-drawing": name,
                "viewBox": f"0 0 {WIDTH} {height}",
                "width": number(WIDTH * ZOOM),
                "height": number(height * ZOOM),
                "font-family": text.SANS,
                "role": "img",
                "aria-labelledby": f"nnd-{name}-title nnd-{name}-desc",
            },
        )
        for tag, words in (("title", self.title), ("desc", self.description)):
            ET.SubElement(root, tag, id=f"nnd-{name}-{tag}").text = words
        ET.SubElement(root, "style").text = f".nnd-m{{font-family:{text.SERIF}}}{palette.style_sheet(self.used)}"
        root.extend(self.root)
        for element in root:
            element.tail = "\n"
        return ET.tostring(root, encoding="unicode") + "\n"


def _leave(shape: Shape | Point, towards: Point) -> Point:
    """Return the point of a shape's edge from which a line goes to a point, straight where it can."""
    if isinstance(shape, tuple):
        return shape
    if not shape.round:
        if abs(towards[0] - shape.x) < shape.w / 2 - 3:
            return towards[0], shape.y + math.copysign(shape.h / 2, towards[1] - shape.y)
        if abs(towards[1] - shape.y) < shape.h / 2 - 3:
            return shape.x + math.copysign(shape.w / 2, towards[0] - shape.x), towards[1]
    return shape.edge(towards)


def _towards(point: Point, other: Point, length: float) -> Point:
    distance = math.dist(point, other) or 1
    return point[0] + (other[0] - point[0]) * length / distance, point[1] + (other[1] - point[1]) * length / distance
