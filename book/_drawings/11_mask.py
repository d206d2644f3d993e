"""Padding makes a batch rectangular; the mask says which steps are real."""

import numpy as np

from tools.drawings import Drawing

reviews = ((12, 7, 31, 5, 9), (4, 22, 7), (15, 3))
T = max(map(len, reviews))
rows = [[*review, *[0] * (T - len(review))] for review in reviews]
mask = np.array(rows) > 0


def draw() -> Drawing:
    d = Drawing(
        "Padding and mask",
        f"""Three reviews of {", ".join(str(len(r)) for r in reviews)} words, as indices. Zeros on the right
        fill the shorter ones up to {T} steps. Beside it the mask, which has the same shape and is true where a
        word stands. Below, the second review goes through a recurrent layer: at the masked steps the state is
        handed on unchanged, so the last state is that after the last word.""",
        height=322,
    )
    for x, name, values, words in (
        (92, "indices", mask, [[str(v) for v in row] for row in rows]),
        (268, "mask", mask, [["T" if m else "F" for m in row] for row in mask]),
    ):
        d.heading(x, 22, name)
        shades = np.where(values, 0.5, 0.0)
        d.cells(x, 80, words, cell=(28, 26), hue="blue" if name == "indices" else "green", shades=shades)
    d.heading(16, 146, "the second review", anchor="start")
    before = (28, 226)
    for t, index in enumerate(rows[1]):
        x, real = 70 + 58 * t, mask[1, t]
        cell = d.operation(x, 226, "" if real else "skip", w=38, h=32, dashed=not real, size=12)
        source = d.box(
            x, 286, str(index), hue="blue" if real else "grey", level=2 if real else 1, w=30, dashed=not real
        )
        state = min(t, int(mask[1].sum()) - 1)
        output = d.tensor(x, 176, f"$h_{state}$", w=32, level=2 if real else 1)
        d.arrow(source, cell, colour=None if real else "rule")
        d.arrow(cell, output)
        d.arrow(before, cell)
        before = cell
    d.arrow(before, (346, 226))
    return d
