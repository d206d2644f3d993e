"""The cells of the figure are those of chapter 10, and the trained one gives what Keras gave."""

from __future__ import annotations

import json

import numpy as np
import pytest
from live_figures import FOLDER

TRACE = """
  const { lstm, readOut } = await load("nets/lstm.js");
  const { sequence } = await load("10_cell.js");
  const arrays = await model("10_memory");
  const [W, U, b] = ["kernel", "recurrent_kernel", "bias"].map((name) => arrays[`lstm/lstm_cell/${name}`]);
  return given.map((xs) => lstm(xs, { W, U, b }).map((trace) => ({
    ...Object.fromEntries(["i", "f", "o", "candidate", "c", "h"].map((name) => [name, Array.from(trace[name])])),
    answer: readOut(trace.h, arrays["dense/kernel"], arrays["dense/bias"]) })));
"""


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((FOLDER / "models" / "10_memory.expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def traces(script, expected) -> list:
    return script(TRACE, expected["inputs"])


def test_the_trained_network_gives_what_keras_gave(traces, expected):
    found = [trace[-1]["answer"] for trace in traces]
    np.testing.assert_allclose(found, np.ravel(expected["outputs"]), atol=1e-4)
    assert np.ptp(expected["outputs"]) > 0.3  # else anything would do


def test_gates_and_states_are_numpys(traces, expected, script):
    stored = script(
        """
        const arrays = await model("10_memory");
        return ["kernel", "recurrent_kernel", "bias"].map((name) => Array.from(arrays[`lstm/lstm_cell/${name}`].data));
        """
    )
    W, U, b = (np.reshape(array, shape) for array, shape in zip(stored, [(2, 128), (32, 128), 128], strict=True))
    h = c = np.zeros(32)
    for x, trace in zip(np.array(expected["inputs"])[0], traces[0], strict=True):
        z = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z[k])) for k in (0, 1, 3))
        c = f * c + i * np.tanh(z[2])
        h = o * np.tanh(c)
        for name, values in {"i": i, "f": f, "o": o, "candidate": np.tanh(z[2]), "c": c, "h": h}.items():
            np.testing.assert_allclose(trace[name], values, atol=1e-5)


@pytest.fixture
def figure(watched):
    def start(query: str):
        return watched().open("10_cell", query).start("10_cell")

    return start


def test_the_last_mark_wins_with_a_forget_gate_and_cancels_without(figure):
    values, marks = "values=111111110000", "marks=001000001000"
    held = {}
    for cell in ("hand2000", "hand1997"):
        conclusion = figure(f"cell={cell}&{values}&{marks}").locator(".live-conclusion").inner_text()
        assert "The marked values are +1, −1." in conclusion
        held[cell] = float(conclusion.split()[-1].rstrip(".").replace("−", "-"))
    assert held["hand2000"] == pytest.approx(-np.tanh(2), abs=0.006)
    assert held["hand1997"] == pytest.approx(0, abs=0.006)


def test_a_press_on_a_mark_shows_its_step(figure):
    shown = figure("")
    shown.get_by_role("button", name="mark at step 7").press("Space")
    assert shown.get_by_role("button", name="mark at step 7").get_attribute("aria-pressed") == "true"
    assert shown.locator(".live-head").inner_text().startswith("Step 7:")
    shown.get_by_role("button", name="value at step 7").press("Enter")
    assert "+1, −1" in shown.locator(".live-conclusion").inner_text()
    kept, written = (shown.locator(".live-equation").nth(i).inner_text() for i in (0, 1))
    assert kept.endswith("= 0.00 · 0.96 + 1.00 · (−0.96) = −0.96")
    assert written.endswith("1.00 · tanh(−0.96) = −0.75")


def test_the_arrow_keys_choose_a_unit_of_the_trained_network(figure):
    shown = figure("cell=trained")
    units = shown.locator("canvas")
    assert "of unit" in shown.locator(".live-conclusion").inner_text()
    shown.get_by_role("slider", name="Unit").press("End")
    units.press("ArrowUp")
    assert "of unit 31 " in shown.locator(".live-conclusion").inner_text()
