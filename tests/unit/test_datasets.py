"""Each loader returns what its docstring promises, real or stand-in, and says which of them it is."""

import dataclasses
import datetime
import doctest
import inspect
import itertools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnutils import datasets, embedded, text

PICTURES = {"mnist": (28, 28), "fashion_mnist": (28, 28), "cifar10": (32, 32, 3)}
TOKENS = {"imdb": 2, "reuters": 46}
SERIES = {"melbourne": (3650, 1), "sunspots": (2820, 1), "beijing": (43824, 11)}
STAND_INS = [
    *((name,) for name in (*PICTURES, *TOKENS, "text_corpus", "translation_pairs")),
    *(("weather", name) for name in SERIES),
    *(("weights", name) for name in datasets.PRETRAINED),
]
BUNDLED = [("iris",), ("breast_cancer",), ("classification",), ("dates",), ("stock_prices",), ("photos",)]
# What the real sets hold: training and test examples, first training labels.
COUNTS = {
    "mnist": (60_000, 10_000, [5, 0, 4, 1, 9]),
    "fashion_mnist": (60_000, 10_000, [9, 0, 0, 3, 0]),
    "cifar10": (50_000, 10_000, [6, 9, 9, 4, 1]),
    "imdb": (25_000, 25_000, [1, 0, 0, 1, 0]),
    "reuters": (8_982, 2_246, [3, 4, 3, 4, 4]),
}


def _id(call):
    return "-".join(call)


@pytest.fixture(params=["embedded", "real"])
def load(request):
    return request.getfixturevalue(f"load_{request.param}")


@pytest.mark.parametrize("call", STAND_INS, ids=_id)
def test_a_stand_in_says_so_without_touching_network_or_cache(call, load_embedded):
    data = load_embedded(*call)
    assert not data.is_real
    assert data.source.startswith("Stand-in, not ")
    assert "NNUTILS_DATA is 'embedded'" in data.source


@pytest.mark.parametrize("call", STAND_INS, ids=_id)
def test_real_data_says_so(call, load_real):
    data = load_real(*call)
    assert data.is_real
    assert data.source.startswith("Real data: ")


@pytest.mark.parametrize("call", BUNDLED, ids=_id)
def test_data_that_needs_no_download_is_what_it_claims_in_embedded_mode_too(call, load_embedded):
    data = load_embedded(*call)
    assert data.is_real
    assert data.source.startswith(("Real data: ", "Generated data, as meant: "))


@pytest.mark.parametrize("call", STAND_INS + BUNDLED, ids=_id)
def test_displaying_a_data_set_shows_its_one_sentence_with_a_count(call, load_embedded):
    data = load_embedded(*call)
    assert repr(data) == data.source
    assert re.search(r"\d .*\.$", data.source)
    assert len(re.findall(r"\.(?= |$)", data.source)) == 1


@pytest.mark.parametrize("call", STAND_INS + BUNDLED, ids=_id)
def test_a_data_set_cannot_be_changed_by_mistake(call, load_embedded):
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_embedded(*call).is_real = True


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_have_their_shape_type_and_ten_classes(name, load):
    data = load(name)
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.shape == (len(y), *PICTURES[name])
        assert x.dtype == y.dtype == np.uint8
        assert set(y) == set(range(10))
        assert x.max() > 200
    assert len(data.class_names) == 10


@pytest.mark.parametrize("name", TOKENS)
def test_token_sets_hold_lists_of_indices_below_num_words(name, load):
    data = load(name)
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.dtype == object
        assert x.shape == y.shape
        assert y.dtype == np.int64
        assert all(isinstance(tokens, list) and tokens[0] == 1 for tokens in x)
        assert 9_900 < max(map(max, x)) < 10_000
        assert 3 not in {token for tokens in x for token in tokens}
        assert set(y) == set(range(TOKENS[name]))
    assert len(data.class_names) == TOKENS[name]


