"""An interval, how the wrappers make one, and what they ask of their input."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from nnutils._checks import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval.

    Attributes
    ----------
    estimate, low, high : float
        The figure and the ends of its interval, in the unit of the data.
    n : int
        How many runs, splits, examples or time steps it comes from.
    method : str
        How the interval was computed.
    level : float
        The share of such intervals that cover the true value.
    p_value : float or None
        Two-sided, for the hypothesis that the true value is 0, where the method gives one.
    """

    estimate: float
    low: float
    high: float
    n: int
    method: str
    level: float = 0.95
    p_value: float | None = None

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        return (
            f"{self.estimate:.3g} ({self.low:.3g} to {self.high:.3g}; "
            f"{100 * self.level:.3g} % interval, n = {self.n}, {self.method})"
        )


def student(estimate: float, variance: float, freedom: float, n: int, method: str, level: float) -> Interval:
    """Return Student's interval for an estimate of a given variance, with its p-value for 0."""
    from scipy.stats import t

    between_0_and_1("level", level)
    error = float(np.sqrt(variance))
    half = float(t.ppf((1 + level) / 2, freedom)) * error
    p_value = float(2 * t.sf(abs(estimate) / error, freedom)) if error > 0 else float(estimate == 0)
    return Interval(float(estimate), float(estimate) - half, float(estimate) + half, n, method, level, p_value)


def figure_of(statistic: Callable[..., float], arrays: Sequence[NDArray[Any]]) -> float:
    """Return what the statistic makes of the arrays, or raise a ``ValueError`` unless it is a finite number."""
    figure = statistic(*arrays)
    if not isinstance(figure, Real) and np.ndim(figure) == 0:
        figure = np.asarray(figure).item()  # of an array or a tensor without dimensions
    if isinstance(figure, Real) and math.isfinite(figure):
        return float(figure)
    raise ValueError(f"statistic returns {figure!s:.60}; allowed is a finite number, for every resampling")


def resampling(statistic: Callable[..., float], resamples: int, seed: int, level: float) -> None:
    """Raise a ``TypeError`` or ``ValueError`` that names what a bootstrap can't work with."""
    if not callable(statistic):
        raise TypeError(f"statistic is {statistic!r:.60}; allowed is a function of the resampled arrays")
    whole_number("resamples", resamples, least=100)
    whole_number("seed", seed, least=0)
    between_0_and_1("level", level)


def percentile(estimate: float, draws: list[float], n: int, method: str, level: float) -> Interval:
    """Return the interval between two quantiles of bootstrap draws."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(estimate, float(low), float(high), n, method, level)


def variance_of(values: NDArray[np.float64]) -> float:
    """Return the variance with n - 1 in its denominator."""
    return float(values.var(ddof=1))


def numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return the values as an array of floats, or raise a ``ValueError`` that names them."""
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):  # words, or lists of different lengths
        raise ValueError(f"{name} is {values!r:.60}; allowed are numbers") from None


def finite_series(name: str, values: ArrayLike, at_least: int = 2) -> NDArray[np.float64]:
    """Return the values as an array of floats, or raise a ``ValueError`` that says what is wrong with them."""
    x = numbers(name, values)
    if x.ndim != 1 or len(x) < at_least:
        raise ValueError(f"{name} has the shape {x.shape}; allowed is one dimension with at least {at_least} values")
    if not np.isfinite(x).all():
        raise ValueError(f"{name} holds {x[~np.isfinite(x)][0]}; allowed are finite numbers")
    return x


def same_length(a: NDArray[Any], b: NDArray[Any]) -> None:
    """Raise a ``ValueError`` unless both arrays have the same length."""
    if len(a) != len(b):
        raise ValueError(f"{len(a)} values against {len(b)}: a pair needs both")


def between_0_and_1(name: str, value: float) -> None:
    """Raise a ``ValueError`` unless ``0 < value < 1``."""
    if not isinstance(value, Real) or not 0 < value < 1:
        raise ValueError(f"{name} is {value!r}; allowed is a number between 0 and 1")


def together(data: Sequence[ArrayLike], *, at_least: int) -> list[NDArray[Any]]:
    """Return arrays that are resampled together, or raise a ``ValueError`` unless they have one common length."""
    arrays = [np.asarray(one) for one in data]
    if not arrays or len({one.shape[:1] for one in arrays}) != 1 or not arrays[0].ndim or len(arrays[0]) < at_least:
        shapes = [one.shape for one in arrays]
        raise ValueError(f"data have the shapes {shapes}; allowed are arrays of one common length, at least {at_least}")
    return arrays
