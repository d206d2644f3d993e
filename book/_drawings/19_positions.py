"""Sinusoidal positions: slow and fast waves, added to the embeddings."""

import numpy as np

from tools.drawings import Drawing, Grid, minus

STEPS, D, SHOWN, POSITION = 24, 32, 8, 5
rates = 10_000.0 ** (-2 * np.arange(SHOWN) / D)
sines = np.sin(np.outer(rates, np.arange(STEPS)))  # features 0, 2, 4, …; the cosines lie between them
embedding = np.random.default_rng(4).normal(0, 0.6, SHOWN).round(1)
column = sines[:, POSITION].round(1)


def signed(d: Drawing, x: float, y: float, values: np.ndarray, cell: tuple[float, float], form: str = "") -> Grid:
    """Draw cells, blue where they are positive and orange where they are negative, fuller for larger values."""
    table = np.atleast_2d(values)
    words = [[minus(format(v, form)) if form else "" for v in row] for row in table]
    hues = np.where(table >= 0, "blue", "orange")
    return d.cells(x, y, words, cell=cell, hue=lambda i, j: str(hues[i, j]), shades=np.abs(table), stroke="rule")


def draw() -> Drawing:
    d = Drawing(
        "Sinusoidal positions",
        f"""A table with one column for each of {STEPS} positions and one row for each of {SHOWN} features: sine
        waves of the position, blue where positive and orange where negative. The upper rows change from one
        position to the next, the lower ones slowly, so each column is a pattern of its own. Below, the framed
        column, position {POSITION}, is added to the embedding of the token that stands there; the sum is the
        input of the first block.""",
        height=326,
    )
    grid = signed(d, 208, 110, sines, (12, 16))
    d.window(grid.block(0, POSITION, SHOWN, 1))
    d.text(208, 16, "position $t$")
    for t in (0, POSITION, STEPS - 1):
        d.note(grid.block(0, t).x, 34, f"{t}")
    d.note(54, grid.block(0, 0).y, "fast", anchor="end")
    d.note(54, grid.block(SHOWN - 1, 0).y, "slow", anchor="end")
    sums = (
        ("embedding", embedding),
        (f"+ position {POSITION}", column),
        ("= input", embedding + column),
    )
    for row, (name, values) in enumerate(sums):
        d.text(14, 220 + 38 * row, name, anchor="start")
        signed(d, 224, 220 + 38 * row, values, (31, 26), ".1f")
    return d
