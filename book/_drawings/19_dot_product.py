"""Scaled dot-product attention as four matrices, with shapes and numbers."""

import numpy as np

from tools.drawings import Drawing

tokens = ("river", "bank", "flows")
X = np.array([[0, 2, 0], [1, 1, 1], [0, 1, 0]])  # money, water, ambiguous: the chapter's worked example
Q = X @ np.array([[0, 0], [0, 0], [2, 2]])
K = X @ np.array([[1, 0], [0, 1], [-1, -1]])
V = X @ np.array([[1, 0], [0, 1], [0, 0]])
scores = Q @ K.T
exponentials = np.exp(scores / np.sqrt(2))
A = exponentials / exponentials.sum(axis=1, keepdims=True)
output = A @ V


def draw() -> Drawing:
    d = Drawing(
        "Scaled dot-product attention",
        f"""Three tokens, river, bank and flows, each have a query, a key and a value of two numbers. The matrix
        Q times the transposed K gives a 3 by 3 matrix of scores, one row for each query. Divided by the square
        root of the key size and put through softmax row by row, it becomes the attention weights, whose rows
        add up to 1: bank looks at river with {A[1, 0]:.2f}. The weights times V give the output, one row for
        each token.""",
        height=356,
    )
    hue = {"hue": "sky", "form": "d", "cell": (32, 26)}
    queries = d.cells(86, 78, Q, **hue)
    keys = d.cells(184, 78, K.T, **hue | {"cell": (30, 26)})
    products = d.cells(300, 78, scores, hue="grey", form="d", cell=(36, 26))
    weights = d.cells(110, 266, A, hue="green", form=".2f", cell=(36, 26), shades=A)
    values = d.cells(218, 266, V, **hue)
    result = d.cells(312, 266, output, form=".2f", cell=(36, 26))
    for grid in (queries, weights):
        for i, token in enumerate(tokens):
            d.note(grid.left[0] - 5, grid.block(i, 0).y, token, anchor="end")
    for (x, y), sign in (((127, 78), "×"), ((237, 78), "="), ((173, 266), "×"), ((264, 266), "=")):
        d.text(x, y, sign, size=15)
    for grid, name in ((queries, "$Q$"), (keys, "$K^⊤$"), (products, "scores")):
        d.text(grid.x, 20, name, bold=True)
    for grid, name in ((weights, "weights"), (values, "$V$"), (result, "output")):
        d.text(grid.x, 216, name, bold=True)
    for grid, shape in ((queries, "$T × d_k$"), (products, "$T × T$"), (weights, "$T × T$"), (values, "$T × d_v$")):
        d.note(grid.x, grid.bottom[1] + 14, shape)
    d.note(keys.x, 118, "$d_k × T$")
    d.note(result.x, 319, "$T × d_v$")
    step = d.operation(186, 168, "$÷ √d_k$, softmax of each row", h=30)
    d.arrow((products.x, 141), step, (products.x, 168))
    d.arrow(step, (60, 226), (60, 168))
    d.note(weights.x, 341, "each row adds up to 1")
    return d
