"""The network of chapter 01, trained here in a few lines, with the numbers of one flower."""

import numpy as np
from sklearn.datasets import load_iris

from tools.drawings import Drawing, minus

FLOWER = 126  # a virginica, not far from versicolor
STEPS, RATE = 2000, 0.1


def train() -> tuple[np.ndarray, ...]:
    """Return the scaled flowers and the weights after plain gradient descent on the cross-entropy."""
    iris = load_iris()
    x = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
    rng = np.random.default_rng(0)
    w1, b1 = rng.normal(size=(4, 8)) * 0.6, np.zeros(8)
    w2, b2 = rng.normal(size=(8, 3)) * 0.6, np.zeros(3)
    for _ in range(STEPS):
        h, p = forward(x, w1, b1, w2, b2)
        delta2 = (p - np.eye(3)[iris.target]) / len(x)
        delta1 = (delta2 @ w2.T) * (h > 0)
        for theta, gradient in ((w2, h.T @ delta2), (b2, delta2.sum(0)), (w1, x.T @ delta1), (b1, delta1.sum(0))):
            theta -= RATE * gradient
    return x, w1, b1, w2, b2


def forward(x, w1, b1, w2, b2):
    """Return hidden activations and probabilities."""
    h = np.maximum(0, x @ w1 + b1)
    e = np.exp(h @ w2 + b2)
    return h, e / e.sum(axis=1, keepdims=True)


def draw() -> Drawing:
    x, *theta = train()
    h, p = (row[0] for row in forward(x[[FLOWER]], *theta))
    names, species = ("sepal\nlength", "sepal\nwidth", "petal\nlength", "petal\nwidth"), load_iris().target_names
    d = Drawing(
        "A network of four inputs, eight hidden units and three outputs, and one flower's numbers in it",
        f"""The flower's four scaled measurements are {", ".join(f"{v:.1f}" for v in x[FLOWER])}. Each leads to
        all of eight hidden units, and each hidden unit to all of three outputs. A line is as wide as the
        product of value and weight, dashed where it is negative. {(h > 0).sum()} hidden units are active, the
        others pass on 0. The outputs are probabilities: {
            ", ".join(f"{name} {value:.2f}" for name, value in zip(species, p, strict=True))
        }.""",
        height=454,
    )
    inputs = [(84, 102 + 56 * i) for i in range(4)]
    hidden = [(184, 56 + 37.5 * i) for i in range(8)]
    outputs = [(268, 130 + 56 * i) for i in range(3)]
    layers = ((inputs, hidden, x[FLOWER][:, None] * theta[0]), (hidden, outputs, h[:, None] * theta[2]))
    for starts, ends, _ in layers:
        for start, end in ((a, b) for a in starts for b in ends):
            d.line(start, end, colour="rule", width=0.7)
    for starts, ends, flow in layers:
        for i, j in zip(*np.nonzero(np.abs(flow) > 0.1), strict=True):
            dash = "3 3" if flow[i, j] < 0 else ""
            d.line(starts[i], ends[j], colour="orange-line", width=1.6 * abs(flow[i, j]), dash=dash)
    for (cx, cy), name, value in zip(inputs, names, x[FLOWER], strict=True):
        d.unit(cx, cy, minus(f"{value:.1f}"), r=17)
        d.note(62, cy, name, anchor="end")
    for (cx, cy), value in zip(hidden, h, strict=True):
        d.unit(cx, cy, f"{value:.1f}", r=15.5, hue="blue" if value else "grey", level=2 if value else 1)
    for (cx, cy), name, value in zip(outputs, species, p, strict=True):
        d.unit(cx, cy, f"{value:.2f}", r=19, level=max(1, round(5 * value)))
        d.note(291, cy, name, anchor="start")
    for (cx, _), words in zip(
        (inputs[0], hidden[0], outputs[0]), ("input $x$", "hidden $h$", "output $p$"), strict=True
    ):
        d.heading(cx, 20, words)
    d.note(24, 348, "width: value × weight\ndashed: negative", anchor="start")
    d.text(180, 388, "$h = \\t{max}(0, xW_1 + b_1)$")
    d.text(180, 412, "$p = \\t{softmax}(hW_2 + b_2)$")
    d.note(180, 436, f"(4·8 + 8) + (8·3 + 3) = {sum(a.size for a in theta)} parameters")
    return d
