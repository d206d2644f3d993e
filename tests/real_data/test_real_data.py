"""The real data sets are the published ones: their sizes, their order, and what is known to stand in them."""

import datetime

import data_contracts as contracts
import numpy as np
import pytest
from data_contracts import PICTURES, STAND_INS, TOKENS, spell

from nnutils import datasets
from nnutils.datasets import files

# Training and test examples, first training labels.
COUNTS = {
    "mnist": (60_000, 10_000, [5, 0, 4, 1, 9]),
    "fashion_mnist": (60_000, 10_000, [9, 0, 0, 3, 0]),
    "cifar10": (50_000, 10_000, [6, 9, 9, 4, 1]),
    "imdb": (25_000, 25_000, [1, 0, 0, 1, 0]),
    "reuters": (8_982, 2_246, [3, 4, 3, 4, 4]),
}


@pytest.mark.parametrize("call", STAND_INS, ids=spell)
def test_real_data_says_so(call, load_real):
    data = load_real(*call)
    assert (data.origin, data.is_real) == ("real", True)
    assert data.source.startswith("Real data: ")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_have_their_shape_type_and_ten_classes(name, load_real):
    contracts.check_pictures(name, load_real(name))


@pytest.mark.parametrize("name", TOKENS)
def test_token_sets_hold_lists_of_indices_that_spell_words(name, load_real):
    contracts.check_tokens(name, load_real(name))


@pytest.mark.parametrize("name", datasets.WEATHER)
def test_series_have_their_shape_columns_and_times(name, load_real):
    contracts.check_series(name, load_real("weather", name))


@pytest.mark.parametrize("name", COUNTS)
def test_sets_have_their_published_size_and_order(name, load_real):
    data, (train, test, labels) = load_real(name), COUNTS[name]
    assert (len(data.y_train), len(data.y_test)) == (train, test)
    assert data.y_train[:5].tolist() == labels
    assert f"{train:,} training and {test:,} test examples" in data.source


@pytest.mark.parametrize("name", COUNTS)
def test_the_arrays_may_be_written_to(name, load_real):
    assert all(getattr(load_real(name), field).flags.writeable for field in ("x_train", "y_train", "x_test", "y_test"))


def test_a_smaller_vocabulary_turns_rare_words_into_two(load_real):
    large, small = load_real("reuters"), load_real("reuters", 100)
    assert max(map(max, small.x_train)) == 99
    assert small.x_train[0] == [token if token < 100 else 2 for token in large.x_train[0]]


def test_the_first_photograph_begins_with_its_known_pixels(load_real):
    assert load_real("cifar10").x_train[0, 0, :2].tolist() == [[59, 62, 63], [43, 46, 45]]


def test_the_first_review_is_the_one_that_keras_returns(load_real):
    assert load_real("imdb").x_train[0][:8] == [1, 14, 22, 16, 43, 530, 973, 1622]
    assert load_real("imdb").word_index["the"] == 1


def test_newswires_equal_those_of_keras(load_real, real_home, monkeypatch):
    from keras.datasets import reuters

    get_file = lambda fname, **kwargs: str(real_home / "datasets" / fname)  # noqa: E731
    monkeypatch.setitem(reuters.load_data.__globals__, "get_file", get_file)
    (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=10_000)
    data = load_real("reuters")
    assert data.x_train.tolist() == x_train.tolist()
    assert data.x_test.tolist() == x_test.tolist()
    np.testing.assert_array_equal(data.y_train, y_train)
    np.testing.assert_array_equal(data.y_test, y_test)


@pytest.mark.parametrize("name", ["melbourne", "sunspots"])
def test_times_of_a_series_are_those_in_the_file(name, load_real, real_home):
    data = load_real("weather", name)
    file = real_home / "raw" / datasets.WEATHER[name].file
    written = [line.split(",") for line in file.read_text().split("\n")[1:]]
    assert data.times.astype(str).tolist() == [date.strip('"') for date, _ in written]
    np.testing.assert_allclose(data.values[:, 0], [float(value) for _, value in written])


def test_rows_of_beijing_are_those_in_the_file(load_real, real_home):
    data = load_real("weather", "beijing")
    lines = (real_home / "raw" / "pollution.csv").read_text().split()
    for row in (24, 1000, 43_823):
        _, year, month, day, hour, dust, *rest = lines[row + 1].split(",")
        assert data.times[row] == np.datetime64(datetime.datetime(int(year), int(month), int(day), int(hour)), "h")
        wind = [float(rest[3] == direction) for direction in ("NE", "NW", "SE", "cv")]
        expected = [float(value) for value in (dust, *rest[:3], *rest[4:])] + wind
        np.testing.assert_allclose(data.values[row], expected, rtol=1e-6)


@pytest.mark.parametrize(("name", "parameters"), [("squeezenet", 722_496), ("mobilenet", 218_544)])
def test_weights_hold_the_published_number_of_parameters(name, parameters, load_real):
    import h5py

    sizes = []
    with h5py.File(load_real("weights", name).path) as file:
        file.visititems(lambda _, item: sizes.append(item.size) if isinstance(item, h5py.Dataset) else None)
    assert sum(sizes) == parameters


def test_the_text_is_tiny_shakespeare(load_real):
    corpus = load_real("text_corpus").text
    assert len(corpus) == 1_115_394
    assert len(set(corpus)) == 65
    assert corpus.startswith("First Citizen:\nBefore we proceed")


def test_pairs_are_english_and_spanish(load_real):
    data = load_real("translation_pairs")
    contracts.check_pairs(data)
    assert len(data.inputs) == 118_964
    assert (data.inputs[0], data.targets[0]) == ("Go.", "Ve.")


def test_a_cached_file_that_is_cut_short_is_noticed(real_home, tmp_path, monkeypatch):
    name = "monthly-sunspots.csv"
    (tmp_path / "raw").mkdir(parents=True)
    (tmp_path / "raw" / name).write_bytes((real_home / "raw" / name).read_bytes()[:-5])
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("NNUTILS_DATA", "real")
    monkeypatch.setitem(files.FILES, name, files.FILES[name]._replace(url="http://127.0.0.1:9/nothing"))
    with pytest.raises(datasets.DataError, match=name):
        datasets.weather("sunspots")
