"""Text as indices and back, and drawing from a predicted distribution; no model and no layer lives here.

Chapters 09 and 16 build these in the open; later chapters reuse them from here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnutils._checks import one_of

PADDING, UNKNOWN = 0, 1
LEVELS = ("char", "word")
SIDES = ("left", "right")


def split(text: str, level: str = "char") -> list[str]:
    """Cut a text into characters, or into words, punctuation marks and names in brackets such as ``[start]``.

    Examples
    --------
    >>> split("[start] It's late.", "word")
    ['[start]', "It's", 'late', '.']
    """
    one_of("level", level, LEVELS)
    return list(text) if level == "char" else re.findall(r"\[\w+\]|\w+(?:['’]\w+)*|[^\w\s]", text)


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that have an index: 0 is padding, 1 any unknown token, the others follow.

    Parameters
    ----------
    tokens : tuple of str
        In the order of their indices, the first two standing for padding and unknown.
    level : {'char', 'word'}
        What a token is.

    Examples
    --------
    >>> vocabulary = Vocabulary.build(["banana"])
    >>> vocabulary.tokens
    ('', '[UNK]', 'a', 'n', 'b')
    >>> vocabulary.encode("bad")
    array([4, 2, 1], dtype=int32)
    >>> vocabulary.decode([4, 2, 3, 0, 0])
    'ban'
    """

    tokens: tuple[str, ...]
    level: str = "char"

    @classmethod
    def build(
        cls, texts: Iterable[str], *, level: str = "char", max_size: int | None = None, special: Sequence[str] = ()
    ) -> Vocabulary:
        """Collect the tokens of `texts`, the most frequent first (equally frequent ones in alphabetical order).

        Parameters
        ----------
        texts : iterable of str
            The training texts; a single string is refused, as it would be read as many texts of one character.
        level : {'char', 'word'}
            What a token is.
        max_size : int, optional
            Number of indices at most, padding and unknown included.
        special : sequence of str
            Tokens that come first whether they occur or not, such as ``("[start]", "[end]")``.

        Raises
        ------
        TypeError
            If `texts` is a string.
        ValueError
            If `level` is another, or `max_size` leaves no room for a token.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be a list of texts, got a single string; write [text]")
        first = ("", "[UNK]", *special)
        if max_size is not None and max_size <= len(first):
            raise ValueError(f"max_size must be above {len(first)} (padding, unknown, special tokens), got {max_size}")
        counts = Counter(token for text in texts for token in split(text, level))
        ranked = sorted(set(counts) - set(first), key=lambda token: (-counts[token], token))
        return cls((*first, *ranked)[:max_size], level)

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of each token."""
        return {token: i for i, token in enumerate(self.tokens)}

    def encode(self, text: str, *, strict: bool = False) -> np.ndarray:
        """Indices of the text's tokens, int32 (length,).

        Raises
        ------
        ValueError
            If `strict` and a token is unknown; without `strict` it becomes 1.
        """
        tokens = split(text, self.level)
        unknown = sorted({token for token in tokens if token not in self.index})
        if strict and unknown:
            raise ValueError(f"not in the vocabulary of {len(self)} tokens: {', '.join(map(repr, unknown))}")
        return np.array([self.index.get(token, UNKNOWN) for token in tokens], "int32")

    def decode(self, indices: Iterable[int]) -> str:
        """Text of the indices without padding; words are joined by spaces.

        Raises
        ------
        ValueError
            If an index is negative or not below the size of the vocabulary.
        """
        indices = [int(i) for i in indices]
        outside = [i for i in indices if not 0 <= i < len(self)]
        if outside:
            raise ValueError(f"index {outside[0]} is outside the vocabulary: allowed are 0 to {len(self) - 1}")
        return ("" if self.level == "char" else " ").join(self.tokens[i] for i in indices if i != PADDING)


def pad(sequences: Sequence[Sequence[int]], length: int | None = None, *, side: str = "right", cut: str = "right"):
    """Bring sequences to one length with zeros.

    Parameters
    ----------
    sequences : sequence of sequences of int
        The indices.
    length : int, optional
        The common length; by default that of the longest.
    side, cut : {'left', 'right'}
        Where zeros are added to those that are too short, and where those that are too long lose their surplus.

    Returns
    -------
    numpy.ndarray
        int32 (number of sequences, length).

    Raises
    ------
    ValueError
        If `length` is below 1, or `side` or `cut` is another.

    Examples
    --------
    >>> pad([[5, 6, 7], [8]], 2, side="left", cut="left")
    array([[6, 7],
           [0, 8]], dtype=int32)
    """
    one_of("side", side, SIDES)
    one_of("cut", cut, SIDES)
    length = max(map(len, sequences), default=1) if length is None else length
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    padded = np.full((len(sequences), length), PADDING, "int32")
    for row, sequence in zip(padded, sequences, strict=True):
        kept = sequence[-length:] if cut == "left" else sequence[:length]
        if len(kept):
            row[slice(-len(kept), None) if side == "left" else slice(len(kept))] = kept
    return padded


def distribution(
    logits: np.ndarray, *, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> np.ndarray:
    """Turn logits into the probabilities that `sample` draws from.

    Logarithms of probabilities are logits too, so that a softmax output can be passed as ``np.log(probabilities)``.

    Parameters
    ----------
    logits : array, (..., classes)
        Scores; minus infinity rules a class out.
    temperature : float
        Divides the logits: below 1 likely classes gain, above 1 they lose.
    top_k : int, optional
        Keep only the `top_k` likeliest classes (Fan et al. 2018).
    top_p : float, optional
        Keep only the likeliest classes that together reach the probability `top_p` (Holtzman et al. 2020, nucleus
        sampling); applied after `top_k`.

    Returns
    -------
    numpy.ndarray
        float64 (..., classes), sums of 1 along the last axis.

    Raises
    ------
    ValueError
        If `temperature` is not above 0, `top_k` below 1, `top_p` outside (0, 1], or the logits hold NaN, plus infinity
        or no class that is possible.

    Examples
    --------
    >>> distribution(np.log([0.5, 0.3, 0.2]), top_k=2).round(3)
    array([0.625, 0.375, 0.   ])
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, got {temperature}; for the likeliest class take argmax")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k must be at least 1, got {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p must be above 0 and at most 1, got {top_p}")
    logits = np.asarray(logits, "float64")
    best = logits.max(axis=-1, keepdims=True, initial=-np.inf)
    if not np.isfinite(best).all():
        raise ValueError("logits must be numbers below infinity, one of them above minus infinity, in each row")
    order = np.argsort(-logits, axis=-1, kind="stable")
    ranked = np.exp(np.take_along_axis(logits - best, order, axis=-1) / temperature)
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


def sample(logits: np.ndarray, rng: np.random.Generator, **options: float | int | None) -> np.ndarray:
    """Draw a class from each row of logits; `options` are those of `distribution`.

    Parameters
    ----------
    logits : array, (..., classes)
        Scores.
    rng : numpy.random.Generator
        Where chance comes from, so that a seed repeats the draw.

    Returns
    -------
    numpy.ndarray
        int64 (...,), a scalar for one row.

    Examples
    --------
    >>> int(sample([0.0, 9.0, 1.0], np.random.default_rng(0), temperature=0.1))
    1
    """
    cumulated = np.cumsum(distribution(logits, **options), axis=-1)
    draw = rng.random((*cumulated.shape[:-1], 1)) * cumulated[..., -1:]  # rounding may leave the last sum below 1
    return (cumulated <= draw).sum(axis=-1)
