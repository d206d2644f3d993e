"""Text as indices and back, and sequences of one length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nnutils._checks import one_of, string, whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

PADDING, UNKNOWN = 0, 1
LEVELS = ("char", "word")
SIDES = ("left", "right")


def split(text: str, level: str = "char") -> list[str]:
    """Cut a text into characters, or into words, punctuation marks and names in brackets such as ``[start]``.

    Parameters
    ----------
    text : str
        Any text.
    level : {'char', 'word'}
        What a token is.

    Returns
    -------
    list of str
        The tokens in their order; white space is a character, but no word.

    Raises
    ------
    TypeError
        If `text` is no string.
    ValueError
        If `level` is another.

    Examples
    --------
    >>> split("[start] It's late.", "word")
    ['[start]', "It's", 'late', '.']
    """
    string("text", text)
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

    Raises
    ------
    ValueError
        If `level` is another, or a token stands twice.

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

    def __post_init__(self) -> None:
        one_of("level", self.level, LEVELS)
        twice = [token for token, times in Counter(self.tokens).items() if times > 1]
        if twice:
            raise ValueError(f"tokens hold {', '.join(map(repr, twice))} more than once; each has one index")

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

        Returns
        -------
        Vocabulary
            With padding, unknown and the special tokens before the others.

        Raises
        ------
        TypeError
            If `texts` or `special` is a string, or a text is none.
        ValueError
            If `level` is another, a special token is repeated, or `max_size` leaves no room for a token.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be a list of texts, got a single string; write [text]")
        if isinstance(special, str):
            raise TypeError("special must be a list of tokens, got a single string; write [token]")
        first = ("", "[UNK]", *special)
        if repeated := [token for token, times in Counter(first).items() if times > 1]:
            raise ValueError(f"special is {special!r}; {', '.join(map(repr, repeated))} would stand there twice")
        if max_size is not None:
            whole_number("max_size, which counts padding, unknown and special tokens,", max_size, least=len(first) + 1)
        counts = Counter(token for text in texts for token in split(text, level))
        ranked = sorted(set(counts) - set(first), key=lambda token: (-counts[token], token))
        return cls((*first, *ranked)[:max_size], level)

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of each token."""
        return {token: i for i, token in enumerate(self.tokens)}

    def encode(self, text: str, *, strict: bool = False) -> NDArray[np.int32]:
        """Return the indices of the text's tokens.

        Parameters
        ----------
        text : str
            Any text.
        strict : bool
            Whether an unknown token is an error; otherwise it becomes 1.

        Returns
        -------
        numpy.ndarray of int32, shape (length,)
            The indices.

        Raises
        ------
        ValueError
            If `strict` and a token is unknown.
        """
        tokens = split(text, self.level)
        unknown = sorted({token for token in tokens if token not in self.index})
        if strict and unknown:
            raise ValueError(f"not in the vocabulary of {len(self)} tokens: {', '.join(map(repr, unknown))}")
        return np.array([self.index.get(token, UNKNOWN) for token in tokens], "int32")

    def decode(self, indices: Iterable[int]) -> str:
        """Return the text of the indices without padding; words are joined by spaces.

        Parameters
        ----------
        indices : iterable of int
            The indices, as of one row of a batch.

        Returns
        -------
        str
            The text.

        Raises
        ------
        ValueError
            If an index is negative, not below the size of the vocabulary, or no whole number.
        """
        given = list(indices)
        outside = [i for i in given if not float(i).is_integer() or not 0 <= i < len(self)]
        if outside:
            raise ValueError(f"index {outside[0]} is outside the vocabulary: allowed are 0 to {len(self) - 1}")
        return ("" if self.level == "char" else " ").join(self.tokens[int(i)] for i in given if i != PADDING)


def pad(
    sequences: Sequence[Sequence[int]], length: int | None = None, *, side: str = "right", cut: str = "right"
) -> NDArray[np.int32]:
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
    numpy.ndarray of int32, shape (number of sequences, length)
        One row for each sequence.

    Raises
    ------
    ValueError
        If a sequence holds anything but whole numbers of 32 bits, `length` is no whole number from 1 up, or `side` or
        `cut` is another.

    Examples
    --------
    >>> pad([[5, 6, 7], [8]], 2, side="left", cut="left")
    array([[6, 7],
           [0, 8]], dtype=int32)
    """
    one_of("side", side, SIDES)
    one_of("cut", cut, SIDES)
    length = max(map(len, sequences), default=1) if length is None else length
    whole_number("length", length, least=1)
    padded, limits = np.full((len(sequences), length), PADDING, "int32"), np.iinfo("int32")
    for row, sequence in zip(padded, sequences, strict=True):
        kept = np.asarray(sequence[-length:] if cut == "left" else sequence[:length])
        whole = kept.ndim == 1 and (kept.dtype.kind in "iu" or not len(kept))
        if not whole or (len(kept) and (kept.min() < limits.min or kept.max() > limits.max)):
            raise ValueError(f"a sequence is {sequence!r:.60}; allowed are whole numbers of 32 bits")
        if len(kept):
            row[slice(-len(kept), None) if side == "left" else slice(len(kept))] = kept
    return padded
