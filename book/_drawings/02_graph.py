"""The computational graph of a 2-2-1 network without biases: values forward, gradients backward."""

import numpy as np

from tools.drawings import Drawing, Shape, minus

x = np.array([1.0, 2.0])
W1 = np.array([[0.5, -0.3], [0.4, 0.6]])
w2 = np.array([0.8, -0.5])
z1 = x @ W1
h = np.maximum(0, z1)
z2 = h @ w2
p = 1 / (1 + np.exp(-z2))
loss = -np.log(p)  # the target is y = 1

dz2 = p - 1
dw2, dh = h * dz2, w2 * dz2
dz1 = dh * (z1 > 0)
dW1, dx = np.outer(x, dz1), W1 @ dz1
dp, dloss = -1 / p, 1.0


def label(d: Drawing, shape: Shape, value: float, gradient: float) -> Shape:
    """Write a value into a shape and, below it, the derivative of the loss with respect to it."""
    d.text(shape.x, shape.y - 9, minus(f"{value:.2f}"))
    d.text(shape.x, shape.y + 9, minus(f"{gradient:.3f}"), colour="vermilion-word")
    return shape


def node(d: Drawing, x: float, y: float, value: float, gradient: float, hue: str = "blue") -> Shape:
    """Draw a box with a value and its gradient."""
    return label(d, d.box(x, y, hue=hue, w=56, h=42), value, gradient)


def draw() -> Drawing:
    d = Drawing(
        "Values go forward, gradients come back",
        f"""A network with two inputs, two hidden units and one output. Forward, from top to bottom: the inputs
        {x[0]:.0f} and {x[1]:.0f} give the weighted sums {z1[0]:.2f} and {z1[1]:.2f}, ReLU passes both on, the
        second layer gives z = {z2:.2f}, the sigmoid p = {p:.2f}, and the loss is {loss:.2f}. Backward, along
        the same edges: below each value stands the derivative of the loss with respect to it, {dloss:.0f} at
        the loss itself, {dp:.3f} at p, {dz2:.3f} at z, {dh[0]:.3f} and {dh[1]:.3f} at the hidden units. A
        weight's gradient is the value that comes in times the gradient that comes back.""",
        height=600,
    )
    columns, middle = (112, 240), 176
    inputs = [node(d, cx, 30, x[i], dx[i]) for i, cx in enumerate(columns)]
    sums = [node(d, cx, 186, z1[j], dz1[j]) for j, cx in enumerate(columns)]
    hidden = [node(d, cx, 262, h[j], dh[j]) for j, cx in enumerate(columns)]
    output = node(d, middle, 422, z2, dz2)
    for j, total in enumerate(sums):
        for i, start in enumerate(inputs):
            weight = node(d, total.x + (i - 0.5) * 64, 108, W1[i, j], dW1[i, j], "orange")
            d.arrow(start, weight.top)
            d.arrow(weight, total)
        d.arrow(total, hidden[j])
        weight = node(d, total.x + (1 - 2 * j) * 26, 342, w2[j], dw2[j], "orange")
        d.arrow(hidden[j], weight)
        d.arrow(weight, output)
    probability = node(d, middle, 496, p, dp)
    end = label(d, d.target(middle, 570, "", w=56, h=42), loss, dloss)
    d.arrow(output, probability)
    d.arrow(probability, end)
    for y, name in (
        (30, "$x$"),
        (108, "$W_1$"),
        (186, "$z_1$"),
        (262, "$h$"),
        (342, "$w_2$"),
        (422, "$z_2$"),
        (496, "$p$"),
    ):
        d.text(24, y, name)
    d.text(24, 570, "$ℓ$")
    d.note(24, 281, "ReLU")
    d.note(32, 515, "sigmoid")
    d.arrow((326, 570), (326, 30), style="gradient", width=2)
    legend = d.box(262, 496, w=92, h=42, dashed=True, level=0)
    d.text(legend.x, legend.y - 9, "value")
    d.text(legend.x, legend.y + 9, "gradient", colour="vermilion-word")
    return d
