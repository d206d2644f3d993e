"""Hours are estimated from few measurements."""

import itertools
import random

import pytest

from tools.experiments.estimate import duration, model, sample

VALUES = itertools.product(("RNN", "LSTM", "GRU"), (20, 40, 60, 150), (0.001, 0.01), (1, 2, 3))
GRID = [{"cell": cell, "steps": steps, "rate": rate, "seed": seed} for cell, steps, rate, seed in VALUES]


def seconds(point):
    return {"RNN": 2, "LSTM": 9, "GRU": 6}[point["cell"]] * point["steps"] / 20


def test_a_third_of_the_points_tells_the_time_of_the_others():
    measured = random.Random(1).sample(GRID, len(GRID) // 3)
    noise = random.Random(2)
    estimate = model(measured, [seconds(point) * noise.uniform(0.9, 1.1) for point in measured])
    rest = [point for point in GRID if point not in measured]
    assert sum(map(estimate, rest)) == pytest.approx(sum(map(seconds, rest)), rel=0.05)
    assert all(estimate(point) == pytest.approx(seconds(point), rel=0.25) for point in rest)


def test_a_number_that_was_not_measured_is_extrapolated():
    measured = [point for point in GRID if point["steps"] < 100]
    estimate = model(measured, list(map(seconds, measured)))
    longest = [point for point in GRID if point["steps"] == 150]
    assert sum(map(estimate, longest)) == pytest.approx(sum(map(seconds, longest)), rel=0.2)


def test_the_sum_over_what_was_measured_is_that_of_the_measurements():
    taken = [1.0, 100.0] * (len(GRID) // 2)
    assert sum(map(model(GRID, taken), GRID)) == pytest.approx(sum(taken))


def test_without_a_measurement_there_is_no_estimate():
    with pytest.raises(ValueError, match="no point has been measured"):
        model([], [])


def test_a_sample_has_every_value_but_seeds():
    chosen = sample(GRID)
    assert len(chosen) == 4
    for name in ("cell", "steps", "rate"):
        assert {point[name] for point in chosen} == {point[name] for point in GRID}


def test_durations_are_said_as_people_do():
    said = [duration(one) for one in (3.2, 89, 90, 5399, 5400, 40_000)]
    assert said == ["3 s", "89 s", "2 min", "90 min", "1.5 h", "11.1 h"]
