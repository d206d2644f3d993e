"""Max and average pooling: one number for each region, and where its gradient goes."""

import numpy as np

from tools.drawings import Drawing

maps = np.array([[1, 3, 0, 2], [2, 8, 1, 4], [5, 6, 1, 0], [2, 7, 3, 9]])
blocks = maps.reshape(2, 2, 2, 2).swapaxes(1, 2)  # row, column, row within, column within
summaries = {"max": blocks.max(axis=(2, 3)), "average": blocks.mean(axis=(2, 3))}
delta = np.array([[4, 8], [-4, 2]])
spread = np.kron(delta, np.ones((2, 2)))
received = {"max": np.where(np.kron(summaries["max"], np.ones((2, 2))) == maps, spread, 0), "average": spread / 4}
CELL = 26


def regions(grid, d: Drawing) -> None:
    """Frame the four 2×2 regions of a 4×4 grid."""
    for i in (0, 2):
        for j in (0, 2):
            d.outline(grid.block(i, j, 2, 2), colour="ink", width=2, dash="", corner=1)


def draw() -> Drawing:
    d = Drawing(
        "Pooling, forward and backward",
        f"""Forward: a map of 4×4 values, cut into four regions of 2×2. Max pooling keeps the largest value of
        each, {", ".join(str(v) for v in summaries["max"].ravel())}; average pooling the mean,
        {", ".join(f"{v:g}" for v in summaries["average"].ravel())}. Backward: the gradients
        {", ".join(str(v) for v in delta.ravel())} arrive at the four outputs. Max pooling passes each on to the
        position of the largest value, and the other three get 0; average pooling gives each of the four positions
        a quarter.""",
        height=474,
    )
    grid = d.cells(180, 84, maps, cell=CELL, shades=maps / 14)
    regions(grid, d)
    d.heading(180, 18, "feature map")
    for x, (name, values) in zip((80, 280), summaries.items(), strict=True):
        pooled = d.cells(x, 196, values, cell=(38, CELL), form="g", shades=values / 14)
        d.arrow((grid.at(-1 if x < 180 else 1, 0.4)), (x, pooled.top[1] - 3), (x, grid.at(0, 0.4)[1]))
        d.heading(x, 60, name)
        back = d.cells(x, 288, delta, cell=(38, CELL), hue="vermilion", shades=np.abs(delta) / 20 + 0.05)
        d.note(x, 248, "gradient that arrives")
        gradient = received[name]
        full = d.cells(
            x,
            394,
            gradient,
            cell=(34, CELL),
            form="g",
            hue="vermilion",
            shades=np.abs(gradient) / 20,
            stroke="vermilion-line",
        )
        regions(full, d)
        d.arrow(back.bottom, full.top, style="gradient")
    d.note(180, 462, "gradient that is passed on to the feature map")
    return d
