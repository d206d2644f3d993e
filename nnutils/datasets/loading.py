"""Real data or a stand-in: what the environment variable ``NNUTILS_DATA`` decides."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from nnutils._checks import one_of
from nnutils.datasets.files import DataError, keras_home
from nnutils.datasets.kinds import OPENINGS, Fields, Loaded

MODES = ("auto", "real", "embedded")
L = TypeVar("L", bound=Loaded)


def load(
    kind: type[L], name: str, real: Callable[[], Fields], stand_in: Callable[[], Fields], what: str, instead: str
) -> L:
    """Make a data set from its real data or from its stand-in, as ``NNUTILS_DATA`` wants it.

    Parameters
    ----------
    kind : type
        What to make.
    name : str
        The call that loads it.
    real, stand_in : callable
        Return the fields that `kind` has beside its name and origin. `real` raises a `DataError` where it can't.
    what, instead : str
        What the real data and the stand-in are, in words that continue a sentence.

    Returns
    -------
    kind
        With the origin "real" or "stand-in".

    Raises
    ------
    ValueError
        If ``NNUTILS_DATA`` is none of 'auto', 'real', 'embedded'.
    DataError
        If it is 'real', and the real data can't be had.
    """
    mode, reason = os.environ.get("NNUTILS_DATA", "auto"), "NNUTILS_DATA is 'embedded'"
    one_of("NNUTILS_DATA", mode, MODES)
    if mode != "embedded":
        try:
            fields = real()
            source = f"{OPENINGS['real']}{what}, {_count(fields)}."
            return kind(name=name, origin="real", source=source, **fields)
        except DataError as error:
            reason = str(error)
        if mode == "real":  # outside "except": the HTTP library's chain of errors is pages long and says less
            raise DataError(
                f"{reason}. Check the connection and the cache folder {keras_home()}, then try again, or set "
                "NNUTILS_DATA to 'auto' or 'embedded' to work with a stand-in."
            )
    fields = stand_in()
    source = f"{OPENINGS['stand-in']}{what}: {instead}, {_count(fields)}; used because {reason}."
    if mode == "auto":
        print(f"Notice: {source}")
    return kind(name=name, origin="stand-in", source=source, **fields)


def _count(fields: Fields) -> str:
    if "x_train" in fields:
        return f"{len(fields['x_train']):,} training and {len(fields['x_test']):,} test examples"
    if "path" in fields:
        return "1 file" if fields["path"] else "0 files"
    units = {"text": "characters", "inputs": "pairs", "times": "steps"}
    return next(f"{len(fields[key]):,} {unit}" for key, unit in units.items() if key in fields)
