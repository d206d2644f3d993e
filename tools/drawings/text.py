r"""Words and formulas of the drawings: a small part of TeX as SVG text that can be selected, and how wide it will be.

Between dollar signs, letters are italic; ``_`` and ``^`` set small what follows, one character or braces; ``\hat{y}``,
``\tilde{c}`` and ``\bar{x}`` put an accent on it, ``\t{softmax}`` keeps it upright. Greek and signs are typed as such.
"""

import functools
import re
from pathlib import Path
from typing import NamedTuple

import matplotlib
from PIL import ImageFont

SANS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
SERIF = "'STIX Two Text', STIXGeneral, 'Times New Roman', Times, 'DejaVu Serif', serif"
SIZE = 13.0  # of words, in units of a drawing: pixels when it is as wide as a phone
MATHS = 1.15  # a serif looks smaller than the words beside it
SMALL = 0.8  # of indices
LEAST = 11.5  # nothing is smaller
ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304"}
TOKEN = re.compile(
    r"""\\(?P<command>[a-z]+)\{(?P<braces>[^}]*)\}
    |(?P<shift>[_^])(?:\{(?P<group>(?:\\[a-z]+\{[^}]*\}|[^}])*)\}|(?P<one>.))
    |(?P<plain>[^\\_^]+)""",
    re.VERBOSE,
)
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # wider than most readers' fonts: what fits here fits there


class Run(NamedTuple):
    """A piece of text in one style. ``rise`` is in units above the base line."""

    text: str
    size: float
    serif: bool = False
    italic: bool = False
    bold: bool = False
    rise: float = 0.0

    @property
    def width(self) -> float:
        """Width in units, in the widest of the fonts that a reader may have."""
        return _font(self.serif, self.italic, self.bold).getlength(self.text) * self.size / 100


@functools.cache
def _font(serif: bool, italic: bool, bold: bool) -> ImageFont.FreeTypeFont:
    style = ("Bold" if bold else "") + (("Italic" if serif else "Oblique") if italic else "")
    family = "DejaVuSerif" if serif else "DejaVuSans"
    return ImageFont.truetype(str(FONTS / f"{family}{'-' if style else ''}{style}.ttf"), 100)


def _letters(text: str, size: float, rise: float, bold: bool) -> list[Run]:
    """Split into letters, which are italic, and the rest: digits, signs, capital Greek."""
    parts = re.findall(r"[A-Za-zα-ωϕϵℓ∂\u0302-\u0304]+|[^A-Za-zα-ωϕϵℓ∂\u0302-\u0304]+", text)
    return [Run(p, size, True, bool(re.match(r"[A-Za-zα-ωϕϵℓ∂]", p)), bold, rise) for p in parts]


def _maths(source: str, size: float, bold: bool, rise: float = 0.0) -> list[Run]:
    size *= MATHS
    small = max(LEAST, SMALL * size)
    runs: list[Run] = []
    end = 0
    for match in TOKEN.finditer(source):
        if match.start() != end:
            break
        end = match.end()
        if match["plain"]:
            runs += _letters(match["plain"], size, rise, bold)
        elif match["shift"]:
            moved = rise + (-0.22 if match["shift"] == "_" else 0.38) * size
            inner = match["group"] or match["one"]
            runs += _maths(inner, small / MATHS, bold, moved)
        elif match["command"] == "t":
            runs.append(Run(match["braces"], size, True, False, bold, rise))
        elif match["command"] in ACCENTS:
            runs += _letters(match["braces"] + ACCENTS[match["command"]], size, rise, bold)
        else:
            known = ", ".join(["t", *ACCENTS])
            raise ValueError(f"the command {match['command']!r} in {source!r} is unknown; there are {known}")
    if end != len(source):
        raise ValueError(f"{source!r} can't be read from {source[end:]!r} on")
    return runs


def runs(source: str, size: float = SIZE, *, bold: bool = False) -> list[Run]:
    """Split one line of text into pieces of one style.

    Raises
    ------
    ValueError
        If a formula isn't closed, or can't be read.
    """
    parts = source.split("$")
    if len(parts) % 2 == 0:
        raise ValueError(f"a dollar sign is missing in {source!r}")
    found: list[Run] = []
    for i, part in enumerate(parts):
        if part:
            found += _maths(part, size, bold) if i % 2 else [Run(part, size, bold=bold)]
    return found


def width(source: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of a text of one or more lines, in units."""
    return max(sum(run.width for run in runs(line, size, bold=bold)) for line in source.split("\n"))
