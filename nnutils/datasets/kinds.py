"""The kinds of data sets: frozen dataclasses that hold arrays, and say where their data come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from nnutils._checks import one_of

Origin = Literal["real", "generated", "stand-in"]
Fields = dict[str, Any]
"""What a kind holds beside its name and origin, by name of the field."""

# How the sentence of each origin begins: the two can't contradict each other.
OPENINGS = {"real": "Real data: ", "generated": "Generated data, as meant: ", "stand-in": "Stand-in, not "}


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Loaded:
    """What was loaded, and where it comes from. It shows its sentence, ``source``, when it is displayed.

    Attributes
    ----------
    name : str
        The call that loads it, such as ``"mnist"``.
    origin : {'real', 'generated', 'stand-in'}
        Real: observed in the world and published. Generated: made by a program, and meant to be so, such as dates. A
        stand-in: generated in place of real data that could not be had; no figure obtained with it says anything
        about those.
    source : str
        One sentence that says what this is, how much of it there is, and its origin.

    Raises
    ------
    ValueError
        If the origin is another, or the sentence says something else.
    """

    name: str
    origin: Origin
    source: str

    def __post_init__(self) -> None:
        one_of("origin", self.origin, get_args(Origin))
        if not self.source.startswith(opening := OPENINGS[self.origin]):
            raise ValueError(f"source is {self.source!r}; with the origin {self.origin!r} it begins with {opening!r}")

    @property
    def is_real(self) -> bool:
        """Whether this is no stand-in, but what was asked for; so it is True of generated data that are meant to be so.

        Whether the data were observed in the world, ``origin`` tells.
        """
        return self.origin != "stand-in"

    def __repr__(self) -> str:
        return self.source


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Dataset(Loaded):
    """A data set: what all kinds have in common is described in `Loaded`."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Table(Dataset):
    """Measurements ``x``, float32 (n, features), and classes ``y``, int64 (n,), not split."""

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Split(Dataset):
    """Examples ``x`` (n, …) and classes ``y`` (n,), split into training and test set as published."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Tokens(Split):
    """A `Split` whose ``x`` are object arrays (n,) of lists of word indices, as in Keras.

    1 marks the start, 2 a word that is too rare, and the word ``w`` has index ``word_index[w] + 3``.
    """

    word_index: dict[str, int]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Text(Dataset):
    """One long ``text``."""

    text: str


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Pairs(Dataset):
    """Strings ``inputs`` and ``targets``, object arrays (n,); the ``language`` of each input (n,) where it varies."""

    inputs: np.ndarray
    targets: np.ndarray
    language: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Series(Dataset):
    """``values``, float32 (times, columns), at ``times``, datetime64 (times,); a unit for each column."""

    values: np.ndarray
    times: np.ndarray
    columns: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Unit of the first column, the one to forecast."""
        return self.units[0]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Photos(Dataset):
    """Colour ``images``, uint8 (height, width, 3) each, and their ``names``."""

    images: tuple[np.ndarray, ...]
    names: tuple[str, ...]


N_TRAIN, N_TEST = 4000, 1000  # examples in a stand-in


def as_split(x: Any, y: np.ndarray, class_names: tuple[str, ...], n_train: int = N_TRAIN) -> Fields:
    """Return the fields of a `Split` whose first ``n_train`` examples are the training set."""
    return {
        "x_train": x[:n_train],
        "y_train": y[:n_train],
        "x_test": x[n_train:],
        "y_test": y[n_train:],
        "class_names": class_names,
    }
