"""One check that the modules share."""

from __future__ import annotations

from collections.abc import Iterable


def one_of(name: str, value: object, allowed: Iterable[object]) -> None:
    """Raise a ``ValueError`` that names the value and what is allowed, unless it is one of them.

    Examples
    --------
    >>> one_of("side", "left", ("left", "right"))
    >>> one_of("side", "top", ("left", "right"))
    Traceback (most recent call last):
    ValueError: side is 'top'; allowed are 'left', 'right'
    """
    allowed = tuple(allowed)
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed are {', '.join(map(repr, allowed))}")
