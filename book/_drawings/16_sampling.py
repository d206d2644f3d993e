"""Four ways to draw the next character from the same probabilities."""

import numpy as np

from tools.drawings import Drawing

letters = ("e", "a", "o", "i", "u", "r", "s", "y")
logits = np.log([0.36, 0.22, 0.15, 0.10, 0.07, 0.05, 0.03, 0.02])


def softmax(z: np.ndarray) -> np.ndarray:
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()


def keep(p: np.ndarray, kept: np.ndarray) -> np.ndarray:
    return np.where(kept, p, 0) / p[kept].sum()


def draw() -> Drawing:
    p, tau, k, mass = softmax(logits), 0.5, 3, 0.8
    nucleus = np.cumsum(p) - p < mass
    panels = (
        ("as predicted, $τ = 1$", p),
        (f"temperature $τ = {tau}$", softmax(logits / tau)),
        (f"top-$k$, $k = {k}$", keep(p, np.arange(len(p)) < k)),
        (f"nucleus, $p = {mass}$", keep(p, nucleus)),
    )
    d = Drawing(
        "Temperature, top-k and nucleus sampling",
        f"""Four bar charts of the probabilities of eight letters as the next character. As predicted: falling
        from {p[0]:.2f} for e. With temperature {tau}: steeper, e has {panels[1][1][0]:.2f}. Top-k with k = {k}:
        only the {k} most probable are left. Nucleus with p = {mass}: as many as are needed for {mass:.0%}, here
        {int(nucleus.sum())}. In the last two the rest is 0, and what is kept adds up to 1 again.""",
        height=330,
    )
    for i, (title, values) in enumerate(panels):
        left, base = 22 + 172 * (i % 2), 138 + 156 * (i // 2)
        d.text(left + 72, base - 118, title, bold=True)
        for j, (letter, value) in enumerate(zip(letters, values, strict=True)):
            x, height = left + 9 + 18 * j, 150 * value
            if value:
                d.add("rect", x=x - 6.5, y=base - height, width=13, height=height, fill="blue-line")
            d.note(x, base + 11, letter)
        d.note(left + 9 + 20, base - 150 * values[0] - 2, f"{values[0]:.2f}", anchor="start")
        d.line((left - 2, base), (left + 148, base), colour="muted", width=1)
    return d
