"""Padding: where a 3×3 filter fits into a 5×5 image, without and with a border of zeros."""

import numpy as np

from tools.drawings import Drawing

N, K, CELL = 5, 3, 20


def draw() -> Drawing:
    d = Drawing(
        "Padding: valid and same",
        f"""Left, padding "valid": the {K}×{K} window fits into the {N}×{N} image at {N - K + 1} positions each
        way, so the output has {N - K + 1}×{N - K + 1} values. Right, padding "same": one ring of zeros is added
        around the image, the window in the corner lies partly on zeros, and the output has {N}×{N} values, as
        many as the image has pixels.""",
        height=340,
    )
    padded = np.zeros((N + 2, N + 2), dtype=object)
    padded[1:-1, 1:-1] = ""
    panels = ((90, "valid", np.full((N, N), ""), N - K + 1), (262, "same", padded, N))
    for x, name, cells, out in panels:
        inside = np.array([[cell == "" for cell in row] for row in cells])
        image = d.cells(x, 110, cells, cell=CELL, shades=0.25 * inside, stroke="rule")
        d.heading(x, 20, f"padding “{name}”")
        d.window(image.block(0, 0, K, K))
        values = d.cells(x, 262, np.full((out, out), ""), cell=CELL, shades=np.full((out, out), 0.45))
        d.window(values.block(0, 0))
        d.arrow((x, image.bottom[1] + 4), (x, values.top[1] - 4))
        d.note(x, 326, f"{out}×{out} output")
    return d
