"""A network as rows of a drawing: the layers of a Keras model in order, with their words, shapes and parents."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from nnutils.plots.style import PALETTE

if TYPE_CHECKING:
    import keras


class Block(NamedTuple):
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
        """Name, kind and details, in lines that fit the block."""
        return textwrap.fill(f"{self.name} {self.kind}".strip(), 34 if self.side else 39)

    @property
    def height(self) -> float:
        """Height of the block in inches."""
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


def blocks_of(model: keras.Model, expand: bool) -> list[Block]:
    """Return the layers in an order that keeps each branch together.

    Parameters
    ----------
    model : keras.Model
        A model with a graph of layers.
    expand : bool
        Whether layers of nested models stand in place of one block for each model.

    Raises
    ------
    TypeError
        If the model is none of Keras.
    ValueError
        If it has no graph of layers.
    """
    graph = getattr(model, "_functional", model)  # a Sequential has one inside, once it is built
    if not hasattr(model, "count_params"):
        raise TypeError(f"model is {model!r:.60}; allowed is a Keras model")
    if not hasattr(graph, "_nodes_by_depth"):
        subclassed = "made by subclassing, which leaves no graph of layers"
        why = "not built: begin it with keras.Input" if hasattr(model, "_functional") else subclassed
        raise ValueError(f"the model {model.name!r} is {why}")
    nodes = [node for depth in sorted(graph._nodes_by_depth) for node in graph._nodes_by_depth[depth]]  # output first
    parents = {node: [p for p in node.parent_nodes if p in nodes] for node in nodes}
    length: dict[Any, int] = {}
    for node in reversed(nodes):
        length[node] = 1 + max((length[p] for p in parents[node]), default=0)
    longest, node = set(), max(nodes, key=length.__getitem__)
    while node:
        longest.add(node)
        node = max(parents[node], key=length.__getitem__, default=None)
    row: dict[Any, int] = {}
    blocks: list[Block] = []
    counted: set[int] = set()  # shared layers' parameters count once

    def visit(node: Any) -> None:
        for parent in sorted(parents[node], key=length.__getitem__, reverse=True):
            if parent not in row:
                visit(parent)
        layer, above, side = node.operation, tuple(row[p] for p in parents[node]), node not in longest
        if expand and hasattr(layer, "layers"):
            new: list[tuple[int, ...]] = []  # where each row of the nested model comes to stand
            for block in blocks_of(layer, expand):
                if block.parents:
                    moved = tuple(row for p in block.parents for row in new[p])
                    blocks.append(block._replace(parents=moved, side=side or block.side))
                new.append((len(blocks) - 1,) if block.parents else above)
        else:
            shapes = " / ".join(" × ".join("?" if n is None else f"{n:,}" for n in t.shape[1:]) for t in node.outputs)
            parameters = 0 if id(layer) in counted or not hasattr(layer, "count_params") else layer.count_params()
            counted.add(id(layer))
            blocks.append(Block(*_words(layer), shapes, parameters, above, _colour(layer), side))
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


def repeats(blocks: list[Block]) -> list[tuple[int, int, int]]:
    """Return groups (first row, rows, times) that cover all rows in order; parents are compared by their distance."""
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
