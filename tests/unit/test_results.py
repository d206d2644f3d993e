"""What a chapter records: shown to a reader, readable by a machine, and never silently wrong."""

import dataclasses
import json
import re
from importlib.metadata import version
from types import SimpleNamespace

import numpy as np
import pytest

from nnutils import live, results, statistics
from nnutils.results import published as comparing

GIVEN = {"data": "iris", "metric": "accuracy", "value": 0.95, "evidence": True}
FIRST = {  # a record as the first edition stored it
    "baseline": "logistic regression",
    "baseline_value": 0.955,
    "data": "iris, 4 × 5-fold cross-validation",
    "evidence": True,
    "metric": "test accuracy",
    "model": "Dense 4-8-3, 200 epochs",
    "parameters": 67,
    "printed": "0.90 (source 2, one split, 50 epochs)",
    "sd": 0.04103913520454846,
    "value": 0.9533333241939544,
}


def shown(record: results.Record) -> dict:
    return record._repr_mimebundle_()


def test_a_record_is_shown_as_text_and_table():
    bundle = shown(results.read(FIRST))
    rows = [
        ("model", "Dense 4-8-3, 200 epochs"),
        ("parameters", "67"),
        ("data", "iris, 4 × 5-fold cross-validation"),
        ("test accuracy", "0.9533 ± 0.041"),
        ("baseline: logistic regression", "0.955"),
        ("printed in the source or paper", "0.90 (source 2, one split, 50 epochs)"),
        ("evidence", "full run on the data named"),
    ]
    assert bundle["text/plain"].splitlines() == [f"{name}: {words}" for name, words in rows]
    assert re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', bundle["text/html"]) == rows


def test_what_is_not_given_is_not_shown():
    assert shown(results.record("m", **GIVEN))["text/plain"].splitlines() == [
        "model: m",
        "data: iris",
        "accuracy: 0.95",
        "evidence: full run on the data named",
    ]


def test_a_figure_is_shown_with_unit_interval_and_number_of_runs():
    given = GIVEN | {"value": 2.25, "sd": 0.125, "unit": "°C", "low": 2, "high": 2.5, "n": 1200, "parameters": 12345}
    text = shown(results.record("m", **given, baseline="persistence", baseline_value=3, ceiling=2.4))["text/plain"]
    assert "accuracy: 2.25 ± 0.12 °C (2 to 2.5, n = 1,200)\ninterval: 95 %\nbaseline: persistence: 3\n" in text
    assert "parameters: 12,345\n" in text
    assert "\nasserted: at most 2.4\n" in text


@pytest.mark.parametrize(
    ("given", "figure", "asserted"),
    [
        ({}, "0.95", None),
        ({"sd": 0.0}, "0.95 ± 0", None),
        ({"unit": "bit", "floor": 0.9, "ceiling": 0.99}, "0.95 bit", "at least 0.9, at most 0.99"),
        ({"low": 0.95, "high": 0.95}, "0.95 (0.95 to 0.95)", None),
        ({"n": 3, "floor": 0.95}, "0.95 (n = 3)", "at least 0.95"),
        ({"value": -12345.678}, "-1.235e+04", None),
    ],
)
def test_a_figure_has_one_form(given, figure, asserted):
    record = results.record("m", **GIVEN | given)
    assert (record.figure, record.asserted) == (figure, asserted)


def test_a_record_is_kept_as_data_and_comes_back_equal():
    record = results.record("m", **GIVEN, sd=0.01, parameters=67, baseline="linear", baseline_value=0.9, unit="share")
    stored = json.loads(json.dumps(shown(record)[results.MIME]))
    assert stored["schema"] == results.SCHEMA == 2
    assert stored.keys() - {"schema"} == {field.name for field in dataclasses.fields(results.Record)}
    assert results.read(stored) == record


def test_a_whole_number_that_an_editor_has_stored_without_its_point_is_read():
    assert results.read(FIRST | {"value": 1}) == results.read(FIRST | {"value": 1.0})


