"""Chapters read a table as it was computed, at once, and without what computes it."""

import math
import shutil
import subprocess
import sys

import numpy as np
import pytest

from nnutils import experiments
from tools.experiments.store import Table

POINTS = [
    {"cell": cell, "rate": rate, "b_f": b_f, "on": True}
    for cell, rate, b_f in [("LSTM", 0.1, 1), ("LSTM", 1e-05, 4), ("GRU", 0.1, None), ("GRU", 1e-05, None)]
]
ABOUT = {"processor": "a processor", "cores": 2, "tensorflow": "2.20"}
COMPUTER = {"name": "c1", "description": ABOUT}
DESCRIBED = {"experiment": "10_toy", "notebook": "notebooks/10_x.ipynb", "function": "toy", "cells": {"toy": "1"}}


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A table with a failed point, as `make experiment` writes it."""
    made = Table(tmp_path, "10_toy", list(POINTS[0]), POINTS, DESCRIBED)
    common = {"computer": COMPUTER, "seconds": 1800.0}
    made.add(POINTS[0], {"figures": {"accuracy": 0.5, "epochs": 3}, "day": "2026-01-02", **common})
    made.add(POINTS[1], {"figures": {"accuracy": math.nan, "epochs": 4}, "day": "2026-01-04", **common})
    made.add(POINTS[3], {"error": "ValueError: no", "day": "2026-01-03", **common})
    monkeypatch.setattr(experiments, "FOLDER", tmp_path)
    experiments.read.cache_clear()
    yield experiments.read("10_toy")
    experiments.read.cache_clear()


def test_values_come_back_as_they_were(table):
    assert [table.point(row) for row in table.rows] == POINTS[:2]
    assert [type(one) for one in table.rows[0].values()] == [str, float, int, bool, float, int, float, str]
    assert table.failed == [POINTS[3] | {"error": "ValueError: no"}]
    assert (table.arguments, table.figures) == (["cell", "rate", "b_f", "on"], ["accuracy", "epochs"])
    assert (len(table), table.is_complete) == (2, False)


def test_columns_are_arrays(table):
    np.testing.assert_array_equal(table["accuracy"], [0.5, math.nan])
    np.testing.assert_array_equal(table["cell"], ["LSTM", "LSTM"])
    assert table["epochs"].dtype.kind == "i"
    assert table["seconds"].sum() == 3600


def test_rows_are_chosen_by_their_arguments(table):
    assert [row["accuracy"] for row in table.where(cell="LSTM", rate=0.1).rows] == [0.5]
    assert len(table.where(cell="GRU")) == 0
    assert len(table.where(cell="GRU").failed) == 1
    with pytest.raises(ValueError, match="cell is 'RNN'; allowed are 'LSTM', 'GRU'"):
        table.where(cell="RNN")
    with pytest.raises(ValueError, match="column is 'size'; allowed are 'cell', 'rate', 'b_f', 'on', 'accuracy'"):
        table.where(size=1)
    with pytest.raises(ValueError, match="column is 'error'"):
        table["error"]
    with pytest.raises(ValueError, match="argument is 'rate'; allowed are 'cell'"):
        table.point({"cell": "LSTM"})


def test_it_says_what_it_is(table):
    assert repr(table) == (
        "10_toy: 3 of 4 points of toy in notebooks/10_x.ipynb, 1 of them failed; "
        "1.5 hours of computing on 2 cores of a processor, 2026-01-02 to 2026-01-04"
    )


def test_an_unknown_table_is_refused_with_the_known_ones(table):
    assert experiments.names() == ("10_toy",)
    with pytest.raises(ValueError, match="name is '11_toy'; allowed are '10_toy'"):
        experiments.read("11_toy")


def test_reading_a_table_of_the_usual_size_takes_less_than_a_tenth_of_a_second(tmp_path):
    package = tmp_path / "nnutils"
    shutil.copytree(experiments.Path(experiments.__file__).parents[1], package, ignore=shutil.ignore_patterns("*.svg"))
    points = [{"cell": "LSTM", "rate": 0.001 * i, "seed": i} for i in range(500)]
    made = Table(package / "experiments", "10_toy", list(points[0]), points, DESCRIBED)
    for point in points:
        row = dict.fromkeys(made.arguments, "") | {name: str(value) for name, value in point.items()}
        made.rows[tuple(row.values())] = row | {"accuracy": "0.5", "seconds": "1.00", "computer": "c1", "error": ""}
    made.computers = {"c1": ABOUT | {"from": "2026-01-02", "to": "2026-01-02"}}
    made.write()
    code = (
        "import time, numpy, nnutils; begun = time.process_time(); from nnutils import experiments\n"
        "table = experiments.read('10_toy'); print(len(table), time.process_time() - begun)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    rows, seconds = done.stdout.split()
    assert int(rows) == 500
    assert float(seconds) < 0.1
