"""Checks that the modules share: their errors name the value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real


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


def whole_number(name: str, value: object, *, least: int, most: int | None = None) -> None:
    """Raise a ``ValueError`` that names the value and what is allowed, unless it is a whole number in the range.

    Examples
    --------
    >>> whole_number("n", 7, least=1)
    >>> whole_number("n", 0, least=1)
    Traceback (most recent call last):
    ValueError: n is 0; allowed are whole numbers from 1 up
    >>> whole_number("n", 2.5, least=1, most=9)
    Traceback (most recent call last):
    ValueError: n is 2.5; allowed are whole numbers from 1 to 9
    """
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None
    if number is None or number < least or (most is not None and number > most):
        reach = "up" if most is None else f"to {most}"
        raise ValueError(f"{name} is {value!r}; allowed are whole numbers from {least} {reach}")


def positive(name: str, value: object) -> None:
    """Raise a ``ValueError`` that names the value and what is allowed, unless it is a number above 0 and finite.

    Examples
    --------
    >>> positive("size", 1.5)
    >>> positive("size", 0)
    Traceback (most recent call last):
    ValueError: size is 0; allowed are numbers above 0
    """
    if not isinstance(value, Real) or isinstance(value, bool) or not 0 < float(value) < math.inf:
        raise ValueError(f"{name} is {value!r}; allowed are numbers above 0")


def string(name: str, value: object) -> None:
    """Raise a ``TypeError`` that names the value unless it is a string.

    Examples
    --------
    >>> string("text", "Once")
    >>> string("text", 5)
    Traceback (most recent call last):
    TypeError: text is 5; it must be a string
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r:.60}; it must be a string")
