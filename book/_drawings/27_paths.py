"""Three optimisers in a narrow valley."""

import numpy as np

from tools.drawings import Drawing

CURVATURE = np.array([1.0, 20.0])
START, STEPS = np.array([-4.0, 1.2]), 30


def gradient(theta: np.ndarray) -> np.ndarray:
    return CURVATURE * theta


def run(kind: str) -> np.ndarray:
    """Return the positions after each step."""
    theta, v, s, path = START.copy(), np.zeros(2), np.zeros(2), [START.copy()]
    for t in range(1, STEPS + 1):
        g = gradient(theta)
        if kind == "SGD":
            theta = theta - 0.09 * g
        elif kind == "momentum":
            v = 0.7 * v - 0.04 * g
            theta = theta + v
        else:
            v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g**2
            theta = theta - 0.4 * (v / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        path.append(theta)
    return np.array(path)


def draw() -> Drawing:
    d = Drawing(
        "Three optimisers in a narrow valley",
        f"""Contour lines of a loss with two parameters, twenty times as steep across the valley as along it.
        Three paths of {STEPS} steps lead from the left to the minimum in the middle. Plain gradient descent
        jumps from side to side and creeps along the valley. Momentum swings less and gets along faster. Adam
        divides each direction by the size of its own gradients: it heads for the minimum slantwise, overshoots,
        and comes back.""",
        height=274,
    )

    def at(theta: np.ndarray) -> tuple[float, float]:
        return 226 + 40 * theta[0], 124 - 66 * theta[1]

    angles = np.linspace(0.5 * np.pi, 2.5 * np.pi, 145)
    for level in (0.3, 1.2, 2.7, 4.8, 9.6, 19.2):
        part = []
        for point in np.sqrt(2 * level / CURVATURE) * np.stack([np.cos(angles), np.sin(angles)], axis=1):
            x, y = at(point)
            if 12 <= x <= 348:
                part.append((x, y))
            elif len(part) > 1:
                d.line(*part, colour="rule", width=1, radius=0)
                part = []
        if len(part) > 1:
            d.line(*part, colour="rule", width=1, radius=0)
    for i, (kind, hue, dash) in enumerate(
        (("SGD", "vermilion", ""), ("momentum", "green", "6 3"), ("Adam", "blue", "2 2"))
    ):
        d.line(*(at(p) for p in run(kind)), colour=f"{hue}-line", width=2, dash=dash, radius=0)
        x = (34, 118, 246)[i]
        d.line((x, 252), (x + 26, 252), colour=f"{hue}-line", width=2, dash=dash)
        d.text(x + 32, 252, kind, anchor="start")
    d.unit(*at(START), r=5, hue="grey", level=4)
    d.unit(*at(np.zeros(2)), r=5, hue="pink", level=5)
    return d
