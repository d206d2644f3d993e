"""A threshold on the scores of two overlapping classes, and its two kinds of error."""

import numpy as np

from tools.drawings import Drawing

grid = np.linspace(-3.2, 5.2, 85)
LOW, HIGH, THRESHOLD = 0.0, 2.0, 0.6


def density(mean: float, at: np.ndarray = grid) -> np.ndarray:
    return np.exp(-((at - mean) ** 2) / 2) / np.sqrt(2 * np.pi)


def share(mean: float, above: bool) -> float:
    """Return the share of a class on one side of the threshold, by summing its density finely."""
    fine = np.linspace(-8, 10, 18_001)
    inside = fine > THRESHOLD if above else fine <= THRESHOLD
    return float(density(mean, fine)[inside].sum() * (fine[1] - fine[0]))


def draw() -> Drawing:
    alarms, misses = share(LOW, above=True), share(HIGH, above=False)
    d = Drawing(
        "A threshold and its two errors",
        f"""Two bell curves of scores that overlap: benign on the left, malignant on the right. A vertical line
        is the threshold; what scores higher is called malignant. The part of the benign curve to its right are
        false alarms, {alarms:.0%} of the benign; the part of the malignant curve to its left are misses,
        {misses:.0%} of the malignant. Moving the line to the left trades misses for alarms.""",
        height=288,
    )

    def at(score: float, height: float) -> tuple[float, float]:
        return 180 + (score - 1) * 39, 208 - 340 * height

    base = 208
    for mean, hue, side in ((LOW, "blue", grid > THRESHOLD), (HIGH, "vermilion", grid <= THRESHOLD)):
        curve = [at(s, p) for s, p in zip(grid, density(mean), strict=True)]
        error = [at(s, p) for s, p in zip(grid[side], density(mean)[side], strict=True)]
        d.polygon(*error, (error[-1][0], base), (error[0][0], base), fill=f"{hue}-3")
        d.line(*curve, colour=f"{hue}-line", width=2, radius=0)
    d.line((14, base), (346, base), width=1)
    line = at(THRESHOLD, 0)[0]
    d.line((line, 38), (line, base + 8), width=2, dash="6 4")
    d.text(line, 24, "threshold $τ$", bold=True)
    d.text(at(LOW, 0)[0] - 24, 52, "benign", colour="blue-word", bold=True)
    d.text(at(HIGH, 0)[0] + 34, 52, "malignant", colour="vermilion-word", bold=True)
    d.note(180, 228, "score")
    d.text(line - 14, 256, f"misses: {misses:.0%}", anchor="end", colour="vermilion-word")
    d.text(line + 14, 256, f"false alarms: {alarms:.0%}", anchor="start", colour="blue-word")
    return d
