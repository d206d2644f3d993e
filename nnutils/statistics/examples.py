"""Comparisons on the examples of one test set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nnutils._checks import whole_number
from nnutils.statistics._interval import (
    Interval,
    between_0_and_1,
    figure_of,
    percentile,
    resampling,
    same_length,
    together,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def proportion(successes: int, n: int, *, level: float = 0.95) -> Interval:
    """Return a proportion, for example the accuracy on ``n`` test examples, with Wilson's interval.

    Parameters
    ----------
    successes : int
        How many of the ``n`` were right.
    n : int
        How many there were.
    level : float
        Coverage of the interval.

    Returns
    -------
    Interval
        The share, with Wilson's interval.

    Raises
    ------
    ValueError
        If the numbers are not whole, or not 0 <= successes <= n with n >= 1, or the level is not between 0 and 1.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> print(proportion(27, 30))
    0.9 (0.744 to 0.965; 95 % interval, n = 30, Wilson)
    """
    from scipy.stats import binomtest

    whole_number("n", n, least=1)
    whole_number("successes", successes, least=0, most=int(n))
    between_0_and_1("level", level)
    ends = binomtest(int(successes), int(n)).proportion_ci(level, method="wilson")
    return Interval(successes / n, float(ends.low), float(ends.high), int(n), "Wilson", level)


def mcnemar(correct_a: ArrayLike, correct_b: ArrayLike, *, level: float = 0.95) -> Interval:
    """Return the difference of two accuracies on the same test examples.

    Only the examples count on which exactly one of the two is right. The interval is Agresti and Min's, Wald's after
    half an example has been added to each of the four cells; the p-value is McNemar's exact one.

    Parameters
    ----------
    correct_a, correct_b : array-like of bool, shape (n_examples,)
        Whether each model is right on each example, in the same order.
    level : float
        Coverage of the interval.

    Returns
    -------
    Interval
        Accuracy of the first less that of the second; its ``p_value`` is McNemar's exact one.

    Raises
    ------
    ValueError
        If the lengths differ, there is no example, or a value is neither true nor false.

    References
    ----------
    McNemar (1947). Agresti and Min (2005), Simple improved confidence intervals for comparing matched proportions.

    Examples
    --------
    >>> result = mcnemar([1, 1, 1, 0] * 25, [1, 1, 0, 0] * 25)
    >>> print(result)
    0.25 (0.159 to 0.331; 95 % interval, n = 100, McNemar with Agresti and Min's interval)
    >>> print(f"{result.p_value:.1g}")
    6e-08
    """
    from scipy.stats import binomtest, norm

    a, b = _truths("correct_a", correct_a), _truths("correct_b", correct_b)
    same_length(a, b)
    between_0_and_1("level", level)
    n, only_a, only_b = len(a), int((a & ~b).sum()), int((b & ~a).sum())
    shares = (only_a + 0.5) / (n + 2), (only_b + 0.5) / (n + 2)
    middle = shares[0] - shares[1]
    half = norm.ppf((1 + level) / 2) * np.sqrt((sum(shares) - middle**2) / (n + 2))
    p_value = float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
    method = "McNemar with Agresti and Min's interval"
    return Interval((only_a - only_b) / n, float(middle - half), float(middle + half), n, method, level, p_value)


def paired_bootstrap(
    statistic: Callable[..., float], *data: ArrayLike, resamples: int = 2000, seed: int = 0, level: float = 0.95
) -> Interval:
    """Return a figure of the test set, with a percentile interval over resampled test examples.

    For what has no formula: the difference of two models' macro-F1, AUC or BLEU. All arrays are resampled together, so
    the examples stay paired.

    Parameters
    ----------
    statistic : callable
        Takes the resampled arrays and returns the figure, for example the difference between two models.
    *data : array-like of shape (n_examples, ...)
        For example labels, predictions of the first model, predictions of the second.
    resamples : int
        Number of bootstrap samples, at least 100.
    seed : int
        For the resampling.
    level : float
        Coverage of the interval.

    Returns
    -------
    Interval
        The statistic of all examples, between two quantiles of those of the resampled ones.

    Raises
    ------
    ValueError
        If there is no array, their lengths differ, there are fewer than two examples or 100 resamples, the seed or the
        level is out of its range, or the statistic is no finite number.

    References
    ----------
    Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> right_a, right_b = rng.random(500) < 0.9, rng.random(500) < 0.7
    >>> paired_bootstrap(lambda a, b: a.mean() - b.mean(), right_a, right_b).excludes_zero
    True
    """
    arrays = together(data, at_least=2)
    resampling(statistic, resamples, seed, level)
    rng, n = np.random.default_rng(seed), len(arrays[0])
    estimate = figure_of(statistic, arrays)
    draws = [figure_of(statistic, [one[rows] for one in arrays]) for rows in rng.integers(0, n, (resamples, n))]
    return percentile(estimate, draws, n, "paired bootstrap", level)


def _truths(name: str, values: ArrayLike) -> NDArray[np.bool_]:
    x = np.asarray(values)
    if x.ndim != 1 or not len(x) or not np.isin(x, (0, 1)).all():
        raise ValueError(f"{name} is {values!r:.60}; allowed is one dimension of true and false")
    return x.astype(bool)