def test_a_record_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        results.record("m", **GIVEN).value = 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 3}, "a record has the schema 3; allowed are 1, 2"),
        ({"schema": None}, "a record has the schema None; allowed are 1, 2"),
        ({"unit": "°C"}, "a record of schema 1 has unit; allowed are model, data, metric, value, evidence, sd, param"),
        ({"schema": 2, "units": "°C"}, "a record of schema 2 has units; allowed are "),
        ({"value": float("nan")}, "test accuracy: value is nan; allowed are finite numbers"),
        ({"evidence": "yes"}, "test accuracy: evidence is 'yes'; allowed are True and False"),
    ],
)
def test_a_stored_record_of_another_form_is_refused(change, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        results.read(FIRST | change)


def test_a_stored_record_with_gaps_is_refused():
    with pytest.raises(ValueError, match="a record of schema 1 has no data, value"):
        results.read({key: value for key, value in FIRST.items() if key not in ("data", "value")})


def test_a_reduced_run_is_called_no_evidence():
    assert "reduced run: not evidence" in shown(results.record("m", **GIVEN | {"evidence": False}))["text/plain"]


def test_numbers_of_numpy_become_plain_ones():
    given = GIVEN | {"value": np.float32(0.5), "evidence": np.bool_(True)}
    record = results.record("m", **given, parameters=np.int64(3), n=np.int32(4), sd=1)
    kinds = [type(number) for number in (record.value, record.evidence, record.parameters, record.n, record.sd)]
    assert kinds == [float, bool, int, int, float]


def test_an_interval_of_the_statistics_is_a_value():
    interval = statistics.proportion(27, 30, level=0.9)
    record = results.record("m", **GIVEN | {"value": interval})
    assert (record.value, record.low, record.high, record.n) == (0.9, interval.low, interval.high, 30)
    assert record.level == 0.9
    assert "interval: 90 %" in shown(record)["text/plain"]
    with pytest.raises(ValueError, match="accuracy: value is an interval, and n, high is given too; leave that out"):
        results.record("m", **GIVEN | {"value": interval}, n=3, high=1.0)


def test_names_with_markup_are_escaped():
    assert "<b>" not in shown(results.record("<b>m</b>", **GIVEN))["text/html"]


FIGURES = ("value", "sd", "baseline_value", "low", "high", "level", "floor", "ceiling")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("number", ["0.95", True, 1j, np.array([0.9, 0.8])], ids=str)
def test_a_figure_that_is_no_number_is_refused_by_name(name, number):
    with pytest.raises(TypeError, match=rf"^accuracy: {name} is .*; it must be a number"):
        results.record("m", **GIVEN | {name: number})


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), np.float32("nan")])
def test_a_figure_that_is_not_finite_is_refused_by_name(name, number):
    with pytest.raises(ValueError, match=rf"^accuracy: {name} is {number}; allowed are finite numbers"):
        results.record("m", **GIVEN | {name: number})


@pytest.mark.parametrize("evidence", [1, 0, None, "yes", np.array([True, False])], ids=str)
def test_evidence_is_true_or_false(evidence):
    with pytest.raises(TypeError, match=r"^accuracy: evidence is .*; allowed are True and False"):
        results.record("m", **GIVEN | {"evidence": evidence})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"value": None}, "value is None; it must be a number"),
        ({"sd": -0.1}, "sd is -0.1; allowed are numbers from 0 up"),
        ({"n": 0}, "n is 0; allowed are whole numbers from 1 up"),
        ({"n": 2.5}, "n is 2.5; allowed are whole numbers from 1 up"),
        ({"parameters": -1}, "parameters is -1; allowed are whole numbers from 0 up"),
        ({"parameters": 67.5}, "parameters is 67.5; allowed are whole numbers from 0 up"),
        ({"baseline": "linear"}, "baseline is 'linear' and baseline_value is None; give both or neither"),
        ({"baseline_value": 0.9}, "baseline is None and baseline_value is 0.9; give both or neither"),
        ({"low": 0.9}, "low is 0.9 and high is None; give both or neither"),
        ({"high": 0.99}, "low is None and high is 0.99; give both or neither"),
        ({"low": 0.99, "high": 0.9}, "value is 0.95, low 0.99 and high 0.9; allowed is low <= value <= high"),
        ({"low": 0.96, "high": 0.99}, "value is 0.95, low 0.96 and high 0.99; allowed is"),
        ({"low": 0.9, "high": 0.94}, "value is 0.95, low 0.9 and high 0.94; allowed is"),
        ({"level": 0.9}, "level is 0.9; allowed is a number between 0 and 1 beside low and high"),
        ({"low": 0.9, "high": 1.0, "level": 0.0}, "level is 0.0; allowed is a number between 0 and 1"),
        ({"low": 0.9, "high": 1.0, "level": 1.0}, "level is 1.0; allowed is a number between 0 and 1"),
        ({"floor": 0.96}, "value is 0.95, beyond its floor, 0.96"),
        ({"ceiling": 0.94}, "value is 0.95, beyond its ceiling, 0.94"),
        ({"unit": " "}, "unit is ' '; it must say something"),
        ({"printed": 0.9}, "printed is 0.9; it must be a string"),
        ({"baseline": 1, "baseline_value": 0.9}, "baseline is 1; it must be a string"),
    ],
)
def test_what_contradicts_itself_is_refused_with_metric_and_value(given, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(f"accuracy: {message}")):
        results.record("m", **GIVEN | given)


