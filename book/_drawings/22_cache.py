"""The causal mask, and what a cache of keys and values saves when a text is written."""

import numpy as np

from tools.drawings import Drawing

tokens = ("To", "be", "or", "not")
N = len(tokens)
allowed = np.tril(np.ones((N, N)))


def square(d: Drawing, x: float, new: np.ndarray, stored: int) -> None:
    """Draw which of the products of query and key are computed for the next word."""
    hues = np.where(new, "green", "grey")
    shades = np.where(new, 0.8, 0.35 * allowed)
    grid = d.cells(x, 128, np.full((N, N), ""), cell=30, shades=shades, hue=lambda i, j: str(hues[i, j]), stroke="rule")
    for i, token in enumerate(tokens):
        d.note(grid.left[0] - 5, grid.block(i, 0).y, token, anchor="end")
        d.note(grid.block(0, i).x, 54, token)
    d.text(x, 208, f"{int(new.sum())} products", bold=True)
    for row, name in enumerate(("keys", "values")):
        y = 244 + 30 * row
        hue = lambda _, j: "sky" if j < stored else "green"  # noqa: E731
        d.cells(x, y, np.full(N, ""), cell=(30, 20), hue=hue, shades=[0.5 if j < stored else 0.8 for j in range(N)])
        d.note(x - 65, y, name, anchor="end")


def draw() -> Drawing:
    last = np.zeros((N, N))
    last[-1] = 1
    d = Drawing(
        "The causal mask, and the cache",
        f"""Two squares of {N} queries, in rows, by {N} keys, in columns, for the words {", ".join(tokens)}. The
        upper triangle is empty: no query may look ahead. Left, without a cache: to write the next word, all of
        the lower triangle is computed again, {int(allowed.sum())} products of a query and a key, and all {N}
        keys and values. Right, with a cache: the keys and values of the earlier words are stored, only those of
        the last word are new, and only the last row is computed, {N} products.""",
        height=330,
    )
    for x, title, new, stored in ((112, "without a cache", allowed, 0), (286, "with a cache", last, N - 1)):
        d.heading(x, 20, title)
        square(d, x, new, stored)
    d.legend(60, 312, {"green-4": "computed now", "sky-3": "stored", "card": "masked"})
    return d
