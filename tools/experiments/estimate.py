"""How long the points of a grid take, from those that have been measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from tools.experiments.grid import Point, Value

SEED = "seed"  # the argument that has no influence on time
POWERS, LEVELS = 1e-3, 0.3  # how strongly factors are kept at 1: a power explains what it can, the values the rest


def model(points: Sequence[Point], seconds: Sequence[float]) -> Callable[[Point], float]:
    """Return a function that estimates a point's seconds.

    Each argument multiplies the time by a factor of its own: for a number a power of it, and for each value that was
    measured another factor, so that a number never measured is extrapolated and a name never measured counts as the
    average. Fitted by ridge regression of the logarithms.

    Parameters
    ----------
    points, seconds
        What was measured.

    Raises
    ------
    ValueError
        If nothing was.
    """
    if not points:
        raise ValueError("no point has been measured, so there is nothing to estimate from")
    names = [name for name in points[0] if name != SEED]
    levels = sorted({(name, repr(point[name])) for point in points for name in names})

    def row(point: Point) -> list[float]:
        powers = [_log(point[name]) for name in names]
        return [1.0, *powers, *(float(repr(point[name]) == value) for name, value in levels)]

    x, y = np.array([row(point) for point in points]), np.log(np.maximum(seconds, 1e-3))
    centre = x.mean(axis=0)
    centred = x - centre
    penalty = np.diag([1.0, *(POWERS for _ in names), *(LEVELS for _ in levels)])
    weights = np.linalg.solve(centred.T @ centred + penalty, centred.T @ (y - y.mean()))
    fitted = y.mean() + centred @ weights
    # The exponential of a mean logarithm is below the mean: the sum over the measured points shall be right.
    scale = float(np.sum(np.maximum(seconds, 1e-3)) / np.sum(np.exp(fitted)))
    return lambda point: scale * math.exp(float(y.mean() + (np.array(row(point)) - centre) @ weights))


def _log(value: Value) -> float:
    return math.log(value) if isinstance(value, (int, float)) and value > 0 and not isinstance(value, bool) else 0.0


def sample(points: Sequence[Point]) -> list[Point]:
    """Return a few points in which each value of each argument occurs, seeds aside: what one has to time."""
    wanted = {(name, repr(value)) for point in points for name, value in point.items() if name != SEED}
    chosen = []
    while wanted:
        best = max(points, key=lambda point: sum((name, repr(value)) in wanted for name, value in point.items()))
        chosen.append(best)
        wanted -= {(name, repr(value)) for name, value in best.items()}
    return chosen or list(points[:1])


def duration(seconds: float) -> str:
    """Return a duration as one says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
