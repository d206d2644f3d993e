"""Drawing a class from a predicted distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnutils._checks import positive, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def distribution(
    logits: ArrayLike, *, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> NDArray[np.float64]:
    """Turn logits into the probabilities that `sample` draws from.

    Logarithms of probabilities are logits too, so that a softmax output can be passed as ``np.log(probabilities)``.

    Parameters
    ----------
    logits : array-like of shape (..., classes)
        Scores; minus infinity rules a class out.
    temperature : float
        Divides the logits: below 1 likely classes gain, above 1 they lose.
    top_k : int, optional
        Keep only the `top_k` likeliest classes.
    top_p : float, optional
        Keep only the likeliest classes that together reach the probability `top_p`; applied after `top_k`.

    Returns
    -------
    numpy.ndarray of float64, shape (..., classes)
        Sums of 1 along the last axis.

    Raises
    ------
    ValueError
        If `temperature` is not above 0, `top_k` no whole number from 1 up, `top_p` outside (0, 1], or the logits hold
        NaN, plus infinity or no class that is possible.

    References
    ----------
    Fan et al. 2018, https://arxiv.org/abs/1805.04833, section 5.3, for `top_k`; Holtzman et al. 2020,
    https://arxiv.org/abs/1904.09751, section 3.1, nucleus sampling, for `top_p`.

    Examples
    --------
    >>> distribution(np.log([0.5, 0.3, 0.2]), top_k=2).round(3)
    array([0.625, 0.375, 0.   ])
    """
    if temperature == 0:
        raise ValueError(
            f"temperature is {temperature}; allowed are numbers above 0; for the likeliest class take argmax"
        )
    positive("temperature", temperature)
    if top_k is not None:
        whole_number("top_k", top_k, least=1)
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p is {top_p!r}; allowed are numbers above 0 and at most 1")
    scores = np.asarray(logits, "float64")
    if not scores.ndim:
        raise ValueError(f"logits is {logits!r}; allowed is a score for each class along the last axis")
    best = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    if not np.isfinite(best).all():
        raise ValueError("logits must be numbers below infinity, one of them above minus infinity, in each row")
    order = np.argsort(-scores, axis=-1, kind="stable")
    ranked = np.exp(np.take_along_axis(scores - best, order, axis=-1) / temperature)
    if top_k is not None:
        ranked[..., top_k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)
    if top_p is not None:
        before = np.cumsum(ranked, axis=-1) - ranked  # what the likelier classes have: the first always stays
        ranked[before >= top_p] = 0
        ranked /= ranked.sum(axis=-1, keepdims=True)
    probabilities = np.empty_like(ranked)
    np.put_along_axis(probabilities, order, ranked, axis=-1)
    return probabilities


def sample(logits: ArrayLike, rng: np.random.Generator, **options: Any) -> NDArray[np.int64]:
    """Draw a class from each row of logits; `options` are those of `distribution`.

    Parameters
    ----------
    logits : array-like of shape (..., classes)
        Scores.
    rng : numpy.random.Generator
        Where chance comes from, so that a seed repeats the draw.
    **options : float or int
        `temperature`, `top_k` and `top_p` of `distribution`.

    Returns
    -------
    numpy.ndarray of int64, shape (...,)
        The classes; a scalar for one row.

    Raises
    ------
    TypeError
        If `rng` is no generator, or an option is another.
    ValueError
        As `distribution`.

    Examples
    --------
    >>> int(sample([0.0, 9.0, 1.0], np.random.default_rng(0), temperature=0.1))
    1
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; it must be a numpy.random.Generator, such as numpy.random.default_rng(0)")
    cumulated = np.cumsum(distribution(logits, **options), axis=-1)
    draw = rng.random((*cumulated.shape[:-1], 1)) * cumulated[..., -1:]  # rounding may leave the last sum below 1
    drawn: NDArray[np.int64] = (cumulated <= draw).sum(axis=-1)
    return drawn
