"""How real files are read: with small files in the published formats, as the real ones are not at hand everywhere."""

import gzip
import hashlib
import io
import json

import numpy as np
import pytest

from nnutils import datasets
from nnutils.datasets import files


@pytest.fixture
def keep(home, monkeypatch):
    """Puts a file into the cache, under the name of a registered one and with a checksum of its own."""

    def keep(name, content):
        file = files.FILES[name]
        monkeypatch.setitem(files.FILES, name, file._replace(sha256=hashlib.sha256(content).hexdigest()))
        (home / file.folder).mkdir(parents=True, exist_ok=True)
        (home / file.folder / name).write_bytes(content)

    return keep


def npz(**arrays):
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    return packed.getvalue()


def lists(*reviews):
    """An object array of lists, as in the files of Keras."""
    return np.fromiter(map(list, reviews), object)


def test_digits_are_read_as_they_are(keep):
    x, y = np.arange(3 * 784, dtype="uint8").reshape(3, 28, 28), np.array([7, 1, 2], "uint8")
    keep("mnist.npz", npz(x_train=x, y_train=y, x_test=x[:1], y_test=y[:1]))
    data = datasets.mnist()
    np.testing.assert_array_equal(data.x_train, x)
    np.testing.assert_array_equal(data.x_test, x[:1])
    assert (data.y_train.tolist(), data.y_test.tolist()) == ([7, 1, 2], [7])
    assert data.source == "Real data: MNIST, 3 training and 1 test examples."
    assert data.class_names == tuple("0123456789")


def test_garments_are_read_without_the_heads_of_their_files(keep):
    for stem, n in (("train", 3), ("t10k", 2)):
        pixels = np.full((n, 28, 28), n, "uint8")
        keep(f"{stem}-images-idx3-ubyte.gz", gzip.compress(bytes(range(100, 116)) + pixels.tobytes()))
        keep(f"{stem}-labels-idx1-ubyte.gz", gzip.compress(bytes(range(100, 108)) + bytes([5, 6, 7][:n])))
    data = datasets.fashion_mnist()
    assert (data.x_train.shape, data.x_test.shape) == ((3, 28, 28), (2, 28, 28))
    assert (np.unique(data.x_train).tolist(), np.unique(data.x_test).tolist()) == ([3], [2])
    assert (data.y_train.tolist(), data.y_test.tolist()) == ([5, 6, 7], [5, 6])
    assert data.class_names == datasets.FASHION
    assert all(array.flags.writeable for array in (data.x_train, data.y_train, data.x_test, data.y_test))


def test_reviews_come_in_the_order_and_with_the_indices_of_keras(keep):
    x, y = lists([1, 2], [3], [4], [5], [200, 6, 7]), np.arange(5)
    keep("imdb.npz", npz(x_train=x, y_train=y, x_test=x[:2], y_test=y[:2]))
    keep("imdb_word_index.json", json.dumps({"the": 1, "café": 2}).encode())
    data = datasets.imdb(num_words=203)
    order = np.random.RandomState(113).permutation(5).tolist()  # as Keras shuffles with its seed
    assert data.y_train.tolist() == order
    assert data.x_train.tolist() == [[1, *(w + 3 if w < 200 else 2 for w in x[i])] for i in order]
    assert sorted(data.x_test.tolist()) == [[1, 4, 5], [1, 6]]
    assert data.word_index == {"the": 1, "café": 2}
    assert data.class_names == ("negative", "positive")
    assert max(map(max, datasets.imdb(num_words=204).x_train)) == 203


def test_a_fifth_of_the_newswires_are_for_testing(keep):
    keep("reuters.npz", npz(x=lists(*([i] for i in range(1, 12))), y=np.arange(11)))
    keep("reuters_word_index.json", b'{"wheat": 1}')
    data = datasets.reuters()
    order = np.random.RandomState(113).permutation(11).tolist()
    assert (data.y_train.tolist(), data.y_test.tolist()) == (order[:8], order[8:])
    assert data.x_test.tolist() == [[1, i + 4] for i in order[8:]]
    assert data.class_names == datasets.REUTERS


def test_a_series_is_the_second_column(keep):
    rows = [f'"{month}",{value}' for month, value in zip(range(2820), np.arange(2820) / 2, strict=True)]
    keep("monthly-sunspots.csv", "\n".join(['"Month","Sunspots"', *rows]).encode())
    data = datasets.weather("sunspots")
    np.testing.assert_array_equal(data.values[:, 0], np.arange(2820, dtype="float32") / 2)
    assert data.source == "Real data: monthly sunspot numbers 1749–1983, 2,820 steps."


def test_an_hour_of_beijing_is_dust_weather_and_one_wind(keep):
    head = "No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir"
    rows = ["1,2010,1,1,0,NA,-21,-11,1021,NW,1.79,0,0", "2,2010,1,1,1,129,-16,-4,1020,cv,2.5,3,4"]
    keep("pollution.csv", "\n".join([head, *rows]).encode())
    data = datasets.weather("beijing")
    expected = [[np.nan, -21, -11, 1021, 1.79, 0, 0, 0, 1, 0, 0], [129, -16, -4, 1020, 2.5, 3, 4, 0, 0, 0, 1]]
    np.testing.assert_array_equal(data.values, np.array(expected, "float32"))


def test_the_text_is_read_as_utf_8(keep):
    keep("shakespeare.txt", "Ophélie\n".encode())
    assert datasets.text_corpus().text == "Ophélie\n"
