"""Tests of nnutils.live: a reader's run writes nothing; a publishing run writes what the figures can read."""

import datetime
import json
from importlib.metadata import version

import numpy as np
import pytest

from nnutils import live


def read(folder, name):
    """The arrays of a model, read as the page reads them."""
    header = json.loads((folder / f"{name}.json").read_text())
    numbers = (folder / f"{name}.bin").read_bytes()
    assert len(numbers) == header["bytes"]
    arrays = {}
    for entry in header["arrays"]:
        assert entry["offset"] % 4 == 0
        size = int(np.prod(entry["shape"]))
        arrays[entry["name"]] = np.frombuffer(numbers, entry["dtype"], size, entry["offset"]).reshape(entry["shape"])
    return arrays, header["notes"]


def test_a_readers_run_writes_nothing_and_checks_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("NNUTILS_LIVE", raising=False)
    monkeypatch.chdir(tmp_path)
    live.export("00_model", {"W": np.zeros(10_000_000)}, accuracy=0.5)
    live.export("00_model", "no model at all")
    assert list(tmp_path.iterdir()) == []


def test_arrays_come_back_with_their_shapes_kinds_and_notes(tmp_path, monkeypatch):
    monkeypatch.setenv("NNUTILS_LIVE", str(tmp_path / "models"))
    given = {"y": np.array([1, 2, 250], "uint8"), "W": np.arange(6.0).reshape(2, 3) / 3, "n": np.array([[-7]], "int32")}
    live.export("00_model", given, accuracy=0.99)
    arrays, notes = read(tmp_path / "models", "00_model")
    assert {name: array.dtype.name for name, array in arrays.items()} == {"y": "uint8", "W": "float32", "n": "int32"}
    for name, array in given.items():
        np.testing.assert_array_equal(arrays[name], array.astype(arrays[name].dtype))
    packages = {package: version(package) for package in ("numpy", "keras", "tensorflow")}
    assert notes.pop("date") == str(datetime.date.today())
    assert notes == {"accuracy": 0.99, "versions": packages}


def test_half_precision_takes_half_the_room(tmp_path):
    weights = np.random.default_rng(0).normal(size=(64, 64))
    for dtype in ("float32", "float16"):
        live.export(f"00_{dtype}", {"W": weights}, dtype=dtype, folder=tmp_path)
    assert [(tmp_path / f"00_float{bits}.bin").stat().st_size for bits in (16, 32)] == [64 * 64 * 2, 64 * 64 * 4]
    np.testing.assert_allclose(read(tmp_path, "00_float16")[0]["W"], weights, rtol=1e-3)


def test_what_keras_makes_of_the_inputs_is_stored_with_a_model(tmp_path):
    import keras

    model = keras.Sequential([keras.Input(shape=(3,)), keras.layers.Dense(2, name="only")])
    x = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]], "float32")
    live.export("00_model", model, inputs=x, folder=tmp_path)
    arrays, _ = read(tmp_path, "00_model")
    expected = json.loads((tmp_path / "00_model.expected.json").read_text())
    assert list(arrays) == ["only/kernel", "only/bias"]
    assert expected["inputs"] == x.tolist()
    np.testing.assert_allclose(
        expected["outputs"], x @ arrays["only/kernel"] + arrays["only/bias"], rtol=1e-5, atol=1e-6
    )


def test_several_models_keep_their_names_in_paths_and_outputs(tmp_path):
    import keras

    models = {name: keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, name="d")]) for name in "ab"}
    x = np.array([[1.0, -2.0]], "float32")
    live.export("00_model", models | {"labels": np.array([3], "uint8")}, inputs=x, folder=tmp_path)
    arrays, _ = read(tmp_path, "00_model")
    assert list(arrays) == ["a/d/kernel", "a/d/bias", "b/d/kernel", "b/d/bias", "labels"]
    outputs = json.loads((tmp_path / "00_model.expected.json").read_text())["outputs"]
    for name in models:
        np.testing.assert_allclose(outputs[name], x @ arrays[f"{name}/d/kernel"], rtol=1e-5, atol=1e-6)


def test_outputs_that_are_given_are_stored_as_they_are_to_seven_decimals(tmp_path):
    live.export("00_model", {"W": np.zeros(2)}, inputs=[[1, 2]], outputs=[[1 / 3, -2.0]], folder=tmp_path)
    expected = json.loads((tmp_path / "00_model.expected.json").read_text())
    assert expected == {"inputs": [[1, 2]], "outputs": [[0.3333333, -2.0]]}


def test_two_megabytes_are_not_too_much(tmp_path):
    live.export("00_model", {"W": np.zeros(500_000)}, folder=tmp_path)
    assert (tmp_path / "00_model.bin").stat().st_size == 2_000_000


def test_varint_is_leb128():
    for numbers in ([0], [127, 128, 16_383, 16_384], [2**31 - 1, 0, 1], list(range(0, 70_000, 97))):
        expected = []
        for number in numbers:
            while number > 127:
                expected.append(number % 128 + 128)
                number //= 128
            expected.append(number)
        assert live.varint(numbers).tolist() == expected


def test_what_is_refused_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="takes 2,400,000 bytes"):
        live.export("00_model", {"W": np.zeros(600_000)}, folder=tmp_path / "models")
    assert list(tmp_path.iterdir()) == []
