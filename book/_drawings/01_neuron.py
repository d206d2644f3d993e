"""A neuron: weighted inputs, their sum, an activation; with numbers."""

import numpy as np

from tools.drawings import Drawing, minus

x = np.array([1.2, -0.5, 0.8])
w = np.array([0.7, 0.4, -0.3])
b = 0.1
z = x @ w + b
h = max(0.0, z)


def draw() -> Drawing:
    d = Drawing(
        "A neuron",
        f"Three inputs, {x[0]}, {x[1]} and {x[2]}, are each multiplied by a weight, {w[0]}, {w[1]} and {w[2]}. "
        f"The products and the bias {b} are added to z = {z:.2f}. The activation function ReLU passes a positive z on, "
        f"so the output is h = {h:.2f}.",
        height=252,
    )
    rows = (64, 118, 172)
    total = d.pointwise(206, 118, "+", r=14)
    for i, y in enumerate(rows):
        value = d.unit(52, y, minus(f"{x[i]}"), r=18)
        weight = d.weight(124, y, minus(f"{w[i]}"), w=42)
        d.text(24, y, f"$x_{i + 1}$")
        d.note(124, y - 22, f"$w_{i + 1}$")
        d.arrow(value, weight)
        d.arrow(weight, total)
    bias = d.weight(206, 64, f"{b}", w=36)
    d.note(206, 42, "$b$")
    d.arrow(bias, total)
    relu = d.operation(268, 118, "", w=46, h=40)
    d.line((252, 124), (268, 124), (283, 108), colour="grey-line", width=2, radius=0)
    d.arrow(total, relu)
    output = d.unit(324, 118, f"{h:.2f}", r=18)
    d.arrow(relu, output)
    d.note(232, 106, "$z$")
    d.text(324, 86, "$h$")
    d.note(268, 86, "ReLU")
    d.heading(52, 22, "inputs")
    d.heading(124, 22, "weights")
    d.heading(206, 22, "bias")
    d.heading(322, 22, "output")
    d.text(180, 212, f"$z = x_1w_1 + x_2w_2 + x_3w_3 + b = {z:.2f}$")
    d.text(180, 234, f"$h = \\t{{max}}(0, z) = {h:.2f}$")
    return d
