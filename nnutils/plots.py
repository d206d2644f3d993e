"""Plots that several chapters draw the same way. Each function draws and returns the figure; the notebook shows it."""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

if TYPE_CHECKING:
    import keras

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


class _Block(NamedTuple):
    """A row of `architecture`; its parents are numbers of earlier rows."""

    name: str  # empty where Keras chose it
    kind: str
    shape: str
    parameters: int
    parents: tuple[int, ...]
    colour: str | None  # without one it is drawn small
    side: bool

    @property
    def label(self) -> str:
        return textwrap.fill(f"{self.name} {self.kind}".strip(), 34 if self.side else 39)

    @property
    def height(self) -> float:
        return 0.19 * self.label.count("\n") + (0.36 if self.colour else 0.26)


# Found by a part of the class's name, which stands in the block too; several kinds share a colour.
_COLOURS = {
    "Conv": 0,
    "Dense": 1,
    "Pooling": 2,
    "RNN": 3,
    "LSTM": 3,
    "GRU": 3,
    "Embedding": 4,
    "Attention": 5,
    "Model": 6,
}


def architecture(model: "keras.Model", *, fold: bool = False, expand: bool = False) -> Figure:
    """Draw a network from input to output: a block for each layer, with output shape and number of parameters.

    Layers that only activate, drop, normalise, reshape or merge are drawn small. Lines at the left join layers that do
    not follow each other, as in a residual block; what lies beside the longest path is moved to the right and has a
    dashed outline. A layer's name is shown where Keras did not choose it. The batch axis is left out; "?" is any size.

    Parameters
    ----------
    model
        A Sequential or functional model that knows its input shape.
    fold
        Draw a group of layers that repeats itself only once, with "× n" at its right.
    expand
        Draw the layers of nested models instead of one block for each model.

    Raises
    ------
    ValueError
        If the model is not built, or made by subclassing, so that it has no graph of layers.

    Examples
    --------
    >>> import keras
    >>> network = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(3)])
    >>> [text.get_text() for text in architecture(network).axes[0].texts][:6]
    ['Input', '4', '–', 'Dense  3 units', '3', '15']
    """
    blocks = _blocks(model, expand)
    groups = _repeats(blocks) if fold else [(i, 1, 1) for i in range(len(blocks))]
    for start, size, n in groups:
        if n > 1:  # the repetitions have other names
            blocks[start : start + size] = [block._replace(name="") for block in blocks[start : start + size]]
    drawn = {start + i + k * size: start + i for start, size, n in groups for k in range(n) for i in range(size)}
    tops, bottom = {}, 0.0
    for i in dict.fromkeys(drawn.values()):
        tops[i], bottom = bottom, bottom + blocks[i].height + 0.14
    straight = all(block.parents in ((), (i - 1,)) for i, block in enumerate(blocks))
    margin = 0.65 if straight else 0.0
    fig = plt.figure(figsize=(6.4 - margin, bottom + 0.66), layout="none")
    ax = fig.add_axes((0, 0, 1, 1), xlim=(margin, 6.4), ylim=(bottom + 0.3, -0.36))  # one unit is one inch
    ax.axis("off")
    right = 5.8 if any(n > 1 for *_, n in groups) else 6.3
    lanes: list[int] = []
    for i, top in tops.items():
        _draw_block(ax, blocks[i], top, right)
        for parent in {drawn[p] for p in blocks[i].parents if drawn[p] < i}:
            if any(parent < j < i for j in tops):
                lane = next((k for k, free_from in enumerate(lanes) if free_from <= parent), len(lanes))
                lanes[lane : lane + 1] = [i]
                _draw_skip(ax, blocks[parent], tops[parent], blocks[i], top, 0.6 - 0.11 * min(lane, 5))
            else:
                _draw_arrow(ax, (1.3, tops[parent] + blocks[parent].height), (1.3, top))
    for start, size, n in groups:
        if n > 1:
            y = tops[start], tops[start + size - 1] + blocks[start + size - 1].height
            ax.plot([5.88, 5.94, 5.94, 5.88], [y[0], y[0], y[1], y[1]], color="black", linewidth=1.1)
            ax.text(5.99, sum(y) / 2, f"× {n}", va="center", fontsize=10)
    for x, head, total in (
        (0.75, "layer", "all layers"),
        (4.05, "output", ""),
        (right, "parameters", f"{model.count_params():,}"),
    ):
        style = {"ha": "right" if x == right else "left", "va": "center", "fontsize": 10}
        ax.text(x, -0.18, head, color="dimgray", **style)
        ax.text(x, bottom + 0.1, total, weight="bold", **style)
    return fig


def _draw_block(ax: Axes, block: _Block, top: float, right: float) -> None:
    x, y = _left(block), top + block.height / 2
    box = FancyBboxPatch((x, top), 3.95 - x, block.height, boxstyle="round,pad=0,rounding_size=0.07", linewidth=1.2)
    box.set_facecolor((*to_rgb(block.colour or "gray"), 0.22 if block.colour else 0.06))
    box.set(edgecolor=block.colour or "gray", linestyle="--" if block.side else "-")
    ax.add_patch(box)
    ax.text(x + 0.1, y, block.label, va="center", fontsize=10)
    ax.text(4.05, y, block.shape, va="center", fontsize=10)
    ax.text(right, y, f"{block.parameters:,}" if block.parameters else "–", va="center", ha="right", fontsize=10)


