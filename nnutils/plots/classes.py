"""What a classifier does: counts of its errors, and the regions into which it cuts a plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from nnutils.plots.style import MARKERS, PALETTE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def confusion_matrix(matrix: ArrayLike, class_names: Sequence[str]) -> Figure:
    """Draw a confusion matrix, true classes in rows, with the count in each cell and the row's share as colour.

    Parameters
    ----------
    matrix : array-like of int, shape (classes, classes)
        Counts, as ``sklearn.metrics.confusion_matrix`` returns them.
    class_names : sequence of str
        One for each class.

    Returns
    -------
    matplotlib.figure.Figure
        With one panel.

    Raises
    ------
    ValueError
        If there is no class, the shape does not fit the names, or a count is no whole number from 0 up.
    """
    counts, n = np.asarray(matrix), len(class_names)
    if not n:
        raise ValueError("class_names is empty; give a name for each class")
    if counts.shape != (n, n):
        raise ValueError(f"the matrix has shape {counts.shape}, but {n} class names need ({n}, {n})")
    if counts.dtype.kind not in "iu" or counts.min() < 0:
        raise ValueError(f"the matrix holds {counts.dtype} from {counts.min()}; allowed are whole numbers from 0 up")
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.6, 0.62 * n + 1.2)
    fig, ax = plt.subplots(figsize=(side, side))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(counts):
        ax.text(j, i, str(count), ha="center", va="center", color="white" if share[i, j] > 0.5 else "black")
    ax.set(xlabel="predicted class", ylabel="true class", xticks=range(n), yticks=range(n))
    ax.set_xticklabels(class_names, rotation=30, ha="right")
    ax.set_yticklabels(class_names)
    ax.grid(visible=False)
    return fig


def decision_regions(
    predict: Callable[[NDArray[Any]], ArrayLike],
    x: ArrayLike,
    y: ArrayLike,
    *,
    class_names: Sequence[str],
    axis_names: tuple[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Colour a plane by the class that a model predicts there, with the examples on it.

    Parameters
    ----------
    predict : callable
        Maps points, shape (n, 2), to class numbers, shape (n,).
    x, y : array-like of shape (n, 2) and (n,)
        Examples and their class numbers.
    class_names : sequence of str
        One for each class, in the order of their numbers; seven at most can be told apart.
    axis_names : tuple of str
        Names of the two axes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.

    Returns
    -------
    matplotlib.axes.Axes
        The panel that was drawn on.

    Raises
    ------
    ValueError
        If `x` is no plane of finite numbers, `y` does not fit it, there are too many classes or names of axes, or
        `y` or `predict` holds a class without a name.
    """
    points, classes, n = np.asarray(x), np.asarray(y), len(class_names)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise ValueError(f"x has shape {points.shape}; a plane needs (n, 2), n from 1 up")
    if classes.shape != points.shape[:1]:
        raise ValueError(f"y has shape {classes.shape}; {len(points)} examples need ({len(points)},)")
    if points.dtype.kind not in "buif" or not np.isfinite(points).all():
        raise ValueError(f"x holds {points.dtype} that are not all finite numbers")
    if not 1 <= n <= len(PALETTE):
        raise ValueError(f"{n} class names; allowed are 1 to {len(PALETTE)}, which have a colour and a marker each")
    if len(axis_names) != 2:
        raise ValueError(f"axis_names is {axis_names!r}; a plane has two axes")
    _named("y", classes, n)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.where(high > low, 0.08 * (high - low), 0.5)  # examples in one line still have a plane around them
    u, v = (np.linspace(a, b, 150) for a, b in zip(low - margin, high + margin, strict=True))
    plane = np.stack(np.meshgrid(u, v), axis=-1)
    predicted = np.asarray(predict(plane.reshape(-1, 2).astype(points.dtype)))
    if predicted.shape != (u.size * v.size,):
        raise ValueError(f"predict returns the shape {predicted.shape} for {u.size * v.size} points; allowed is (n,)")
    _named("predict", predicted, n)
    predicted = predicted.reshape(plane.shape[:2])
    ax = ax or plt.subplots()[1]
    levels = np.arange(n + 1) - 0.5
    ax.contourf(u, v, predicted, levels=levels, cmap=ListedColormap(PALETTE[:n]), alpha=0.22)
    if n > 1:
        ax.contour(u, v, predicted, levels=levels[1:-1], colors="black", linewidths=0.8)
    for k, name in enumerate(class_names):
        ax.plot(*points[classes == k].T, MARKERS[k], color=PALETTE[k], markeredgecolor="white", label=name)
    ax.set(xlabel=axis_names[0], ylabel=axis_names[1])
    ax.legend()
    ax.grid(visible=False)
    return ax


def _named(where: str, classes: NDArray[Any], n: int) -> None:
    """Raise a ``ValueError`` unless each class has one of `n` names."""
    if not np.isin(classes, range(n)).all():
        found = classes[~np.isin(classes, range(n))][0]
        raise ValueError(f"{where} holds the class {found}; with {n} class names, allowed are 0 to {n - 1}")
