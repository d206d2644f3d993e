"""From a dense layer to a convolution in two steps: windows first, then the same weights in all of them."""

import numpy as np

from tools.drawings import Drawing

INPUTS, WIDTH = 6, 3
OUTPUTS = INPUTS - WIDTH + 1
HUES, DASHES = ("orange", "blue", "vermilion"), ("", "5 3", "2 2.5")  # of the three shared weights
TOP, STEP = 24, 142


def draw() -> Drawing:
    local = np.array([[0 <= j - i < WIDTH for j in range(INPUTS)] for i in range(OUTPUTS)])
    d = Drawing(
        "Dense, local, shared: from a dense layer to a convolution",
        f"""Three layers, each from {INPUTS} inputs to {OUTPUTS} outputs, drawn as connections and as a matrix.
        Dense: every output is connected to every input, and the matrix is full, {INPUTS * OUTPUTS} weights.
        Local: each output is connected to a window of {WIDTH} neighbouring inputs, and only a diagonal band of
        the matrix is left, {local.sum()} weights. Shared: all windows have the same {WIDTH} weights a, b and c,
        so that every row of the band repeats them one step further to the right. That matrix is a convolution.""",
        height=TOP + 3 * STEP + 4,
    )
    names = ("dense", "local", "shared")
    remarks = (
        "every output sees\nevery input",
        "an output sees only\na small window",
        "all windows have\nthe same weights",
    )
    for row, (name, remark) in enumerate(zip(names, remarks, strict=True)):
        used = np.ones_like(local) if name == "dense" else local
        number = WIDTH if name == "shared" else used.sum()
        top = TOP + row * STEP
        inputs = [(24 + 30 * j, top + 98) for j in range(INPUTS)]
        outputs = [(54 + 30 * i, top + 30) for i in range(OUTPUTS)]
        for i, j in zip(*np.nonzero(used), strict=True):
            k = (j - i) if name == "shared" else 0
            d.line(inputs[j], outputs[i], colour=f"{HUES[k]}-line", dash=DASHES[k], width=1.8 if row else 1)
        for x, y in inputs + outputs:
            d.unit(x, y, r=8)
        d.heading(14, top - 2, f"{name}: {number} weights", anchor="start")
        words = np.full(local.shape, "", dtype=object)
        if name == "shared":
            words[local] = [f"${'abc'[j - i]}$" for i, j in zip(*np.nonzero(local), strict=True)]
        d.cells(
            276,
            top + 48,
            words,
            cell=22,
            hue=lambda i, j, shared=name == "shared": HUES[j - i] if shared and 0 <= j - i < WIDTH else "orange",
            shades=0.4 * used,
            stroke="rule",
        )
        d.note(276, top + 112, remark)
    return d