def _draw_skip(ax: Axes, parent: _Block, start: float, child: _Block, top: float, x: float) -> None:
    y0, y1 = start + parent.height - 0.08, top + 0.09  # out low, in high, so that the two do not meet
    ax.plot([_left(parent), x, x, x + 0.1], [y0, y0, y1, y1], color="black", linewidth=1.1)
    _draw_arrow(ax, (x, y1), (_left(child), y1))


def _draw_arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 8, "color": "black", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style)


def _left(block: _Block) -> float:
    return 1.05 if block.side else 0.75


def _blocks(model: "keras.Model", expand: bool) -> list[_Block]:
    """The layers in an order that keeps each branch together."""
    graph = getattr(model, "_functional", model)  # a Sequential has one inside, once it is built
    if not hasattr(graph, "_nodes_by_depth"):
        subclassed = "made by subclassing, which leaves no graph of layers"
        why = "not built: begin it with keras.Input" if hasattr(model, "_functional") else subclassed
        raise ValueError(f"the model {model.name!r} is {why}")
    nodes = [node for depth in sorted(graph._nodes_by_depth) for node in graph._nodes_by_depth[depth]]  # output first
    parents = {node: [p for p in node.parent_nodes if p in nodes] for node in nodes}
    length: dict[Any, int] = {}
    for node in reversed(nodes):
        length[node] = 1 + max((length[p] for p in parents[node]), default=0)
    longest, node = set(), max(nodes, key=length.get)
    while node:
        longest.add(node)
        node = max(parents[node], key=length.get, default=None)
    row: dict[Any, int] = {}
    blocks: list[_Block] = []
    counted: set[int] = set()  # shared layers' parameters count once

    def visit(node: Any) -> None:
        for parent in sorted(parents[node], key=length.get, reverse=True):
            if parent not in row:
                visit(parent)
        layer, above, side = node.operation, tuple(row[p] for p in parents[node]), node not in longest
        if expand and hasattr(layer, "layers"):
            new: list[tuple[int, ...]] = []  # where each row of the nested model comes to stand
            for block in _blocks(layer, expand):
                if block.parents:
                    moved = tuple(row for p in block.parents for row in new[p])
                    blocks.append(block._replace(parents=moved, side=side or block.side))
                new.append((len(blocks) - 1,) if block.parents else above)
        else:
            shapes = " / ".join(" × ".join("?" if n is None else f"{n:,}" for n in t.shape[1:]) for t in node.outputs)
            parameters = 0 if id(layer) in counted or not hasattr(layer, "count_params") else layer.count_params()
            counted.add(id(layer))
            blocks.append(_Block(*_words(layer), shapes, parameters, above, _colour(layer), side))
        row[node] = len(blocks) - 1

    for node in nodes:
        if node not in row:
            visit(node)
    return blocks


# What of a layer's configuration is shown, in this order.
_DETAILS = {
    "filters": "{} filters",
    "units": "{} units",
    "kernel_size": "{}",
    "pool_size": "{}",
    "strides": "stride {}",
    "dilation_rate": "dilation {}",
    "groups": "{} groups",
    "num_heads": "{} heads",
    "input_dim": "{} tokens",
    "output_dim": "{} wide",
    "rate": "{}",
    "activation": "{}",
}


def _words(layer: Any) -> tuple[str, str]:
    names = [type(layer).__name__.removesuffix("Layer")]
    automatic = re.sub(r"_\d+$", "", layer.name).replace("_", "") == type(layer).__name__.lower()
    name = "" if automatic else layer.name
    if inner := getattr(layer, "forward_layer", getattr(layer, "layer", None)):  # Bidirectional, TimeDistributed
        names, layer = [*names, type(inner).__name__], inner
    words = []
    for attribute, form in _DETAILS.items():
        value = getattr(layer, attribute, None)
        if attribute == "activation":
            value = None if hasattr(layer, "recurrent_activation") else getattr(value, "__name__", None)
        elif attribute in ("strides", "dilation_rate", "groups"):
            value = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
            default = getattr(layer, "pool_size", (1,))[0] if attribute == "strides" else 1
            value = None if value == default else value
        if value not in (None, "linear"):
            value = (
                "×".join(map(str, value))
                if isinstance(value, tuple)
                else f"{value:,}"
                if isinstance(value, int)
                else value
            )
            words.append(form.format(value).removesuffix("s" if value == "1" else "\0"))
    details = ", ".join(words).replace("filters, ", "filters ")
    return name, "  ".join(filter(None, (" ".join(names), details)))


def _colour(layer: Any) -> str | None:
    if hasattr(layer, "_nodes_by_depth") or hasattr(layer, "_functional"):
        return PALETTE[_COLOURS["Model"]]
    name = type(getattr(layer, "forward_layer", getattr(layer, "layer", layer))).__name__
    return next((PALETTE[k] for part, k in _COLOURS.items() if part in name), None)


def _repeats(blocks: list[_Block]) -> list[tuple[int, int, int]]:
    """Groups (first row, rows, times) that cover all rows in order; parents are compared by their distance."""
    keys = [block._replace(name="", parents=tuple(i - p for p in block.parents)) for i, block in enumerate(blocks)]
    groups, i = [], 0
    while i < len(keys):
        best = (i, 1, 1)
        for size in range(1, (len(keys) - i) // 2 + 1):
            n = 1
            while keys[i + n * size : i + (n + 1) * size] == keys[i : i + size]:
                n += 1
            if (n - 1) * size > (best[2] - 1) * best[1]:
                best = (i, size, n)
        groups.append(best)
        i += best[1] * best[2]
    return groups
