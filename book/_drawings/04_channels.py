"""Channels: a filter spans all channels of its input and makes one channel of the output."""

import numpy as np

from tools.drawings import Drawing, Grid

HUES, OFFSET = ("vermilion", "green", "blue"), 9


def stack(d: Drawing, x: float, y: float, n: int, cell: float, hues=HUES, shade: float = 0.3) -> list[Grid]:
    """Draw square arrays one behind the other, the first in front."""
    grids = []
    for c in reversed(range(len(hues))):
        place = (x + (c - (len(hues) - 1) / 2) * OFFSET, y - (c - (len(hues) - 1) / 2) * OFFSET)
        d.box(*place, w=n * cell, h=n * cell, corner=0, level=0, hue=hues[c])
        grids.append(d.cells(*place, np.full((n, n), ""), cell=cell, hue=hues[c], shades=np.full((n, n), shade)))
    return grids[::-1]


def draw() -> Drawing:
    d = Drawing(
        "Channels: a filter for each output channel, as deep as the input",
        """Left, an image with three channels, drawn as three arrays one behind the other; a window of 3×3
        pixels is framed in the front one, and it goes through all three. Middle, two filters, each of three
        arrays of 3×3 weights, one for each input channel. Right, two feature maps: each filter multiplies all
        27 entries of the window by its 27 weights, adds them up with its bias, and so gives one value of its
        own map.""",
        height=262,
    )
    image = stack(d, 70, 128, 5, 19)
    d.window(image[0].block(1, 1, 3, 3))
    for f, y in enumerate((78, 178)):
        weights = stack(d, 204, y, 3, 17, hues=("orange",) * 3)
        values = d.cells(304, y, np.full((3, 3), ""), cell=20, hue="sky", shades=np.full((3, 3), 0.35))
        d.window(values.block(1, 1))
        d.window(weights[0])
        d.arrow((134, 128 + (y - 128) / 4), (166, y))
        d.arrow((244, y), (values.left[0] - 3, y))
        d.note(204, y + 48, f"filter {f + 1}")
        d.note(304, y + 48, f"feature map {f + 1}")
    d.heading(70, 20, "image")
    d.heading(204, 20, "filters")
    d.heading(304, 20, "output")
    d.note(70, 200, "3 channels")
    d.text(180, 246, "$W$: 3 · 3 · 3 · 2 = 54 weights,   $b$: 2 biases")
    return d
