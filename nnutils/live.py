"""The trained networks of the book's live figures: written by the publishing run, and by nothing else.

A chapter calls `export` where its network is trained. The files are read by ``book/_static/live/shared/models.js``.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnutils._checks import one_of

FOLDER = "NNUTILS_LIVE"
FLOATS = ("float32", "float16")
WHOLE = ("uint8", "int32")
LIMIT = 2_000_000


def export(
    name: str,
    arrays: Any,
    *,
    dtype: str = "float32",
    inputs: ArrayLike | None = None,
    outputs: ArrayLike | Mapping[str, ArrayLike] | None = None,
    folder: str | os.PathLike[str] | None = None,
    **notes: Any,
) -> None:
    """Write a network for its live figure; do nothing unless the course is published.

    The publishing run names the folder in the environment variable ``NNUTILS_LIVE``. Without it, as when a reader runs
    the chapter, nothing is written and nothing is checked.

    Parameters
    ----------
    name : str
        Name of the model, for example ``"05_digit"``. The files are called ``NAME.json`` (what lies where),
        ``NAME.bin`` (the numbers) and, if there are inputs, ``NAME.expected.json``.
    arrays : keras.Model, or mapping of str to keras.Model or array
        A Keras model, whose weights are written under their paths (``"conv1/kernel"``), or a mapping from names to
        arrays and models; the paths then begin with the model's name in the mapping (``"cnn/conv1/kernel"``).
    dtype : {'float32', 'float16'}
        What floating-point numbers are stored as: ``"float32"`` or ``"float16"``. Whole numbers stay ``uint8`` or
        ``int32``.
    inputs, outputs : array-like, optional
        Examples, and what Keras makes of them: the tests compare the figure with that. Without `outputs` each model is
        asked; of several, the outputs are stored under their names.
    folder : path-like, optional
        Where to write; by default the folder that ``NNUTILS_LIVE`` names.
    **notes : JSON
        What else a reader or maintainer should know of the model, for example its data and test accuracy. They must
        have a form in JSON.

    Raises
    ------
    ValueError
        If `name` or `dtype` is another, an array is of another kind or has values that `dtype` can't hold, or the
        numbers take more than 2 MB.

    Examples
    --------
    >>> export("00_nothing", {"W": np.zeros((2, 2))})  # a reader's run: no file appears
    """
    if not (folder := folder or os.environ.get(FOLDER)):
        return
    one_of("dtype", dtype, FLOATS)
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", name):
        raise ValueError(f"name is {name!r}; allowed are a chapter's number and words, such as '05_digit'")
    parts = arrays if isinstance(arrays, Mapping) else {"": arrays}
    if inputs is not None and outputs is None:
        made = {key: part(inputs).numpy() for key, part in parts.items() if _is_model(part)}
        outputs = made.get("", made)
    arrays = {key: value for part in parts.items() for key, value in _weights(*part)}
    stored = {key: _stored(key, np.asarray(value), dtype) for key, value in arrays.items()}
    header, numbers = _pack(stored)
    if len(numbers) > LIMIT:
        raise ValueError(f"{name} takes {len(numbers):,} bytes; allowed are {LIMIT:,} (dtype='float16' takes half)")
    header["notes"] = notes | {"date": f"{datetime.date.today():%Y-%m-%d}"} | _versions()
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{name}.bin").write_bytes(numbers)
    _write(target / f"{name}.json", header)
    if inputs is not None:
        several = outputs if isinstance(outputs, Mapping) else {"": outputs}
        listed = {key: np.asarray(part, "float64").round(7).tolist() for key, part in several.items()}
        _write(
            target / f"{name}.expected.json", {"inputs": np.asarray(inputs).tolist(), "outputs": listed.get("", listed)}
        )


def varint(numbers: ArrayLike) -> np.ndarray:
    """Write whole numbers in as few bytes as each needs, for figures that load many small ones.

    Parameters
    ----------
    numbers : array-like of int
        Whole numbers from 0 up.

    Returns
    -------
    array of uint8
        Seven bits of a number in each byte, the lowest first; the highest bit says that another byte follows (LEB128).

    Raises
    ------
    ValueError
        If they are no whole numbers or one is below 0.

    Examples
    --------
    >>> varint([5, 300])
    array([  5, 172,   2], dtype=uint8)
    """
    numbers = np.asarray(numbers)
    if numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise ValueError(f"numbers are {numbers}; allowed are whole numbers from 0 up")
    left = numbers.astype("uint64").ravel()
    lengths = np.maximum((np.floor(np.log2(np.maximum(left, 1))).astype(int) // 7) + 1, 1)
    place = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)  # of a byte in its number
    bits: np.ndarray = ((np.repeat(left, lengths) >> (7 * place).astype("uint64")) & np.uint64(127)).astype("uint8")
    bits[place < np.repeat(lengths, lengths) - 1] += 128
    return bits


def _is_model(part: object) -> bool:
    return hasattr(part, "weights")


def _weights(key: str, part: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the arrays of a model under their paths, or the array itself."""
    if not _is_model(part):
        yield key, np.asarray(part)
        return
    for weight, array in zip(part.weights, part.get_weights(), strict=True):
        path = weight.path.removeprefix(f"{part.name}/")
        yield f"{key}/{path}" if key else path, array


def _stored(key: str, array: np.ndarray, dtype: str) -> np.ndarray:
    kind = dtype if array.dtype.kind == "f" else str(array.dtype)
    if kind not in (*FLOATS, *WHOLE):
        raise ValueError(f"the array {key!r} is of {array.dtype}; allowed are floating-point numbers, uint8 and int32")
    with np.errstate(over="ignore"):
        stored = np.ascontiguousarray(array, dtype=np.dtype(kind).newbyteorder("<"))
    if array.dtype.kind == "f" and not np.isfinite(stored).all():
        raise ValueError(f"the array {key!r} reaches {np.abs(array).max():.3g}; allowed is what {kind} can hold")
    return stored


def _pack(arrays: Mapping[str, np.ndarray]) -> tuple[dict[str, Any], bytes]:
    """Return what lies where, and the numbers one after the other, each array at a multiple of four bytes."""
    entries, numbers = [], bytearray()
    for key, array in arrays.items():
        numbers += bytes(-len(numbers) % 4)
        entries.append({"name": key, "dtype": array.dtype.name, "shape": array.shape, "offset": len(numbers)})
        numbers += array.tobytes()
    return {"arrays": entries, "bytes": len(numbers)}, bytes(numbers)


def _versions() -> dict[str, dict[str, str]]:
    return {"versions": {package: version(package) for package in ("numpy", "keras", "tensorflow")}}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
