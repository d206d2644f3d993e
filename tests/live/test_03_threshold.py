"""Errors, costs and ROC curves of the threshold are those of scikit-learn and of the chapter's own function."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
from live_figures import ROOT
from sklearn.metrics import confusion_matrix, roc_auc_score

MODELS = ("network", "logistic", "forest", "boosted")
COMPUTE = """
  const { cheapest, cost, errors, roc } = await load("nets/threshold.js");
  const arrays = await model("03_threshold");
  const y = arrays.y.data;
  const found = given.models.map((name) => {
    const p = arrays[name].data;
    return {
      p: Array.from(p),
      errors: given.thresholds.map((threshold) => errors(p, y, threshold)),
      costs: given.misses.map((miss) => given.thresholds.map((threshold) => cost(p, y, threshold, miss))),
      cheapest: given.misses.map((miss) => cheapest(p, y, miss)),
      roc: roc(p, y),
    };
  });
  return { y: Array.from(y), found };
"""
THRESHOLDS, MISSES = [0.002, 1 / 21, 0.3, 0.5, 0.9, 0.98], [1, 20, 100]


@pytest.fixture(scope="module")
def computed(script) -> dict:
    found = script(COMPUTE, {"models": MODELS, "thresholds": THRESHOLDS, "misses": MISSES})
    return {"y": np.array(found["y"]), **dict(zip(MODELS, found["found"], strict=True))}


@pytest.fixture(scope="module")
def chapter() -> dict:
    """The functions of the chapter's own cell."""
    notebook = nbformat.read(ROOT / "notebooks" / "03_tabular_classification.ipynb", as_version=4)
    (source,) = [cell.source for cell in notebook.cells if "def cheapest_threshold" in cell.source]
    names: dict = {"np": np}
    exec(source[: source.index("\ny_ten")], names)
    return names


@pytest.mark.parametrize("model", MODELS)
def test_errors_are_scikit_learns(computed, model):
    y, p = computed["y"], np.array(computed[model]["p"])
    for threshold, found in zip(THRESHOLDS, computed[model]["errors"], strict=True):
        (_, alarms), (misses, _) = confusion_matrix(y, p >= threshold)
        assert found == {"misses": misses, "alarms": alarms}


@pytest.mark.parametrize("model", MODELS)
def test_costs_and_the_cheapest_threshold_are_the_chapters(computed, chapter, model):
    y, p = computed["y"], np.array(computed[model]["p"])
    for miss, costs, cheapest in zip(MISSES, computed[model]["costs"], computed[model]["cheapest"], strict=True):
        np.testing.assert_allclose(costs, [chapter["cost_per_100"](y, p, tau, miss) for tau in THRESHOLDS])
        assert cheapest == pytest.approx(chapter["cheapest_threshold"](y, p, miss))


@pytest.mark.parametrize("model", MODELS)
def test_the_area_under_the_curve_is_scikit_learns(computed, model):
    alarmed, found = np.transpose(computed[model]["roc"])
    area = np.trapezoid(found, alarmed)
    assert area == pytest.approx(roc_auc_score(computed["y"], computed[model]["p"]))


def test_the_data_are_the_chapters_tumours(computed):
    y = computed["y"]
    assert (len(y), y.sum()) == (569, 212)
    assert min(roc_auc_score(y, computed[model]["p"]) for model in MODELS) > 0.98


def test_the_answer_on_the_page_holds(computed, chapter):
    y, p = computed["y"], {model: np.array(computed[model]["p"]) for model in MODELS}
    cost, cheapest = chapter["cost_per_100"], chapter["cheapest_threshold"]
    for miss in (20, 100):
        tau = cheapest(y, p["network"], miss)
        assert tau == pytest.approx(1 / 21, rel=0.05)
        assert np.sum((y == 1) & (p["network"] < tau)) == 3
    lower = np.sort(p["network"][y == 1])[2]
    more = np.sum((y == 0) & (p["network"] >= lower)) - np.sum((y == 0) & (p["network"] >= tau))
    assert more > 100
    by_formula = {}
    for miss in range(1, 101):
        by_hand = {model: cost(y, p[model], cheapest(y, p[model], miss), miss) for model in MODELS}
        assert min(by_hand, key=by_hand.get) == "logistic"
        costs = {model: cost(y, p[model], 1 / (1 + miss), miss) for model in MODELS}
        by_formula[miss] = min(costs, key=costs.get)
    assert {miss for miss, model in by_formula.items() if model != "logistic"} <= {4, 6, 7}
    assert by_formula[4] == "network"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("miss", [1, 20, 90])
def test_the_buttons_set_the_threshold_of_the_formula_and_the_cheapest(watched, computed, chapter, model, miss):
    y, p = computed["y"], np.array(computed[model]["p"])
    figure = watched().open("03_threshold", f"model={model}&miss={miss}").start("03_threshold")
    slider, row = figure.locator("input[type=range]").nth(1), figure.locator("tbody tr").nth(MODELS.index(model))
    figure.get_by_role("button", name="Threshold by the formula").click()
    assert float(slider.input_value()) == pytest.approx(-np.log(miss), abs=0.011)
    figure.get_by_role("button", name="Cheapest for these tumours").click()
    tau = 1 / (1 + np.exp(-float(slider.input_value())))
    misses, alarms, cost, lowest = (float(row.locator("td").nth(i).inner_text()) for i in (1, 2, 3, 4))
    assert (misses, alarms) == (np.sum((y == 1) & (p < tau)), np.sum((y == 0) & (p >= tau)))
    assert cost == lowest
    assert lowest <= chapter["cost_per_100"](y, p, chapter["cheapest_threshold"](y, p, miss), miss) * 1.02 + 0.05
