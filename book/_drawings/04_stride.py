"""Stride 2: the window moves by two pixels, and the output has half as many positions."""

import numpy as np

from tools.drawings import Drawing

N, K, S = 7, 3, 2
OUT = (N - K) // S + 1
COLOURS, PLACES = ("vermilion-line", "blue-line", "ink"), ((0, 0), (0, 1), (1, 0))


def draw() -> Drawing:
    d = Drawing(
        "Stride: how far the window moves",
        f"""An image of {N}×{N} pixels and a {K}×{K} window with stride {S}. The first window begins in the
        upper left corner, the next one {S} pixels further to the right, and the next row of windows {S} pixels
        further down. The windows overlap by one pixel. There are {OUT} positions each way, so the output has
        {OUT}×{OUT} values; each framed value belongs to the window with the same frame.""",
        height=232,
    )
    image = d.cells(104, 114, np.full((N, N), ""), cell=24, shades=np.full((N, N), 0.2), stroke="rule")
    values = d.cells(292, 114, np.full((OUT, OUT), ""), cell=28, shades=np.full((OUT, OUT), 0.45), stroke="rule")
    for colour, (i, j) in zip(COLOURS, PLACES, strict=True):
        inset = 2 * COLOURS.index(colour)
        window = image.block(S * i, S * j, K, K)
        d.outline(window, margin=-inset / 2, colour=colour, width=2.5, dash="" if inset < 4 else "5 3", corner=2)
        d.outline(values.block(i, j), margin=-1, colour=colour, width=2.5, dash="" if inset < 4 else "5 3", corner=2)
    d.heading(image.x, 16, f"image, {N}×{N}")
    d.heading(values.x, 16, f"output, {OUT}×{OUT}")
    d.arrow((200, 114), (242, 114))
    d.note(221, 98, f"stride {S}")
    d.text(180, 216, f"$⌊({N} − {K}) / {S}⌋ + 1 = {OUT}$")
    return d