@pytest.mark.parametrize("name", TOKENS)
def test_indices_spell_words_with_an_offset_of_three(name, load):
    data = load(name)
    words = {index + 3: word for word, index in data.word_index.items()}
    assert min(words) == 4
    assert all(token in words or token in (1, 2) for tokens in data.x_test[:200] for token in tokens)


def test_a_smaller_vocabulary_turns_rare_words_into_two(load):
    large, small = load("reuters"), load("reuters", 100)
    assert max(map(max, small.x_train)) == 99
    if large.is_real:
        assert small.x_train[0] == [token if token < 100 else 2 for token in large.x_train[0]]


@pytest.mark.parametrize("name", ["imdb", "reuters"])
@pytest.mark.parametrize("num_words", [0, 4, None, 1e4])
def test_a_vocabulary_without_room_for_words_is_refused(name, num_words):
    with pytest.raises(ValueError, match=f"num_words .*got {re.escape(repr(num_words))}"):
        getattr(datasets, name)(num_words)


@pytest.mark.parametrize("name", COUNTS)
def test_real_sets_have_their_published_size_and_order(name, load_real):
    data, (train, test, labels) = load_real(name), COUNTS[name]
    assert (len(data.y_train), len(data.y_test)) == (train, test)
    assert data.y_train[:5].tolist() == labels
    assert f"{train:,} training and {test:,} test examples" in data.source


def test_the_first_real_photograph_begins_with_its_known_pixels(load_real):
    assert load_real("cifar10").x_train[0, 0, :2].tolist() == [[59, 62, 63], [43, 46, 45]]


def test_the_first_real_review_is_the_one_that_keras_returns(load_real):
    assert load_real("imdb").x_train[0][:8] == [1, 14, 22, 16, 43, 530, 973, 1622]
    assert load_real("imdb").word_index["the"] == 1


def test_real_newswires_equal_those_of_keras(load_real, real_home, monkeypatch):
    from keras.datasets import reuters

    get_file = lambda fname, **kwargs: str(real_home / "datasets" / fname)  # noqa: E731
    monkeypatch.setitem(reuters.load_data.__globals__, "get_file", get_file)
    (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=10_000)
    data = load_real("reuters")
    assert data.x_train.tolist() == x_train.tolist()
    assert data.x_test.tolist() == x_test.tolist()
    np.testing.assert_array_equal(data.y_train, y_train)
    np.testing.assert_array_equal(data.y_test, y_test)


@pytest.mark.parametrize("module", ["mnist", "imdb", "reuters", "cifar10"])
def test_checksums_are_those_of_keras(module):
    import keras

    source = inspect.getsource(getattr(keras.datasets, module).load_data)
    name = "cifar-10-batches-py-target_archive" if module == "cifar10" else f"{module}.npz"
    assert datasets.FILES[name].sha256 in source
    assert datasets.FILES[name].url.rsplit("/", 1)[1] in source


def test_every_file_is_fetched_over_https_and_has_a_checksum():
    for file in datasets.FILES.values():
        assert file.url.startswith("https://")
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)


@pytest.mark.parametrize("name", [*PICTURES, *TOKENS])
def test_stand_in_and_real_set_give_the_same_model_summaries(name, load_real, load_embedded):
    real, stand_in = load_real(name), load_embedded(name)
    assert real.x_train.shape[1:] == stand_in.x_train.shape[1:]
    assert real.x_train.dtype == stand_in.x_train.dtype
    assert real.y_train.dtype == stand_in.y_train.dtype
    assert len(real.class_names) == len(stand_in.class_names)
    assert type(real) is type(stand_in)


@pytest.mark.parametrize("name", SERIES)
def test_series_have_their_shape_columns_and_times(name, load):
    data = load("weather", name)
    assert data.values.shape == SERIES[name] == (len(data.times), len(data.columns))
    assert data.values.dtype == np.float32
    assert len(data.units) == len(data.columns)
    assert data.unit == data.units[0]
    assert (np.diff(data.times) > np.timedelta64(0)).all()


