"""The Transformer's blocks against the paper's equations written in NumPy, and what their masks promise."""

import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

from nnutils.layers import TransformerDecoderBlock, TransformerEncoderBlock

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NORMS = ["pre", "post"]
SIZES = {"d_model": 8, "num_heads": 2, "ff_dim": 12}


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def with_random_weights(block, *inputs):
    """The block, built, with no bias at 0 and no scale at 1, so that an unused weight shows."""
    block(*inputs)
    rng = np.random.default_rng(1)
    for weight in block.weights:
        weight.assign(rng.normal(0.3, 0.4, weight.shape))
    return block


def named(block):
    """Weights in float64 by their path without the block's name."""
    return {weight.path.split("/", 1)[1]: weight.numpy().astype("float64") for weight in block.weights}


def attend(weights, name, x, y, allowed):
    """Section 3.2 of Vaswani et al. 2017 with `allowed` (batch, n, m), one head at a time."""
    heads = []
    for i in range(SIZES["num_heads"]):
        q, k, v = (
            part @ weights[f"{name}/{role}/kernel"][:, i] + weights[f"{name}/{role}/bias"][i]
            for role, part in (("query", x), ("key", y), ("value", y))
        )
        scores = np.where(allowed, q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]), -1e9)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        heads.append(shares / shares.sum(axis=-1, keepdims=True) @ v)
    output = weights[f"{name}/attention_output/kernel"].reshape(-1, x.shape[-1])
    return np.concatenate(heads, axis=-1) @ output + weights[f"{name}/attention_output/bias"]


def normalise(weights, name, x):
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-6) * weights[f"{name}/gamma"] + weights[f"{name}/beta"]


def feed_forward(weights, x):
    hidden = np.maximum(x @ weights["expand/kernel"] + weights["expand/bias"], 0)
    return hidden @ weights["project/kernel"] + weights["project/bias"]


def by_hand(block, x, memory=None, mask=None, memory_mask=None, causal=False):
    weights, n = named(block), x.shape[1]
    mask = np.ones(x.shape[:2], bool) if mask is None else mask
    allowed = mask[:, None, :] & (np.tri(n, dtype=bool) if causal else np.ones((n, n), bool))
    parts = {"attention_norm": lambda h: attend(weights, "attention", h, h, allowed)}
    if memory is not None:
        memory_mask = np.ones(memory.shape[:2], bool) if memory_mask is None else memory_mask
        parts["cross_norm"] = lambda h: attend(weights, "cross_attention", h, memory, memory_mask[:, None, :])
    parts["ff_norm"] = lambda h: feed_forward(weights, h)
    for name, part in parts.items():
        pre = block.norm == "pre"
        x = x + part(normalise(weights, name, x)) if pre else normalise(weights, name, x + part(x))
    return x


