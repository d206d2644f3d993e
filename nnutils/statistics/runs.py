"""Comparisons over repeated runs: seeds, splits, and several comparisons at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnutils.statistics._interval import (
    Interval,
    between_0_and_1,
    finite_series,
    numbers,
    same_length,
    student,
    variance_of,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def mean(values: ArrayLike, *, level: float = 0.95) -> Interval:
    """Return the mean over independent runs, for example seeds, with Student's interval.

    Parameters
    ----------
    values : array-like of shape (n_runs,)
        One figure for each run, at least two.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The mean, with the p-value for a true mean of 0.

    Raises
    ------
    ValueError
        If there are fewer than two values, one is not finite, or the level is not between 0 and 1.

    References
    ----------
    Student (1908), The probable error of a mean.

    Examples
    --------
    >>> print(mean([0.91, 0.93, 0.92]))
    0.92 (0.895 to 0.945; 95 % interval, n = 3, Student's t)
    """
    x = finite_series("values", values)
    return student(x.mean(), variance_of(x) / len(x), len(x) - 1, len(x), "Student's t", level)


def paired_difference(a: ArrayLike, b: ArrayLike, *, level: float = 0.95) -> Interval:
    """Return the mean of ``a - b`` over runs that share what varies: the same seed, the same split, in the same order.

    For independent pairs, such as seeds with one fixed test set. Folds of a cross-validation are not independent, since
    their training sets overlap: see `corrected_difference`.

    Parameters
    ----------
    a, b : array-like of shape (n_runs,)
        The figures of the two rivals, at least two each.
    level : float
        Coverage of the interval.

    Returns
    -------
    Interval
        The mean difference, with the p-value for no difference.

    Raises
    ------
    ValueError
        If the lengths differ, there are fewer than two pairs, or a value is not finite.

    References
    ----------
    Bouthillier et al. (2021), Accounting for variance in machine learning benchmarks, arXiv 2103.03098.

    Examples
    --------
    >>> result = paired_difference([0.91, 0.93, 0.95], [0.90, 0.91, 0.92])
    >>> print(result)
    0.02 (-0.00484 to 0.0448; 95 % interval, n = 3, Student's t on paired differences)
    >>> result.excludes_zero
    False
    """
    d = _differences(a, b)
    return student(d.mean(), variance_of(d) / len(d), len(d) - 1, len(d), "Student's t on paired differences", level)


def corrected_difference(a: ArrayLike, b: ArrayLike, *, test_share: float, level: float = 0.95) -> Interval:
    """Return the mean of ``a - b`` over splits of the same examples, with Nadeau and Bengio's corrected interval.

    For repeated cross-validation or repeated random splits: training sets overlap, so the plain interval is too narrow.
    The variance of the mean is taken as (1 / n + n_test / n_train) times the variance over splits.

    Parameters
    ----------
    a, b : array-like of shape (n_splits,)
        The figures of the two rivals on the same splits.
    test_share : float
        Share of the examples that each split tests on: 0.2 for five folds.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The mean difference, with the p-value for no difference, which is corrected too.

    Raises
    ------
    ValueError
        If the lengths differ, there are fewer than two pairs, a value is not finite, or the share is not between 0
        and 1.

    References
    ----------
    Nadeau and Bengio (2003), Inference for the generalization error, Machine Learning 52. Bouckaert and Frank (2004).

    Examples
    --------
    >>> print(corrected_difference([0.91, 0.93, 0.95], [0.90, 0.91, 0.92], test_share=0.2))
    0.02 (-0.0129 to 0.0529; 95 % interval, n = 3, corrected resampled t)
    """
    between_0_and_1("test_share", test_share)
    d = _differences(a, b)
    variance = variance_of(d) * (1 / len(d) + test_share / (1 - test_share))
    return student(d.mean(), variance, len(d) - 1, len(d), "corrected resampled t", level)


def _differences(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    x, y = finite_series("a", a), finite_series("b", b)
    same_length(x, y)
    return x - y


def holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Return p-values adjusted by Holm's method for having made several comparisons, in the order given.

    Rejecting where the adjusted value is below 0.05 keeps the chance of any false rejection below 0.05.

    Parameters
    ----------
    p_values : sequence of float
        One for each comparison, each from 0 to 1.

    Returns
    -------
    numpy.ndarray of float64, shape (n_comparisons,)
        The adjusted p-values, 1 at most.

    Raises
    ------
    ValueError
        If there is none, or one is not from 0 to 1.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.atleast_1d(numbers("p_values", p_values))
    if p.ndim != 1 or not len(p) or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"p_values is {p_values!r:.60}; allowed are one or more numbers from 0 to 1")
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1)
    return adjusted