@pytest.mark.parametrize("name", SERIES)
def test_only_beijings_dust_has_gaps(name, load):
    gaps = np.isnan(load("weather", name).values).mean(axis=0)
    assert (gaps[1:] == 0).all()
    assert (0.04 < gaps[0] < 0.06) if name == "beijing" else gaps[0] == 0


@pytest.mark.parametrize("name", ["melbourne", "sunspots"])
def test_times_of_the_real_series_are_those_in_the_file(name, load_real, real_home):
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


def test_wind_is_one_hot(load):
    np.testing.assert_array_equal(load("weather", "beijing").values[:, -4:].sum(axis=1), 1)


def test_another_series_is_refused():
    with pytest.raises(ValueError, match=r"'paris'.*'melbourne', 'sunspots', 'beijing'"):
        datasets.weather("paris")


def test_weights_of_another_network_are_refused():
    with pytest.raises(ValueError, match=r"'resnet'.*'squeezenet', 'mobilenet'"):
        datasets.weights("resnet")


@pytest.mark.parametrize(("name", "parameters"), [("squeezenet", 722_496), ("mobilenet", 218_544)])
def test_real_weights_hold_the_published_number_of_parameters(name, parameters, load_real):
    import h5py

    sizes = []
    with h5py.File(load_real("weights", name).path) as file:
        file.visititems(lambda _, item: sizes.append(item.size) if isinstance(item, h5py.Dataset) else None)
    assert sum(sizes) == parameters


def test_real_text_is_tiny_shakespeare(load_real):
    corpus = load_real("text_corpus").text
    assert len(corpus) == 1_115_394
    assert corpus.startswith("First Citizen:\nBefore we proceed")


def test_both_texts_have_the_same_65_characters(load_real, load_embedded):
    assert set(load_real("text_corpus").text) == set(load_embedded("text_corpus").text)


def test_real_pairs_are_english_and_spanish(load_real):
    data = load_real("translation_pairs")
    assert len(data.inputs) == len(data.targets) == 118_964
    assert (data.inputs[0], data.targets[0]) == ("Go.", "Ve.")


def test_pairs_are_sorted_by_the_length_of_their_english(load):
    data = load("translation_pairs")
    lengths = [len(sentence) for sentence in data.inputs]
    assert sum(a > b for a, b in itertools.pairwise(lengths)) < 0.01 * len(lengths)
    assert data.language is None


def test_tables_have_their_shape_and_types(load_embedded):
    for name, shape, classes in (
        ("iris", (150, 4), 3),
        ("breast_cancer", (569, 30), 2),
        ("classification", (1000, 10), 2),
    ):
        data = load_embedded(name)
        assert data.x.shape == shape
        assert data.x.dtype == np.float32
        assert data.y.dtype == np.int64
        assert set(data.y) == set(range(classes))
        assert (len(data.feature_names), len(data.class_names)) == (shape[1], classes)
    assert load_embedded("breast_cancer").class_names[0] == "malignant"
    assert (load_embedded("breast_cancer").y == 0).sum() == 212


def test_classification_is_the_one_of_scikit_learn():
    from sklearn.datasets import make_classification

    x, y = make_classification(n_samples=50, n_features=7, random_state=3)
    data = datasets.classification(n_samples=50, n_features=7, random_state=3)
    np.testing.assert_allclose(data.x, x, rtol=1e-6)
    np.testing.assert_array_equal(data.y, y)


def test_stock_prices_are_those_of_google(load_embedded):
    data = load_embedded("stock_prices")
    assert data.values.shape == (1047, 6)
    assert (data.columns[0], data.unit, str(data.times[0])) == ("close", "US$", "2004-08-19")
    assert data.values[0, 0] == np.float32(100.34)
    assert data.units[data.columns.index("volume")] == "shares"


