"""Comparisons on one series, in which neighbours depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nnutils._checks import whole_number
from nnutils.statistics._interval import (
    Interval,
    figure_of,
    finite_series,
    percentile,
    resampling,
    student,
    together,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def series_mean(values: ArrayLike, *, lags: int, level: float = 0.95) -> Interval:
    """Return the mean of a series whose neighbours depend on each other, with a HAC interval (Newey and West).

    With ``values`` the loss of one forecast minus that of another, this is the test of Diebold and Mariano. Errors of
    forecasts ``h`` steps ahead overlap, so ``lags`` is at least h - 1; the weights fall with the lag,
    so that several times h is safer where the series is long. Student's t stands in place of the normal, with as many
    degrees of freedom as the estimated variance has (about 1.5 n / (lags + 1)), because a variance from few independent
    pieces of the series is itself uncertain.

    Parameters
    ----------
    values : array-like of shape (n_steps,)
        In the order of time.
    lags : int
        How many neighbours may be correlated, from 0 to n_steps // 4.
    level : float
        Coverage of the interval, between 0 and 1, were the series repeated.

    Returns
    -------
    Interval
        The mean, with the p-value for a true mean of 0; its ``method`` names the lags.

    Raises
    ------
    ValueError
        If there are fewer than eight values, one is not finite, or ``lags`` is out of its range.

    References
    ----------
    Diebold and Mariano (1995); Newey and West (1987). Degrees of freedom: Priestley (1981), Spectral analysis and time
    series, table 6.2, halved at frequency 0.

    Examples
    --------
    >>> differences = np.random.default_rng(0).normal(0.3, 1, size=400)
    >>> print(series_mean(differences, lags=5))
    0.263 (0.165 to 0.362; 95 % interval, n = 400, HAC with 5 lags)
    """
    x = finite_series("values", values, at_least=8)
    n = len(x)
    whole_number("lags", lags, least=0, most=n // 4)
    centred = x - x.mean()
    autocovariance = np.array([centred[lag:] @ centred[: n - lag] / n for lag in range(lags + 1)])
    weights = 1 - np.arange(lags + 1) / (lags + 1)
    long_run = autocovariance[0] + 2 * weights[1:] @ autocovariance[1:]
    freedom = min(n - 1, 1.5 * n / (lags + 1))
    # n - 1 - lags: the variance of white noise is then met, which subtracting the mean at each of the lags lowers.
    return student(x.mean(), long_run / (n - 1 - lags), freedom, n, f"HAC with {lags} lags", level)


def block_bootstrap(
    statistic: Callable[..., float],
    *data: ArrayLike,
    block: int,
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return a figure of one or more series, with a percentile interval over resampled blocks of time steps.

    Blocks keep what neighbours have in common; they are drawn from the series closed to a circle, so that each step is
    drawn equally often. A block is at least as long as the dependence.

    Parameters
    ----------
    statistic : callable
        Takes the resampled series and returns the figure.
    *data : array-like of shape (n_steps, ...)
        Series of one length; they are resampled together.
    block : int
        Steps in a block, from 1 to n_steps // 4.
    resamples, seed, level : int, int and float
        As for `paired_bootstrap`.

    Returns
    -------
    Interval
        The statistic of the series, between two quantiles of those of the resampled ones.

    Raises
    ------
    ValueError
        If there is no series, their lengths differ, ``block``, ``resamples``, ``seed`` or ``level`` is out of its
        range, or the statistic is no finite number.

    References
    ----------
    Politis and Romano (1992), A circular block-resampling procedure for stationary data.
    """
    arrays = together(data, at_least=8)
    n = len(arrays[0])
    whole_number("block", block, least=1, most=n // 4)
    resampling(statistic, resamples, seed, level)
    estimate, rng = figure_of(statistic, arrays), np.random.default_rng(seed)
    draws = []
    for _ in range(resamples):
        starts = rng.integers(0, n, -(-n // block))
        rows = ((starts[:, None] + np.arange(block)) % n).ravel()[:n]
        draws.append(figure_of(statistic, [one[rows] for one in arrays]))
    return percentile(estimate, draws, n, f"circular blocks of {block} steps", level)
