"""Bad input to what computes and draws: for each public name, the beginning of the error and the call."""

import importlib

import numpy as np

from nnutils import plots, statistics, text

EIGHT = np.arange(8.0)
POINTS, TWO = np.eye(2), {"class_names": ["l", "r"], "axis_names": ("u", "v")}
VOCABULARY = text.Vocabulary.build(["ab"])
GENERATOR = np.random.default_rng(0)


def first_class(points):
    return np.zeros(len(points), int)


def regions(x=POINTS, y=(0, 1), predict=first_class, **options):
    return plots.decision_regions(predict, x, y, **TWO | options)


def keras():
    return importlib.import_module("keras")


def subclassed(name):
    return type("Own", (keras().Model,), {})(name=name)


def block(kind, *sizes, **options):
    return getattr(importlib.import_module("nnutils.layers"), f"Transformer{kind}Block")(*sizes, **options)


ROWS = {
    "layers.TransformerEncoderBlock": {
        "norm is 'both'; allowed are 'pre', 'post'": lambda: block("Encoder", 8, 2, 12, norm="both"),
        "num_heads, got d_model=8 and num_heads=3": lambda: block("Encoder", 8, 3, 12),
        "num_heads, got d_model=0 and num_heads=2": lambda: block("Encoder", 0, 2, 12),
        "num_heads, got d_model=8 and num_heads=0": lambda: block("Encoder", 8, 0, 12),
        "ff_dim is 0; allowed are whole numbers from 1 up": lambda: block("Encoder", 8, 2, 0),
        "dropout is 1; allowed are numbers from 0 up and below 1": lambda: block("Encoder", 8, 2, 12, dropout=1),
        "the input has 6 features, the block was made for d_model=8": lambda: block("Encoder", 8, 2, 12)(
            np.ones((1, 2, 6))
        ),
    },
    "layers.TransformerDecoderBlock": {
        "num_heads, got d_model=8 and num_heads=3": lambda: block("Decoder", 8, 3, 12),
        "memory is needed with cross_attention=True, and only then": lambda: block("Decoder", 8, 2, 12)(
            np.ones((1, 2, 8))
        ),
        "memory is needed": lambda: block("Decoder", 8, 2, 12, cross_attention=False)(
            np.ones((1, 2, 8)), np.ones((1, 2, 8))
        ),
    },
    "plots.architecture": {
        "model is 'VGG'; allowed is a Keras model": lambda: plots.architecture("VGG"),
        "'later' is not built: begin it with keras.Input": lambda: plots.architecture(keras().Sequential(name="later")),
        "'mine' is made by subclassing": lambda: plots.architecture(subclassed("mine")),
    },
    "plots.confusion_matrix": {
        "shape (2, 2), but 3 class names need (3, 3)": lambda: plots.confusion_matrix([[1, 0], [0, 1]], "abc"),
        "class_names is empty": lambda: plots.confusion_matrix(np.zeros((0, 0), int), []),
        "the matrix holds float64 from 0.5; allowed are whole": lambda: plots.confusion_matrix([[0.5]], ["a"]),
        "the matrix holds int64 from -1; allowed are whole numbers from 0": lambda: plots.confusion_matrix([[-1]], "a"),
    },
    "plots.decision_regions": {
        "x has shape (4, 3); a plane needs (n, 2)": lambda: regions(np.zeros((4, 3))),
        "x has shape (2,); a plane": lambda: regions(np.zeros(2)),
        "x has shape (0, 2); a plane": lambda: regions(np.zeros((0, 2))),
        "x holds float64 that are not all finite": lambda: regions([[0, np.nan], [1, 1]]),
        "x holds <U1 that are not all finite": lambda: regions([["a", "b"]], [0]),
        "y has shape (3,); 2 examples need (2,)": lambda: regions(y=[0, 1, 0]),
        "y has shape (2, 1); 2 examples": lambda: regions(y=[[0], [1]]),
        "y holds the class 2; with 2 class names, allowed are 0 to 1": lambda: regions(y=[0, 2]),
        "y holds the class -1; with 2": lambda: regions(y=[-1, 0]),
        "y holds the class 0.5; with 2": lambda: regions(y=[0.5, 0]),
        "8 class names; allowed are 1 to 7": lambda: regions(class_names=list("abcdefgh")),
        "0 class names; allowed are 1 to 7": lambda: regions(class_names=[]),
        "axis_names is ('u',); a plane has two axes": lambda: regions(axis_names=("u",)),
        "predict returns the shape (22500, 2) for 22500 points": lambda: regions(predict=lambda points: points),
        "predict holds the class 7; with 2": lambda: regions(predict=lambda points: first_class(points) + 7),
    },
    "plots.history": {
        "no metric 'accuracy' in this history; it has loss": lambda: plots.history({"loss": [1]}),
        "metrics must be a sequence of names, got a single string; write ('loss',)": (
            lambda: plots.history({"loss": [1]}, metrics="loss")
        ),
        "metrics is empty; this history has loss": lambda: plots.history({"loss": [1]}, metrics=()),
        "loss has the shape (0,); allowed is one value an epoch": lambda: plots.history({"loss": []}, metrics=["loss"]),
        "val_loss has the shape ()": lambda: plots.history({"loss": [1], "val_loss": 1}, metrics=["loss"]),
    },
    "plots.image_grid": {
        **{
            f"images have shape {shape}; allowed are (n, h, w)": lambda shape=shape: plots.image_grid(np.zeros(shape))
            for shape in [(4, 5), (2, 4, 5, 2), (1, 2, 4, 5, 3), (0, 4, 5), (2, 0, 5), (2, 4, 0, 3)]
        },
        "images hold float64 from 0.0 to 255.0; allowed is 0 to 1": lambda: plots.image_grid([[[0.0, 255.0]]]),
        "images hold float64 from -0.1 to 1.0; allowed is 0 to 1": lambda: plots.image_grid([[[-0.1, 1.0]]]),
        "images hold float64 from nan to nan; allowed": lambda: plots.image_grid([[[np.nan, 1.0]]]),
        "images hold int64 from 0 to 256; allowed is 0 to 255": lambda: plots.image_grid([[[0, 256]]]),
        "images hold int64 from -1 to 0; allowed is 0 to 255": lambda: plots.image_grid([[[0, -1]]]),
        "images have the type <U1; allowed": lambda: plots.image_grid([[["a"]]]),
        "1 titles for 2 images": lambda: plots.image_grid(np.zeros((2, 3, 3)), titles=["one"]),
        "columns is 0; allowed are whole numbers from 1": lambda: plots.image_grid(np.zeros((2, 3, 3)), columns=0),
        "size is -1; allowed are numbers above 0": lambda: plots.image_grid(np.zeros((2, 3, 3)), size=-1),
        "size is inf; allowed are numbers above 0": lambda: plots.image_grid(np.zeros((2, 3, 3)), size=np.inf),
    },
    "plots.photo_grid": {
        "images have shape (2, 4, 5, 1); allowed is (n, h, w, 3)": lambda: plots.photo_grid(np.zeros((2, 4, 5, 1))),
        "images have shape (2, 4, 5); allowed is": lambda: plots.photo_grid(np.zeros((2, 4, 5))),
        "images hold float64 from 0.0 to 2.0": lambda: plots.photo_grid(np.linspace(0, 2, 12).reshape(1, 2, 2, 3)),
        "1 titles for 2 images": lambda: plots.photo_grid(np.zeros((2, 3, 3, 3)), titles=["one"]),
        "columns is 0; allowed": lambda: plots.photo_grid(np.zeros((2, 3, 3, 3)), columns=0),
        "width is 0; allowed are numbers above 0": lambda: plots.photo_grid(np.zeros((2, 3, 3, 3)), width=0),
        "quality is 96; allowed are whole": lambda: plots.photo_grid(np.zeros((2, 3, 3, 3)), quality=96),
    },
    "statistics.mean": {
        "values has the shape (1,); allowed is one dimension with at least 2 values": lambda: statistics.mean([0.9]),
        "values has the shape (2, 2)": lambda: statistics.mean(np.zeros((2, 2))),
        "values is ['a', 'b']; allowed are numbers": lambda: statistics.mean(["a", "b"]),
        "values holds inf; allowed are finite numbers": lambda: statistics.mean([1, np.inf]),
        "level is 95; allowed is a number between 0 and 1": lambda: statistics.mean([1, 2], level=95),
        "level is '0.9'; allowed": lambda: statistics.mean([1, 2], level="0.9"),
    },
    "statistics.paired_difference": {
        "a holds nan; allowed are finite numbers": lambda: statistics.paired_difference([1, np.nan], [1, 2]),
        "3 values against 2": lambda: statistics.paired_difference([1, 2, 3], [1, 2]),
    },
    "statistics.corrected_difference": {
        "test_share is 0; allowed": lambda: statistics.corrected_difference([1, 2], [1, 3], test_share=0),
        "b has the shape (1,)": lambda: statistics.corrected_difference([1, 2], [1], test_share=0.5),
    },
    "statistics.proportion": {
        "successes is 31; allowed are whole numbers from 0 to 30": lambda: statistics.proportion(31, 30),
        "successes is 0.5; allowed are whole numbers": lambda: statistics.proportion(0.5, 3),
        "n is 0; allowed are whole numbers from 1 up": lambda: statistics.proportion(0, 0),
        "level is 1; allowed": lambda: statistics.proportion(1, 3, level=1),
    },
    "statistics.mcnemar": {
        "correct_b is [0, 2]; allowed is one dimension of true and false": lambda: statistics.mcnemar([0, 1], [0, 2]),
        "correct_a is []; allowed": lambda: statistics.mcnemar([], []),
        "2 values against 3": lambda: statistics.mcnemar([0, 1], [0, 1, 1]),
        "level is 0; allowed": lambda: statistics.mcnemar([0, 1], [0, 1], level=0),
    },
    "statistics.paired_bootstrap": {
        "data have the shapes [(2,), (3,)]; allowed": lambda: statistics.paired_bootstrap(np.mean, [1, 2], [1, 2, 3]),
        "data have the shapes []": lambda: statistics.paired_bootstrap(np.mean),
        "resamples is 99; allowed are whole numbers from 100 up": (
            lambda: statistics.paired_bootstrap(np.mean, [1, 2], resamples=99)
        ),
        "seed is -1; allowed are whole numbers from 0": lambda: statistics.paired_bootstrap(np.mean, [1, 2], seed=-1),
        "level is 2; allowed is a number": lambda: statistics.paired_bootstrap(np.mean, [1, 2], level=2),
        "statistic is 'mean'; allowed is a function": lambda: statistics.paired_bootstrap("mean", [1, 2]),
        "statistic returns nan; allowed is a finite": lambda: statistics.paired_bootstrap(lambda x: np.nan, [1, 2]),
        "statistic returns [0]; allowed is": lambda: statistics.paired_bootstrap(lambda x: x[:1] * 0, [1, 2]),
    },
    "statistics.series_mean": {
        "lags is 3; allowed are whole numbers from 0 to 2": lambda: statistics.series_mean(EIGHT, lags=3),
        "lags is -1; allowed": lambda: statistics.series_mean(EIGHT, lags=-1),
        "is one dimension with at least 8 values": lambda: statistics.series_mean(EIGHT[:7], lags=1),
    },
    "statistics.block_bootstrap": {
        "block is 0; allowed are whole numbers from 1 to 2": lambda: statistics.block_bootstrap(
            np.mean, EIGHT, block=0
        ),
        "block is 3; allowed": lambda: statistics.block_bootstrap(np.mean, EIGHT, block=3),
        "at least 8": lambda: statistics.block_bootstrap(np.mean, EIGHT[:7], block=1),
        "resamples is 0; allowed": lambda: statistics.block_bootstrap(np.mean, EIGHT, block=1, resamples=0),
    },
    "statistics.holm": {
        "p_values is [0.1, 1.2]; allowed are one or more numbers from 0 to 1": lambda: statistics.holm([0.1, 1.2]),
        "p_values is [-0.1]; allowed": lambda: statistics.holm([-0.1]),
        "p_values is []; allowed": lambda: statistics.holm([]),
        "p_values is ['a']; allowed are numbers": lambda: statistics.holm(["a"]),
        "p_values is [nan]; allowed": lambda: statistics.holm([float("nan")]),
    },
    "text.split": {
        "text is 5; it must be a string": lambda: text.split(5),
        "level is 'line'; allowed are 'char', 'word'": lambda: text.split("a", "line"),
    },
    "text.Vocabulary": {
        "level is 'zz'; allowed are 'char', 'word'": lambda: text.Vocabulary(("", "[UNK]"), "zz"),
        "tokens hold 'a' more than once": lambda: text.Vocabulary(("", "[UNK]", "a", "a")),
    },
    "text.Vocabulary.build": {
        "level is 'letter'; allowed are 'char', 'word'": lambda: text.Vocabulary.build([], level="letter"),
        "texts must be a list of texts, got a single string; write [text]": lambda: text.Vocabulary.build("abc"),
        "text is None; it must be a string": lambda: text.Vocabulary.build([None]),
        "special must be a list of tokens, got a single": lambda: text.Vocabulary.build(["a"], special="[start]"),
        "special is ['x', 'x']; 'x' would stand there twice": lambda: text.Vocabulary.build([], special=["x", "x"]),
        "special is ['[UNK]']; '[UNK]' would": lambda: text.Vocabulary.build([], special=["[UNK]"]),
        "special tokens, is 2; allowed are whole numbers from 3": lambda: text.Vocabulary.build(["ab"], max_size=2),
        "special tokens, is 3.5; allowed are whole": lambda: text.Vocabulary.build(["ab"], max_size=3.5),
        "special tokens, is 3; allowed are whole numbers from 4": (
            lambda: text.Vocabulary.build(["ab"], max_size=3, special=["x"])
        ),
    },
    "text.Vocabulary.encode": {
        "text is ['a']; it must be a string": lambda: VOCABULARY.encode(["a"]),
        "not in the vocabulary of 4 tokens: 'x', 'y'": lambda: VOCABULARY.encode("ayxb", strict=True),
    },
    "text.Vocabulary.decode": {
        "index -1 is outside the vocabulary: allowed are 0 to 3": lambda: VOCABULARY.decode([2, -1]),
        "index 4 is outside": lambda: VOCABULARY.decode([4]),
        "index 2.5 is outside": lambda: VOCABULARY.decode([2.5]),
        "index nan is outside": lambda: VOCABULARY.decode([np.nan]),
    },
    "text.pad": {
        "side is 'pre'; allowed are 'left', 'right'": lambda: text.pad([[1]], side="pre"),
        "cut is 'both'; allowed are 'left', 'right'": lambda: text.pad([[1]], cut="both"),
        "length is 0; allowed are whole numbers from 1 up": lambda: text.pad([[1]], 0),
        "length is 2.0; allowed": lambda: text.pad([[1]], 2.0),
        "a sequence is [0.5]; allowed are whole numbers of 32 bits": lambda: text.pad([[0.5]]),
        "a sequence is [[1], [2]]; allowed": lambda: text.pad([[[1], [2]]]),
        "a sequence is 'ab'; allowed": lambda: text.pad(["ab"]),
        "a sequence is [2147483648]; allowed": lambda: text.pad([[2**31]]),
        "a sequence is [-2147483649]; allowed": lambda: text.pad([[-(2**31) - 1]]),
    },
    "text.distribution": {
        "above 0; for the likeliest class take argmax": lambda: text.distribution([1.0], temperature=0),
        "temperature is -1.0; allowed are numbers above 0": lambda: text.distribution([1.0], temperature=-1.0),
        "temperature is nan; allowed": lambda: text.distribution([1.0], temperature=np.nan),
        "temperature is inf; allowed": lambda: text.distribution([1.0], temperature=np.inf),
        "top_k is 0; allowed are whole numbers from 1 up": lambda: text.distribution([1.0], top_k=0),
        "top_p is 0; allowed are numbers above 0 and at most 1": lambda: text.distribution([1.0], top_p=0),
        "top_p is 1.1; allowed": lambda: text.distribution([1.0], top_p=1.1),
        "logits is 3.0; allowed is a score for each class": lambda: text.distribution(3.0),
        "logits must be numbers below infinity": lambda: text.distribution([[0.0, 1.0], [np.nan, 1.0]]),
        "logits must be numbers below infinity, one": lambda: text.distribution([np.inf, 1.0]),
        "logits must be numbers below infinity, one of": lambda: text.distribution([[], []]),
    },
    "text.sample": {
        "rng is 3; it must be a numpy.random.Generator": lambda: text.sample([1.0], 3),
        "unexpected keyword argument 'heat'": lambda: text.sample([1.0], GENERATOR, heat=1),
        "top_k is -1; allowed": lambda: text.sample([1.0], GENERATOR, top_k=-1),
    },
}
