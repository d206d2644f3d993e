"""Curves of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


def history(curves: Mapping[str, Sequence[float]], *, metrics: Sequence[str] = ("loss", "accuracy")) -> Figure:
    """Draw learning curves, training and validation, one panel for each metric.

    Parameters
    ----------
    curves : mapping of str to sequence of float, each of shape (epochs,)
        ``history.history`` of a fit: one value an epoch for each name; validation has the prefix ``val_``.
    metrics : sequence of str
        The names to draw, without prefix.

    Returns
    -------
    matplotlib.figure.Figure
        With the training curve solid and that of validation dashed.

    Raises
    ------
    TypeError
        If `metrics` is a single string, which would be read as one name for each letter.
    ValueError
        If there is no metric, one was not recorded, or there is no value for it.
    """
    if isinstance(metrics, str):
        raise TypeError(f"metrics must be a sequence of names, got a single string; write ({metrics!r},)")
    if not len(metrics):
        raise ValueError(f"metrics is empty; this history has {', '.join(curves)}")
    for metric in metrics:
        if metric not in curves:
            raise ValueError(f"no metric {metric!r} in this history; it has {', '.join(curves)}")
        for name in {metric, f"val_{metric}"} & set(curves):
            if np.ndim(curves[name]) != 1 or not len(curves[name]):
                raise ValueError(f"{name} has the shape {np.shape(curves[name])}; allowed is one value an epoch")
    fig, axes = plt.subplots(1, len(metrics), figsize=(3.3 * max(len(metrics), 2), 3.4), squeeze=False)
    for ax, metric in zip(axes[0], metrics, strict=True):
        epochs = np.arange(1, len(curves[metric]) + 1)
        ax.plot(epochs, curves[metric], "-", label="training")
        if f"val_{metric}" in curves:
            ax.plot(epochs, curves[f"val_{metric}"], "--", label="validation")
        ax.set(xlabel="epoch", ylabel=metric)
        ax.legend()
    return fig
