"""What a chapter records: shown to a reader, readable by a machine, and never silently wrong."""

import json

import numpy as np
import pytest

from nnutils import results

GIVEN = {"data": "iris", "metric": "accuracy", "value": 0.95, "evidence": True}


def shown(record: results.Record) -> dict:
    return record._repr_mimebundle_()


def test_a_record_is_shown_as_text_and_table_and_kept_as_data():
    record = results.record("Dense 8-3", **GIVEN, sd=0.0123, parameters=67, baseline="linear", baseline_value=0.9)
    bundle = shown(record)
    for words in ("Dense 8-3", "iris", "0.95 ± 0.012", "67", "baseline: linear", "0.9", "full run"):
        assert words in bundle["text/plain"]
        assert words in bundle["text/html"]
    assert json.loads(json.dumps(bundle[results.MIME])) == record


def test_a_reduced_run_is_called_no_evidence():
    assert "reduced run: not evidence" in shown(results.record("m", **GIVEN | {"evidence": False}))["text/plain"]


def test_numbers_of_numpy_become_plain_ones():
    record = results.record("m", **GIVEN | {"value": np.float32(0.5)}, parameters=np.int64(3))
    assert (type(record["value"]), type(record["parameters"])) == (float, int)


def test_names_with_markup_are_escaped():
    assert "<b>" not in shown(results.record("<b>m</b>", **GIVEN))["text/html"]


@pytest.mark.parametrize("value", ["0.95", None, np.array([0.9, 0.8])])
def test_a_value_that_is_no_number_is_refused_by_name(value):
    with pytest.raises(TypeError, match=r"value is .*must be a number"):
        results.record("m", **GIVEN | {"value": value})


@pytest.mark.parametrize("half", [{"baseline": "linear"}, {"baseline_value": 0.9}])
def test_half_a_baseline_is_refused(half):
    with pytest.raises(ValueError, match="give both or neither"):
        results.record("m", **GIVEN, **half)