@pytest.mark.parametrize("name", ["model", "data", "metric"])
def test_a_record_has_a_model_data_and_a_metric(name):
    given = GIVEN | {"model": "m"}
    with pytest.raises(ValueError, match=f"^{name} is ''; it must say something"):
        results.record(**given | {name: ""})
    with pytest.raises(TypeError, match=f"^{name} is None; it must be a string"):
        results.record(**given | {name: None})


def test_parameters_may_be_none_at_all_and_exactly_no_parameter_too():
    assert results.record("m", **GIVEN, parameters=0).size == "0"
    assert results.record("m", **GIVEN, n=1).n == 1


@pytest.fixture
def published(tmp_path, monkeypatch):
    """One figure with a spread and one without stand where the published ones do."""
    here = {name: version(name) for name in ("numpy", "scikit-learn")}
    names = {"model": "m", "data": "iris", "metric": "accuracy"}
    stored = [
        names | {"value": 0.95, "sd": 0.01, "versions": here},
        names | {"model": "alone", "value": 0.95, "sd": None, "versions": here | {"numpy": "1.0", "no-such": "2"}},
    ]
    file = tmp_path / "published.json"
    file.write_text(json.dumps(stored))
    monkeypatch.setattr(comparing, "FILE", file)
    monkeypatch.delenv(live.FOLDER, raising=False)
    monkeypatch.setattr(comparing.sys, "modules", {})  # no TensorFlow, which might see a GPU
    comparing._published.cache_clear()
    yield file
    comparing._published.cache_clear()


@pytest.mark.parametrize(
    ("model", "value", "says"),
    [
        ("m", 0.95, "0.95 ± 0.01; yours is the same"),
        ("m", 0.950004, "0.95 ± 0.01; yours is the same"),
        ("m", 0.965, "0.95 ± 0.01; yours differs by +0.015, 1.5 of its standard deviations: within its spread"),
        ("m", 0.92, "0.95 ± 0.01; yours differs by -0.03, 3.0 of its standard deviations: outside its spread"),
        (
            "alone",
            0.96,
            "0.95; yours differs by +0.01; how much it varies from run to run was not measured. "
            f"Known to differ: numpy {np.__version__} here, 1.0 there",
        ),
    ],
)
def test_a_full_run_says_how_far_it_is_from_the_published_figure(published, model, value, says):
    last = shown(results.record(model, **GIVEN | {"value": value}))["text/plain"].splitlines()[-1]
    assert last == f"published: {says}"


def test_a_gpu_is_named(published, monkeypatch):
    config = SimpleNamespace(list_physical_devices=lambda kind: [kind])
    monkeypatch.setattr(comparing.sys, "modules", {"tensorflow": SimpleNamespace(config=config)})
    assert shown(results.record("m", **GIVEN | {"value": 0.9}))["text/plain"].endswith("a GPU here, none there")


@pytest.mark.parametrize("what", ["reduced", "another metric", "being published", "no file"])
def test_what_can_not_be_compared_says_nothing(published, monkeypatch, what):
    given = GIVEN | {"reduced": {"evidence": False}, "another metric": {"metric": "AUC"}}.get(what, {})
    if what == "being published":
        monkeypatch.setenv(live.FOLDER, "/somewhere")
    if what == "no file":
        published.unlink()
    assert "published" not in shown(results.record("m", **given))["text/plain"]


def test_what_is_stored_does_not_hold_the_comparison(published):
    assert "published" not in shown(results.record("m", **GIVEN))[results.MIME]


def test_the_published_file_of_the_course_can_be_read():
    comparing._published.cache_clear()
    assert len(comparing._published()) > 30
