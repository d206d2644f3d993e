"""What holds of a data set whether it is the real one or its stand-in; for the tests of both."""

from __future__ import annotations

import itertools

import numpy as np

from nnutils import datasets

PICTURES = {"mnist": (28, 28), "fashion_mnist": (28, 28), "cifar10": (32, 32, 3)}
TOKENS = {"imdb": 2, "reuters": 46}
CLOCKS = {  # first and last moment of each series, with its unit
    "melbourne": ("1981-01-01", "1990-12-31", "datetime64[D]"),
    "sunspots": ("1749-01", "1983-12", "datetime64[M]"),
    "beijing": ("2010-01-01T00", "2014-12-31T23", "datetime64[h]"),
}
SHAPES = {"melbourne": (3650, 1), "sunspots": (2820, 1), "beijing": (43824, 11)}
STAND_INS = [
    *((name,) for name in (*PICTURES, *TOKENS, "text_corpus", "translation_pairs")),
    *(("weather", name) for name in SHAPES),
    *(("weights", name) for name in ("squeezenet", "mobilenet")),
]


def spell(call: tuple[str, ...]) -> str:
    """Return an id for a test: the loader and its argument."""
    return "-".join(call)


def check_pictures(name: str, data: datasets.Split) -> None:
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.shape == (len(y), *PICTURES[name])
        assert x.dtype == y.dtype == np.uint8
        assert set(y) == set(range(10))
        assert x.max() > 200
    assert len(data.class_names) == 10


def check_tokens(name: str, data: datasets.Tokens) -> None:
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.dtype == object
        assert x.shape == y.shape
        assert y.dtype == np.int64
        assert all(isinstance(tokens, list) and tokens[0] == 1 for tokens in x)
        assert 9_900 < max(map(max, x)) < 10_000
        assert 3 not in set(itertools.chain.from_iterable(x))
        assert set(y) == set(range(TOKENS[name]))
    assert len(data.class_names) == TOKENS[name]
    words = {index + 3: word for word, index in data.word_index.items()}
    assert min(words) == 4
    assert all(token in words or token in (1, 2) for tokens in data.x_test[:200] for token in tokens)


def check_series(name: str, data: datasets.Series) -> None:
    first, last, clock = CLOCKS[name]
    assert data.values.shape == SHAPES[name] == (len(data.times), len(data.columns))
    assert data.values.dtype == np.float32
    assert len(data.units) == len(data.columns)
    assert data.unit == data.units[0]
    assert data.times.dtype == clock
    assert (str(data.times[0]), str(data.times[-1])) == (first, last)
    gaps = np.isnan(data.values).mean(axis=0)
    assert (gaps[1:] == 0).all()
    assert (0.04 < gaps[0] < 0.06) if name == "beijing" else gaps[0] == 0
    steps = np.diff(data.times).astype(int)
    if name == "melbourne":  # the last day of a leap year is missing
        assert [str(day) for day in data.times[1:][steps == 2]] == ["1985-01-01", "1989-01-01"]
        assert set(steps) == {1, 2}
    else:
        assert set(steps) == {1}
    if name == "beijing":
        np.testing.assert_array_equal(data.values[:, -4:].sum(axis=1), 1)  # one wind at a time
        assert data.columns[-4:] == ("wind_NE", "wind_NW", "wind_SE", "wind_cv")


def check_pairs(data: datasets.Pairs) -> None:
    lengths = [len(sentence) for sentence in data.inputs]
    assert sum(a > b for a, b in itertools.pairwise(lengths)) < 0.01 * len(lengths)
    assert data.inputs.dtype == data.targets.dtype == object
    assert data.inputs.shape == data.targets.shape == (len(lengths),)
    assert data.language is None