@pytest.mark.parametrize("norm", NORMS)
def test_an_encoder_block_equals_the_equations(norm):
    x, mask = numbers(3, 5, 8), np.arange(5) < np.array([[5], [3], [1]])
    block = with_random_weights(TransformerEncoderBlock(**SIZES, norm=norm), x)
    np.testing.assert_allclose(block(x), by_hand(block, x), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(block(x, mask=mask), by_hand(block, x, mask=mask), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("norm", NORMS)
def test_a_decoder_block_equals_the_equations(norm, causal):
    x, memory = numbers(3, 5, 8), numbers(3, 7, 8, seed=2)
    masks = {"mask": np.arange(5) < np.array([[5], [3], [2]]), "memory_mask": np.arange(7) < np.array([[7], [4], [1]])}
    block = with_random_weights(TransformerDecoderBlock(**SIZES, norm=norm, causal=causal), x, memory)
    for options in ({}, masks):
        expected = by_hand(block, x, memory, causal=causal, **options)
        np.testing.assert_allclose(block(x, memory, **options), expected, rtol=1e-4, atol=1e-4)


def test_a_decoder_block_without_encoder_equals_the_equations():
    x = numbers(3, 5, 8)
    block = with_random_weights(TransformerDecoderBlock(**SIZES, norm="pre", cross_attention=False), x)
    np.testing.assert_allclose(block(x), by_hand(block, x, causal=True), rtol=1e-4, atol=1e-4)


def test_the_future_changes_nothing_before_it_and_something_after_it():
    x, memory = numbers(2, 6, 8), numbers(2, 4, 8, seed=2)
    block = with_random_weights(TransformerDecoderBlock(**SIZES), x, memory)
    other = x.copy()
    other[:, 4:] += 1
    before, after = block(x, memory).numpy(), block(other, memory).numpy()
    np.testing.assert_array_equal(before[:, :4], after[:, :4])
    assert np.all(before[:, 4:] != after[:, 4:])


def test_what_stands_in_the_padding_changes_no_real_position():
    x, memory = numbers(2, 6, 8), numbers(2, 4, 8, seed=2)
    encoder = with_random_weights(TransformerEncoderBlock(**SIZES), x)
    decoder = with_random_weights(TransformerDecoderBlock(**SIZES), x, memory)
    mask, memory_mask = np.arange(6) < np.array([[4], [6]]), np.arange(4) < np.array([[4], [2]])
    other, other_memory = np.where(mask[..., None], x, 9), np.where(memory_mask[..., None], memory, 9)
    np.testing.assert_array_equal(
        encoder(x, mask=mask).numpy()[mask], encoder(other.astype("float32"), mask=mask).numpy()[mask]
    )
    masks = {"mask": mask, "memory_mask": memory_mask}
    np.testing.assert_array_equal(
        decoder(x, memory, **masks).numpy()[mask],
        decoder(other.astype("float32"), other_memory.astype("float32"), **masks).numpy()[mask],
    )


def test_the_mask_of_an_embedding_is_used():
    tokens, source = np.array([[3, 4, 5, 0, 0], [2, 0, 0, 0, 0]]), np.array([[3, 0, 0], [4, 5, 0]])
    embedding = keras.layers.Embedding(6, 8, mask_zero=True)
    x, memory = embedding(tokens), embedding(source)
    bare, bare_memory = x.numpy(), memory.numpy()
    encoder = with_random_weights(TransformerEncoderBlock(**SIZES), bare)
    decoder = with_random_weights(TransformerDecoderBlock(**SIZES), bare, bare_memory)
    real = tokens != 0
    expected = encoder(bare, mask=real).numpy()
    np.testing.assert_allclose(encoder(x).numpy()[real], expected[real], rtol=1e-5, atol=1e-5)
    expected = decoder(bare, bare_memory, mask=real, memory_mask=source != 0).numpy()
    np.testing.assert_allclose(decoder(x, memory).numpy()[real], expected[real], rtol=1e-5, atol=1e-5)
    assert np.abs(encoder(bare).numpy() - expected)[real].max() > 0.01  # it matters here


def test_a_block_hands_its_mask_on():
    tokens = np.array([[3, 4, 5, 0, 0], [2, 0, 0, 0, 0]])
    x = keras.layers.Embedding(6, 8, mask_zero=True)(tokens)
    y = with_random_weights(TransformerEncoderBlock(**SIZES), x.numpy())(x)
    mean = keras.layers.GlobalAveragePooling1D()(y)
    np.testing.assert_allclose(mean, [y[0, :3].numpy().mean(axis=0), y[1, 0].numpy()], rtol=1e-5, atol=1e-5)


def test_the_smallest_block_has_one_feature_one_head_and_no_dropout():
    x = numbers(1, 1, 1)
    block = TransformerDecoderBlock(d_model=1, num_heads=1, ff_dim=1, dropout=0)
    np.testing.assert_array_equal(block(x, x, training=True), block(x, x, training=False))


def test_blocks_come_back_from_a_file_with_equal_outputs(tmp_path):
    x = keras.Input((None, 8))
    source = keras.Input((None, 8))
    memory = TransformerEncoderBlock(**SIZES, norm="pre", activation="gelu")(source)
    hidden = TransformerDecoderBlock(**SIZES, norm="pre", dropout=0.3)(x, memory)
    output = TransformerDecoderBlock(**SIZES, cross_attention=False)(hidden)
    model = keras.Model([x, source], output)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    inputs = [numbers(2, 5, 8), numbers(2, 3, 8, seed=2)]
    np.testing.assert_array_equal(model(inputs), again(inputs))
    for before, after in zip(model.layers, again.layers, strict=True):
        assert before.get_config() == after.get_config()


def test_parameters_are_as_many_as_the_formula_says():
    d, f = 8, 12
    attention, feed_forward_part = 4 * (d * d + d), 2 * d * f + d + f
    encoder, decoder = TransformerEncoderBlock(**SIZES), TransformerDecoderBlock(**SIZES)
    decoder_only = TransformerDecoderBlock(**SIZES, cross_attention=False)
    encoder.build((None, None, d))
    decoder.build((None, None, d))
    decoder_only.build((None, None, d))
    assert encoder.count_params() == decoder_only.count_params() == attention + feed_forward_part + 2 * 2 * d
    assert decoder.count_params() == 2 * attention + feed_forward_part + 3 * 2 * d


def test_dropout_acts_in_training_only():
    x = numbers(2, 5, 8)
    block = TransformerEncoderBlock(**SIZES, dropout=0.5)
    np.testing.assert_array_equal(block(x), block(x, training=False))
    assert not np.allclose(block(x), block(x, training=True))


@pytest.mark.parametrize("norm", NORMS)
def test_every_weight_gets_a_gradient(norm):
    import tensorflow as tf

    x, memory = numbers(2, 5, 8), numbers(2, 3, 8, seed=2)
    block = with_random_weights(TransformerDecoderBlock(**SIZES, norm=norm), x, memory)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(block(x, memory) ** 3)
    for weight, gradient in zip(block.weights, tape.gradient(loss, block.trainable_weights), strict=True):
        assert gradient is not None, weight.path


@pytest.fixture(scope="module")
def chapter():
    """The two classes as the chapter on the Transformer defines them, from its cells."""
    notebook = nbformat.read(NOTEBOOKS / "20_transformer_translation.ipynb", as_version=4)
    defined = {"keras": keras, "layers": keras.layers}
    for cell in notebook.cells:
        if cell.cell_type == "code" and re.match(r"class (En|De)coderBlock\(", cell.source):
            exec(cell.source, defined)
    return defined["EncoderBlock"], defined["DecoderBlock"]


def take_over(ours, theirs):
    """Give our block the weights of the chapter's."""
    ours.attention.set_weights(theirs.attention.get_weights())
    expand, project = theirs.dense.layers
    ours.expand.set_weights(expand.get_weights())
    ours.project.set_weights(project.get_weights())
    norms = [ours.attention_norm, ours.ff_norm]
    if hasattr(theirs, "cross"):
        ours.cross_attention.set_weights(theirs.cross.get_weights())
        norms.insert(1, ours.cross_norm)
    for norm, other in zip(norms, theirs.norms, strict=True):
        norm.set_weights(other.get_weights())
    return ours


@pytest.mark.parametrize("norm", NORMS)
def test_the_encoder_block_equals_the_one_that_the_chapter_builds(chapter, norm):
    x, real = numbers(2, 5, 8), np.arange(5) < np.array([[5], [3]])
    theirs = with_random_weights(chapter[0](heads=2, d=8, ff=12, pre_norm=norm == "pre"), x, real)
    ours = TransformerEncoderBlock(**SIZES, norm=norm)
    ours.build(x.shape)
    np.testing.assert_allclose(take_over(ours, theirs)(x, mask=real), theirs(x, real), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("norm", NORMS)
def test_the_decoder_block_equals_the_one_that_the_chapter_builds(chapter, norm):
    x, memory, real = numbers(2, 6, 8), numbers(2, 5, 8, seed=1), np.arange(5) < np.array([[5], [3]])
    theirs = with_random_weights(chapter[1](heads=2, d=8, ff=12, pre_norm=norm == "pre"), x, memory, real)
    ours = TransformerDecoderBlock(**SIZES, norm=norm)
    ours.build(x.shape)
    found = take_over(ours, theirs)(x, memory, memory_mask=real)
    np.testing.assert_allclose(found, theirs(x, memory, real), rtol=1e-5, atol=1e-5)
