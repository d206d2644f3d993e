"""The network that trains in the page takes the steps that NumPy and Keras take."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tools.live import data as live_data

UNITS, RATE, STEPS, BATCH = 5, 0.02, 60, 10
TRAIN = """
  const { Network } = await load("nets/mlp.js");
  const flat = (name) => Float64Array.from(given.start[name].flat());
  const network = new Network(Object.fromEntries(["W1", "b1", "W2", "b2"].map((name) => [name, flat(name)])));
  const gradient = Object.fromEntries(
    Object.entries(network.backpropagate(given.x[0], given.y[0])).map(([name, array]) => [name, Array.from(array)]));
  given.x.forEach((batch, i) => network.step(batch, given.y[i], given.rate));
  const parameters = Object.fromEntries(
    Object.entries(network.parameters).map(([name, array]) => [name, Array.from(array)]));
  return { gradient, parameters, p: Array.from(network.predict(given.x[0][0])) };
"""


@pytest.fixture(scope="module")
def start() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = {"W1": (2, UNITS), "b1": UNITS, "W2": (UNITS, 3), "b2": 3}
    return {name: rng.normal(0, 0.5, shape) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def batches() -> tuple[np.ndarray, np.ndarray]:
    part = live_data.petals()
    chosen = np.random.default_rng(1).integers(0, len(part["train_x"]), (STEPS, BATCH))
    return part["train_x"][chosen], part["train_y"][chosen]


@pytest.fixture(scope="module")
def in_the_page(script, start, batches) -> dict:
    given = {"start": {name: value.tolist() for name, value in start.items()}, "rate": RATE}
    return script(TRAIN, given | {"x": batches[0].tolist(), "y": batches[1].tolist()})


def forward(w, x):
    h = np.maximum(x @ w["W1"] + w["b1"], 0)
    z = h @ w["W2"] + w["b2"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


def gradients(w, x, y):
    h, p = forward(w, x)
    delta = (p - np.eye(3)[y]) / len(x)
    back = (delta @ w["W2"].T) * (h > 0)
    return {"W1": x.T @ back, "b1": back.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0)}


def test_the_gradient_is_numpys(in_the_page, start, batches):
    expected = gradients(start, batches[0][0].astype("float64"), batches[1][0])
    for name, gradient in expected.items():
        np.testing.assert_allclose(in_the_page["gradient"][name], gradient.ravel(), rtol=1e-9, atol=1e-12)


def test_sixty_steps_of_adam_end_where_numpys_end(in_the_page, start, batches):
    w, m, v = start, {}, {}
    for t, (x, y) in enumerate(zip(*batches, strict=True), start=1):
        g = gradients(w, x.astype("float64"), y)
        m = {name: 0.9 * m.get(name, 0) + 0.1 * g[name] for name in g}
        v = {name: 0.999 * v.get(name, 0) + 0.001 * g[name] ** 2 for name in g}
        size = RATE * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        w = {name: w[name] - size * m[name] / (np.sqrt(v[name]) + 1e-7) for name in w}
    for name, value in w.items():
        np.testing.assert_allclose(in_the_page["parameters"][name], value.ravel(), rtol=1e-7, atol=1e-9)
    _, p = forward(w, batches[0][0, :1])
    np.testing.assert_allclose(in_the_page["p"], p[0], rtol=1e-6)


def test_sixty_steps_end_where_keras_ends(in_the_page, start, batches):
    import keras
    from keras import layers

    network = keras.Sequential(
        [keras.Input(shape=(2,)), layers.Dense(UNITS, activation="relu"), layers.Dense(3, activation="softmax")]
    )
    network.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy", run_eagerly=True)
    network.set_weights(list(start.values()))
    for x, y in zip(*batches, strict=True):
        network.train_on_batch(x, y)
    for name, weights in zip(start, network.get_weights(), strict=True):
        np.testing.assert_allclose(in_the_page["parameters"][name], weights.ravel(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("data", ["petals", "rings"])
def test_the_dashed_line_is_scikit_learns(script, data: str):
    part = getattr(live_data, data)()
    expected = LogisticRegression().fit(part["train_x"], part["train_y"]).score(part["val_x"], part["val_y"])
    found = script(
        """
        const [figure, arrays] = await Promise.all([load("01_train.js"), model("01_train")]);
        return figure.accuracyOfLine(arrays[`${given}_logistic`], figure.examples(arrays, given).val);
        """,
        data,
    )
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_seed_decides_the_training_and_three_units_close_the_border(script):
    accuracy = script(
        """
        const [figure, arrays] = await Promise.all([load("01_train.js"), model("01_train")]);
        const data = figure.examples(arrays, "rings");
        const trained = (units, seed) => {
          const training = new figure.Training(data, { units, seed, rate: 0.01, batch: 32, classes: 2 });
          for (let i = 0; i < 150; i++) training.epoch();
          return training.curve.at(-1).val.accuracy;
        };
        return [1, 2, 3].map((units) => Math.max(...[1, 2, 3, 4].map((seed) => trained(units, seed))))
          .concat([trained(3, 1), trained(3, 1)]);
        """
    )
    one, two, three, first, again = accuracy
    assert one < two < 0.85
    assert three > 0.97
    assert first == again


def test_the_plane_follows_light_and_dark_and_moves_while_it_trains(watched):
    seen = watched(color_scheme="light").open("01_train")
    plane = seen.start("01_train").locator("canvas")
    pictures = [plane.evaluate("(canvas) => canvas.toDataURL()")]
    for scheme in ("dark", "light"):
        seen.page.emulate_media(color_scheme=scheme)
        seen.page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)
        pictures.append(plane.evaluate("(canvas) => canvas.toDataURL()"))
    assert pictures[0] == pictures[2] != pictures[1]
    seen.page.get_by_role("button", name="Train").click()
    seen.page.wait_for_function("document.querySelector('.live-table td').textContent > 3")
    seen.page.get_by_role("button", name="Pause").click()
    assert "epochs=" in seen.page.url
    assert plane.evaluate("(canvas) => canvas.toDataURL()") != pictures[0]


def test_the_stored_data_are_what_the_chapters_split_gives(tmp_path):
    live_data.write(tmp_path)
    for name in ("01_train.bin", "04_convolution.bin"):
        assert (tmp_path / name).read_bytes() == (live_data.FOLDER / name).read_bytes()
