"""A network drawn from input to output, a block for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from nnutils.plots.network import Block, blocks_of, repeats

if TYPE_CHECKING:
    import keras


def architecture(model: keras.Model, *, fold: bool = False, expand: bool = False) -> Figure:
    """Draw a network from input to output: a block for each layer, with output shape and number of parameters.

    Layers that only activate, drop, normalise, reshape or merge are drawn small. Lines at the left join layers that do
    not follow each other, as in a residual block; what lies beside the longest path is moved to the right and has a
    dashed outline. A layer's name is shown where Keras did not choose it. The batch axis is left out; "?" is any size.

    Parameters
    ----------
    model : keras.Model
        A Sequential or functional model that knows its input shape.
    fold : bool
        Draw a group of layers that repeats itself only once, with "× n" at its right.
    expand : bool
        Draw the layers of nested models instead of one block for each model.

    Returns
    -------
    matplotlib.figure.Figure
        One panel; a unit of its axes is an inch.

    Raises
    ------
    TypeError
        If the model is none of Keras.
    ValueError
        If the model is not built, or made by subclassing, so that it has no graph of layers.

    Examples
    --------
    >>> import keras
    >>> network = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(3)])
    >>> [text.get_text() for text in architecture(network).axes[0].texts][:6]
    ['Input', '4', '–', 'Dense  3 units', '3', '15']
    """
    blocks = blocks_of(model, expand)
    groups = repeats(blocks) if fold else [(i, 1, 1) for i in range(len(blocks))]
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
        style: dict[str, Any] = {"ha": "right" if x == right else "left", "va": "center", "fontsize": 10}
        ax.text(x, -0.18, head, color="dimgray", **style)
        ax.text(x, bottom + 0.1, total, weight="bold", **style)
    return fig


def _draw_block(ax: Axes, block: Block, top: float, right: float) -> None:
    x, y = _left(block), top + block.height / 2
    box = FancyBboxPatch((x, top), 3.95 - x, block.height, boxstyle="round,pad=0,rounding_size=0.07", linewidth=1.2)
    box.set_facecolor((*to_rgb(block.colour or "gray"), 0.22 if block.colour else 0.06))
    box.set(edgecolor=block.colour or "gray", linestyle="--" if block.side else "-")
    ax.add_patch(box)
    ax.text(x + 0.1, y, block.label, va="center", fontsize=10)
    ax.text(4.05, y, block.shape, va="center", fontsize=10)
    ax.text(right, y, f"{block.parameters:,}" if block.parameters else "–", va="center", ha="right", fontsize=10)


def _draw_skip(ax: Axes, parent: Block, start: float, child: Block, top: float, x: float) -> None:
    y0, y1 = start + parent.height - 0.08, top + 0.09  # out low, in high, so that the two do not meet
    ax.plot([_left(parent), x, x, x + 0.1], [y0, y0, y1, y1], color="black", linewidth=1.1)
    _draw_arrow(ax, (x, y1), (_left(child), y1))


def _draw_arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 8, "color": "black", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style)


def _left(block: Block) -> float:
    return 1.05 if block.side else 0.75
