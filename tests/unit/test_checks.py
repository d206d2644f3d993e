"""The checks that modules share allow the ends of a range, and refuse what lies just beyond."""

import math

import numpy as np
import pytest

from nnutils import _checks


@pytest.mark.parametrize("value", [1, 9, np.int64(9)])
def test_both_ends_of_a_range_of_whole_numbers_are_allowed(value):
    _checks.whole_number("n", value, least=1, most=9)


@pytest.mark.parametrize("value", [0, 10, True, 2.0, "2", None])
def test_other_than_whole_numbers_of_the_range_is_refused(value):
    with pytest.raises(ValueError, match=rf"^n is {value!r}; allowed are whole numbers from 1 to 9$"):
        _checks.whole_number("n", value, least=1, most=9)


@pytest.mark.parametrize("value", [math.ulp(0.0), 1, np.float32(0.5), 1e300])
def test_any_finite_number_above_zero_is_positive(value):
    _checks.positive("size", value)


@pytest.mark.parametrize("value", [0, -0.5, math.inf, math.nan, True, "1", 1j])
def test_what_is_not_positive_is_refused(value):
    with pytest.raises(ValueError, match=r"^size is .*; allowed are numbers above 0$"):
        _checks.positive("size", value)
