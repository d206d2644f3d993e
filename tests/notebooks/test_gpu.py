"""Recurrent layers on a pretended GPU: what cuDNN would refuse fails here, and nothing else changes."""

import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools.execution.execute import Outcome
from tools.testing import gpu

MASKS = {
    "right": [[1, 1, 1, 0], [1, 0, 0, 0]],
    "left": [[0, 1, 1, 1], [1, 1, 1, 1]],
    "gap": [[1, 0, 1, 0], [1, 1, 1, 1]],
    "empty": [[1, 1, 1, 0], [0, 0, 0, 0]],
}


@pytest.fixture
def pretended():
    undo = gpu.pretend()
    yield
    undo()


def layer(kind: str, units: int = 3, **options):
    from keras import layers

    if kind == "Bidirectional":
        return layers.Bidirectional(layers.LSTM(units, **options))
    return getattr(layers, kind)(units, **options)


def network(kind: str, **options):
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    stack = [layers.Embedding(5, 2, mask_zero=True), layer(kind, **options), layers.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *stack])
    model.compile("sgd", "mse")
    return model


def refused(call, rows: list[list[int]]) -> bool:
    import tensorflow as tf

    try:
        call(np.array(rows))
    except tf.errors.InvalidArgumentError as error:
        return "right-padded" in str(error)
    return False


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_fit_and_predict_refuse_what_cudnn_refuses(pretended, kind: str) -> None:
    model = network(kind)
    for name, rows in MASKS.items():
        assert refused(lambda x: model.fit(x, np.zeros((2, 1)), verbose=0), rows) == (name != "right"), name
        assert refused(lambda x: model.predict(x, verbose=0), rows) == (name != "right"), name


@pytest.mark.parametrize("use_cudnn", ["auto", False])
def test_without_cudnn_every_mask_passes_both_directions_too(pretended, use_cudnn: str | bool) -> None:
    model = network("Bidirectional", use_cudnn=use_cudnn)
    for name, rows in MASKS.items():
        wanted = use_cudnn == "auto" and name != "right"
        assert refused(lambda x: model.predict(x, verbose=0), rows) == wanted, name


def test_a_direct_call_takes_the_ordinary_loop_for_such_masks(pretended) -> None:
    assert not refused(network("LSTM"), MASKS["left"])


@pytest.mark.parametrize(
    ("kind", "backwards"), [("LSTM", False), ("LSTM", True), ("GRU", False), ("GRU", True), ("Bidirectional", False)]
)
def test_the_numbers_are_those_of_a_cpu_but_for_zeros_in_padding(kind: str, backwards: bool) -> None:
    import keras

    keras.utils.set_random_seed(0)
    options = {"return_sequences": True, "return_state": True} | ({"go_backwards": True} if backwards else {})
    one = layer(kind, **options)
    x = np.random.default_rng(0).normal(size=(2, 4, 2)).astype("float32")
    mask = np.array(MASKS["right"], bool)
    one(x)
    one.set_weights([w + 0.1 for w in one.get_weights()])  # biases of 0 would hide a mistake
    expected = one(x, mask=mask)
    for zeros in (False, True):
        undo = gpu.pretend(zeros=zeros)
        got = one(x, mask=mask)
        undo()
        real = mask[:, ::-1] if backwards and kind != "Bidirectional" else mask  # steps come out in reading order
        np.testing.assert_allclose(got[0][real], expected[0][real], rtol=1e-6, atol=1e-7)
        for state, expected_state in zip(got[1:], expected[1:], strict=True):
            np.testing.assert_allclose(state, expected_state, rtol=1e-6, atol=1e-7)
        if zeros:
            assert not np.any(got[0][~real])
    if kind != "Bidirectional" and not backwards:
        assert np.any(expected[0][~mask]), "without a GPU the last state is carried on"


def test_keras_is_patched_when_it_is_imported_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("_is_gpu_available", "_cudnn_lstm", "_cudnn_gru")
    (tmp_path / "imported_later.py").write_text("\n".join(f"def {name}(): return 'real'" for name in names))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(gpu, "KERAS", "imported_later")
    undo = gpu.pretend()
    import imported_later

    assert imported_later._is_gpu_available() is True
    undo()
    assert imported_later._is_gpu_available() == imported_later._cudnn_gru() == "real"
    assert not [finder for finder in sys.meta_path if isinstance(finder, gpu._AfterImport)]
    del sys.modules["imported_later"]


def test_lists_of_names_are_not_reduced() -> None:
    own = {"variants": ["a", "b"], "scores": ["a", None], "epochs": 9, "depths": [8, 14]}
    reduced = {"variants": ["a"], "scores": [None], "epochs": 1, "depths": [8], "full_run": False}
    assert gpu.variants(own, reduced) == {"epochs": 1, "depths": [8], "full_run": False}


def test_the_command_runs_chapters_with_recurrent_layers_and_says_which_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "notebooks").mkdir()
    cells = {"01_dense": "layers.Dense(1)", "02_good": "layers.GRU(1)", "03_bad": "from keras.layers import LSTM"}
    for name, source in cells.items():
        parameters = new_code_cell("epochs = 3", metadata={"tags": ["parameters"]})
        nbformat.write(new_notebook(cells=[parameters, new_code_cell(source)]), tmp_path / f"notebooks/{name}.ipynb")
    (tmp_path / "notebooks/fast.yml").write_text("all: {full_run: false}\n" + "".join(f"{n}: {{}}\n" for n in cells))

    def execute(name, source, target, parameters, **options):
        assert nbformat.read(source, as_version=4).cells[0].source == gpu.CALL
        error = "cell [2]: InvalidArgumentError:\n\n  [[You are passing a RNN mask that is wrong. With cuDNN, more]]"
        return Outcome(name, 1.0, 0.1, error if name == "03_bad" else None)

    monkeypatch.setattr(gpu, "execute", execute)
    assert gpu.main(["--root", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "01_dense" not in printed
    assert "02_good: passed" in printed
    assert "03_bad: FAILED" in printed
    assert "cell [2]: InvalidArgumentError: You are passing a RNN mask that is wrong." in printed
    assert "more" not in printed
    assert gpu.main(["--root", str(tmp_path), "02"]) == 0
