"""Tests of nnutils.plots.architecture: what the drawing says is compared with what Keras says."""

import re

import matplotlib.pyplot as plt
import pytest

from nnutils import plots

# isort: split
import keras
from keras import layers


@pytest.fixture(autouse=True)
def _close_figures():
    keras.utils.clear_session()
    yield
    plt.close("all")


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def rows(figure):
    """(label, shape, parameters) of each block, in order."""
    texts = [text for text in words(figure) if text and not text.startswith("× ")]
    body = texts[: -len(["layer", "all layers", "output", "parameters", "total"])]
    return [(body[i].replace("\n", " "), body[i + 1], body[i + 2]) for i in range(0, len(body), 3)]


def number(text):
    return 0 if text == "–" else int(text.replace(",", ""))


def plain():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(6, 5, activation="tanh", name="C1"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 3, strides=2),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(1000, activation="softmax"),
        ]
    )


def residual(blocks=3):
    x = inputs = keras.Input(shape=(8, 8, 4))
    for _ in range(blocks):
        y = layers.Conv2D(4, 3, padding="same")(x)
        y = layers.ReLU()(y)
        x = layers.Add()([layers.Conv2D(4, 3, padding="same")(y), x])
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(2)(x))


def test_every_layer_appears_with_kind_details_shape_and_parameters():
    model = plain()
    assert rows(plots.architecture(model)) == [
        ("Input", "28 × 28 × 1", "–"),
        ("C1 Conv2D  6 filters 5×5, tanh", "24 × 24 × 6", "156"),
        ("AveragePooling2D  2×2", "12 × 12 × 6", "–"),
        ("Conv2D  16 filters 3×3, stride 2", "5 × 5 × 16", "880"),
        ("BatchNormalization", "5 × 5 × 16", "64"),
        ("Flatten", "400", "–"),
        ("Dropout  0.5", "400", "–"),
        ("Dense  1,000 units, softmax", "1,000", "401,000"),
    ]


@pytest.mark.parametrize("make", [plain, residual])
def test_the_parameters_add_up_to_those_of_keras(make):
    model = make()
    figure = plots.architecture(model)
    assert sum(number(parameters) for *_, parameters in rows(figure)) == model.count_params()
    assert words(figure)[-1] == f"{model.count_params():,}"


def test_a_shared_layer_counts_once():
    inputs = keras.Input(shape=(4,))
    shared = layers.Dense(4)
    model = keras.Model(inputs, shared(shared(inputs)))
    assert [parameters for *_, parameters in rows(plots.architecture(model))] == ["–", "20", "–"]


def test_a_skip_connection_is_a_line_at_the_left_and_a_chain_has_none():
    assert len(plots.architecture(plain()).axes[0].lines) == 0
    assert len(plots.architecture(residual(blocks=3)).axes[0].lines) == 3


def test_a_branch_stays_together_and_stands_beside_the_longest_path():
    inputs = keras.Input(shape=(8, 8, 4))
    y = layers.Conv2D(4, 3, padding="same")(inputs)
    y = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(y))
    shortcut = layers.BatchNormalization(name="side_norm")(layers.Conv2D(4, 1, name="side")(inputs))
    figure = plots.architecture(keras.Model(inputs, layers.Add()([shortcut, y])))
    kinds = [label.split()[0] for label, *_ in rows(figure)]
    assert kinds == ["Input", "Conv2D", "Conv2D", "BatchNormalization", "side", "side_norm", "Add"]
    dashed = [box.get_linestyle() == "--" for box in figure.axes[0].patches if hasattr(box, "get_boxstyle")]
    assert [box for box in dashed if box] == [True, True]


def test_folding_draws_repetitions_once_and_says_how_many():
    texts = words(plots.architecture(residual(blocks=3), fold=True))
    assert [text for text in texts if text.startswith("× ")] == ["× 3"]
    assert sum(text.startswith("Conv2D") for text in texts) == 2
    assert "× 3" not in words(plots.architecture(residual(blocks=3)))


def test_layers_that_differ_are_not_folded():
    model = keras.Sequential(
        [keras.Input(shape=(4,)), layers.Dense(8), layers.Dense(8), layers.Dense(8), layers.Dense(7)]
    )
    texts = words(plots.architecture(model, fold=True))
    assert [t for t in texts if t.startswith("× ")] == ["× 2"], "the first Dense(8) has other weights than the next two"


def test_a_nested_model_is_one_block_unless_expanded():
    body = keras.Sequential([layers.Dense(3), layers.ReLU()], name="body")
    model = keras.Sequential([keras.Input(shape=(4,)), body, layers.Dense(2)])
    assert [row[0] for row in rows(plots.architecture(model))] == ["Input", "body Sequential", "Dense  2 units"]
    expanded = rows(plots.architecture(model, expand=True))
    assert [row[0] for row in expanded] == ["Input", "Dense  3 units", "ReLU", "Dense  2 units"]
    assert sum(number(row[2]) for row in expanded) == model.count_params()


def test_an_expanded_nested_model_keeps_its_branches():
    model = keras.Sequential([keras.Input(shape=(8, 8, 4)), residual(blocks=2), layers.Dense(3)])
    assert len(plots.architecture(model, expand=True).axes[0].lines) == 2


def test_what_stands_around_the_layers_is_drawn_too():
    inputs = keras.Input(shape=(None,))
    x = layers.Embedding(10_000, 64)(inputs)
    x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(x)
    x = layers.TimeDistributed(layers.Dense(1))(x + x)
    labels = [(label, shape) for label, shape, _ in rows(plots.architecture(keras.Model(inputs, x)))]
    assert labels[0] == ("Input", "?")
    assert labels[1] == ("Embedding  10,000 tokens, 64 wide", "? × 64")
    assert labels[2] == ("Bidirectional LSTM  32 units", "? × 64")
    assert labels[-1] == ("TimeDistributed Dense  1 unit", "? × 1")


def test_the_figure_is_legible_on_a_phone():
    figure = plots.architecture(residual(), fold=True)
    assert figure.get_figwidth() <= 6.4
    assert min(text.get_fontsize() for text in figure.axes[0].texts) >= 10


@pytest.mark.parametrize("make", [plain, residual])
def test_no_texts_of_a_row_overlap(make):
    figure = plots.architecture(make())
    boxes = [t.get_window_extent() for t in figure.axes[0].texts if re.search(r"\w", t.get_text())]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
