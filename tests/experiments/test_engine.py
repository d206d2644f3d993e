"""Points are computed in processes of their own, on this computer and on a cluster, and survive what may happen."""

import math

import pytest
from toys import course, experiment, lines, provenance

EXPECTED = [
    "rate,seed,left,steps,error",
    *(f"{rate},{seed},{math.exp(-rate * seed):.9g},3," for rate in (0.1, 0.5, 2.0) for seed in (1, 2, 3, 4)),
]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A course whose table was computed without disturbance."""
    root = course(tmp_path_factory.mktemp("undisturbed"))
    done = experiment(root, "01_toy")
    assert done.returncode == 0, done.stderr
    return root


def test_a_table_has_a_row_for_each_point_and_says_how_it_came_about(undisturbed):
    assert lines(undisturbed) == EXPECTED
    found = provenance(undisturbed)
    assert (found["points"], found["finished"], found["failed"]) == (12, 12, 0)
    assert (found["experiment"], found["notebook"], found["function"]) == ("01_toy", "notebooks/01_first.ipynb", "toy")
    assert (found["arguments"], found["figures"]) == (["rate", "seed"], ["left", "steps"])
    (computer,) = found["computers"].values()
    assert {"processor", "cores", "system", "python", "threads", "from", "to"} <= computer.keys()
    assert computer["points"] == 12