def test_dates_mean_one_day_each(load_embedded):
    data = load_embedded("dates")
    meanings = {}
    for written, iso in zip(data.inputs, data.targets, strict=True):
        assert meanings.setdefault(written, iso) == iso
        assert str(datetime.date.fromisoformat(iso).year) in written
        assert re.search(r"[^\W\d_]{2,}", written)
    assert len(set(zip(data.inputs, data.language, strict=True))) == 10_000
    assert set(data.language) == set(datasets.DATE_LANGUAGES)


def test_english_dates_are_read_alike_by_python():
    data = datasets.dates(500, languages=["en"], seed=1)
    for written, iso in zip(data.inputs, data.targets, strict=True):
        day = re.sub(r"^\w+day, |^\w{3}, ", "", written)
        form = "%b %d, %Y" if re.match(r"\w{3} ", day) else "%B %d, %Y"
        assert datetime.datetime.strptime(day, form).date().isoformat() == iso


@pytest.mark.parametrize("language", ["ja", "zh", "ko", "hu", "vi", "pt_BR", "fi", "cs"])
def test_no_format_without_a_month_name_or_sign_is_used(language):
    try:
        data = datasets.dates(100, languages=[language])
    except ValueError as error:
        assert "no format" in str(error)  # noqa: PT017
        return
    for written in data.inputs:
        assert not re.search(r"\d+[./-] ?\d+[./-] ?\d+", written)


def test_the_seed_decides_which_dates_are_drawn():
    one, same, other = (datasets.dates(20, seed=seed).inputs.tolist() for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n must be between 1 and .*got 0"),
        ({"n": 10**8}, "n must be between 1 and .*got 100000000"),
        ({"n": 5, "languages": ["klingon"]}, "'klingon' is unknown"),
        ({"n": 5, "languages": []}, "n must be between"),
    ],
)
def test_impossible_dates_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        datasets.dates(**arguments)


def test_a_picture_of_ones_own_is_turned_upright(tmp_path):
    from PIL import Image

    picture = Image.new("RGB", (6, 4), "red")
    exif = picture.getexif()
    exif[0x0112] = 6  # the camera was held sideways
    picture.save(tmp_path / "mine.jpg", exif=exif)
    data = datasets.photos(tmp_path / "mine.jpg")
    assert (data.names, data.images[0].shape, data.images[0].dtype) == (("mine",), (6, 4, 3), np.uint8)
    assert "mine.jpg, 1 example of 4 × 6 pixels" in data.source
    assert str(tmp_path) not in data.source


def test_a_grey_picture_becomes_a_colour_picture(tmp_path):
    from PIL import Image

    Image.new("L", (5, 5), 7).save(tmp_path / "grey.png")
    assert datasets.photos(str(tmp_path / "grey.png")).images[0].shape == (5, 5, 3)


def test_bundled_photos_are_two(load_embedded):
    data = load_embedded("photos")
    assert data.names == ("china", "flower")
    assert [image.shape for image in data.images] == [(427, 640, 3)] * 2


def test_a_missing_picture_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.png"):
        datasets.photos(tmp_path / "nothing.png")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_picture_is_refused(content, tmp_path):
    (tmp_path / "note.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"note\.png' is not a picture"):
        datasets.photos(tmp_path / "note.png")


@pytest.mark.parametrize("value", ["", "Real", "offline"])
def test_another_value_of_the_variable_is_refused(value, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", value)
    with pytest.raises(ValueError, match=f"NNUTILS_DATA is '{value}'; allowed are 'auto', 'real', 'embedded'"):
        datasets.text_corpus()


def test_importing_the_modules_imports_nothing_heavy():
    code = (
        "import sys, types; package = types.ModuleType('nnutils'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['nnutils'] = package\n"
        "import nnutils.datasets, nnutils.embedded, nnutils.text\n"
        "heavy = {'tensorflow', 'keras', 'sklearn', 'scipy', 'pooch', 'requests', 'babel', 'num2words', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    folder = Path(datasets.__file__).parent
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", [datasets, embedded, text], ids=lambda module: module.__name__)
def test_the_examples_in_docstrings_hold(module, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    assert doctest.testmod(module).failed == 0
