"""Plots that several chapters draw the same way. Each function draws and returns the figure; the notebook shows it."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

# Okabe and Ito's palette, told apart with the common forms of colour blindness (https://jfly.uni-koeln.de/color/),
# without its yellow, which is too faint for lines on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":")


def use_style() -> None:
    """Set the look of the course's figures: palette, type size and resolution that stay legible on a phone."""
    plt.rcParams.update(
        {
            "axes.prop_cycle": plt.cycler(color=PALETTE),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.axisbelow": True,
            "grid.alpha": 0.25,
            "figure.figsize": (6.4, 3.8),
            "figure.dpi": 120,
            "savefig.dpi": 120,
            "figure.constrained_layout.use": True,
            "font.size": 12,
            "image.cmap": "cividis",
            "legend.frameon": False,
        }
    )


def history(curves: Mapping[str, Sequence[float]], *, metrics: Sequence[str] = ("loss", "accuracy")) -> Figure:
    """Draw learning curves, training and validation, one panel for each metric.

    Parameters
    ----------
    curves
        ``history.history`` of a fit: one value an epoch for each name; validation has the prefix ``val_``.
    metrics
        The names to draw, without prefix.

    Raises
    ------
    ValueError
        If a metric was not recorded.
    """
    for metric in metrics:
        if metric not in curves:
            raise ValueError(f"no metric {metric!r} in this history; it has {', '.join(curves)}")
    fig, axes = plt.subplots(1, len(metrics), figsize=(3.3 * max(len(metrics), 2), 3.4), squeeze=False)
    for ax, metric in zip(axes[0], metrics, strict=True):
        epochs = np.arange(1, len(curves[metric]) + 1)
        ax.plot(epochs, curves[metric], "-", label="training")
        if f"val_{metric}" in curves:
            ax.plot(epochs, curves[f"val_{metric}"], "--", label="validation")
        ax.set(xlabel="epoch", ylabel=metric)
        ax.legend()
    return fig


def image_grid(
    images: np.ndarray, *, titles: Sequence[str] | None = None, columns: int = 5, size: float = 1.4
) -> Figure:
    """Draw pictures in rows.

    Parameters
    ----------
    images
        Shape (n, height, width) or (n, height, width, 1 or 3); integers in 0..255 or floats in 0..1.
    titles
        One for each picture.
    columns
        Pictures in a row.
    size
        Width and height of a picture in inches.

    Raises
    ------
    ValueError
        If the shape is another, or the number of titles differs.
    """
    images = np.asarray(images)
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[-1] not in (1, 3)):
        raise ValueError(f"images have shape {images.shape}; allowed are (n, h, w), (n, h, w, 1) and (n, h, w, 3)")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    height = rows * (size + 0.25 * (titles is not None))
    fig, axes = plt.subplots(rows, columns, figsize=(columns * size, height), squeeze=False)
    limits = {"vmin": 0, "vmax": 255 if np.issubdtype(images.dtype, np.integer) else 1}
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            ax.imshow(images[i].squeeze(), cmap="gray", **limits)
            if titles is not None:
                ax.set_title(titles[i], fontsize=10)
    return fig


def confusion_matrix(matrix: np.ndarray, class_names: Sequence[str]) -> Figure:
    """Draw a confusion matrix, true classes in rows, with the count in each cell and the row's share as colour.

    Parameters
    ----------
    matrix
        Counts, shape (classes, classes), as ``sklearn.metrics.confusion_matrix`` returns them.
    class_names
        One for each class.

    Raises
    ------
    ValueError
        If the shape does not fit the names.
    """
    matrix = np.asarray(matrix)
    n = len(class_names)
    if matrix.shape != (n, n):
        raise ValueError(f"the matrix has shape {matrix.shape}, but {n} class names need ({n}, {n})")
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = max(3.6, 0.62 * n + 1.2)
    fig, ax = plt.subplots(figsize=(side, side))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(matrix):
        ax.text(j, i, str(count), ha="center", va="center", color="white" if share[i, j] > 0.5 else "black")
    ax.set(xlabel="predicted class", ylabel="true class", xticks=range(n), yticks=range(n))
    ax.set_xticklabels(class_names, rotation=30, ha="right")
    ax.set_yticklabels(class_names)
    ax.grid(visible=False)
    return fig


def decision_regions(
    predict: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    *,
    class_names: Sequence[str],
    axis_names: tuple[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Colour a plane by the class that a model predicts there, with the examples on it.

    Parameters
    ----------
    predict
        Maps points, shape (n, 2), to class numbers, shape (n,).
    x, y
        Examples, shapes (n, 2) and (n,).
    class_names, axis_names
        Names for the legend and the axes.
    ax
        Where to draw; a new figure when not given.

    Raises
    ------
    ValueError
        If ``x`` is not two-dimensional data.
    """
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x has shape {x.shape}; a plane needs (n, 2)")
    ax = ax or plt.subplots()[1]
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.08 * (high - low)
    u, v = (np.linspace(a, b, 150) for a, b in zip(low - margin, high + margin, strict=True))
    plane = np.stack(np.meshgrid(u, v), axis=-1)
    classes = np.asarray(predict(plane.reshape(-1, 2).astype(x.dtype))).reshape(plane.shape[:2])
    n = len(class_names)
    levels = np.arange(n + 1) - 0.5
    ax.contourf(u, v, classes, levels=levels, cmap=ListedColormap(PALETTE[:n]), alpha=0.22)
    ax.contour(u, v, classes, levels=levels[1:-1], colors="black", linewidths=0.8)
    for k, name in enumerate(class_names):
        ax.plot(*x[y == k].T, MARKERS[k], color=PALETTE[k], markeredgecolor="white", label=name)
    ax.set(xlabel=axis_names[0], ylabel=axis_names[1])
    ax.legend()
    ax.grid(visible=False)
    return ax
