"""One step of attention: scores, weights, context, in numbers."""

import numpy as np

from tools.drawings import Drawing, minus

words = ("drei", "und", "zwanzig")
h = np.array([[0.1, 1.2], [0.3, -0.4], [1.8, 0.6]])
s = np.array([1.5, 0.1])
scores = h @ s
alpha = np.exp(scores) / np.exp(scores).sum()
context = alpha @ h


def draw() -> Drawing:
    d = Drawing(
        "One step of attention",
        f"""The decoder wants to write the first digit of 23 and has the state s. The encoder's three states,
        for drei, und and zwanzig, are compared with it: their products with s are the scores,
        {", ".join(f"{v:.2f}" for v in scores)}. Softmax turns them into weights that add up to 1:
        {", ".join(f"{v:.2f}" for v in alpha)}. Each state is multiplied by its weight; their sum is the
        context, which is mostly the state of zwanzig.""",
        height=404,
    )
    xs, size = (140, 222, 304), (37, 24)
    query = d.cells(54, 128, s, cell=size, hue="sky", form=".1f", shades=np.full(2, 0.5))
    softmax = d.operation(222, 186, "softmax", w=232)
    result = d.cells(222, 378, context, cell=(44, 26), hue="green", form=".2f", shades=np.full(2, 0.4))
    added = d.pointwise(222, 334, "+")
    d.arrow(added, result)
    d.line((92, 128), (304, 128))  # behind the scores: the query goes to all of them
    for j, x in enumerate(xs):
        d.text(x, 18, words[j], bold=True)
        state = d.cells(x, 62, h[j], cell=size, form=".1f")
        d.text(x, 39, f"$h_{j + 1}$")
        score = d.unit(x, 128, minus(f"{scores[j]:.2f}"), r=20, hue="grey", size=12)
        d.arrow(state, score)
        d.arrow(score, (x, 186 - softmax.h / 2))
        weight = d.box(x, 232, f"{alpha[j]:.2f}", hue="green", level=max(1, round(5 * alpha[j])), w=44)
        d.arrow((x, 186 + softmax.h / 2), weight)
        product = d.cells(x, 284, alpha[j] * h[j], cell=(40, 24), form=".2f")
        d.arrow(weight, product)
        d.arrow(product, added)
    d.arrow(query, (120, 128))
    d.text(54, 104, "query $s_t$")
    for y, name in ((62, "states"), (232, "weights $α_{tj}$"), (284, "$α_{tj} h_j$"), (378, "context $c_t$")):
        d.text(14, y, name, anchor="start")
    d.note(54, 154, "scores: $s_t · h_j$")
    return d
