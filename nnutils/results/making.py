"""How a record is made, of a chapter's figures or of what a notebook stores, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from numbers import Real
from typing import Any, Literal, Protocol, overload, runtime_checkable

from nnutils._checks import string, whole_number
from nnutils.results.display import SCHEMA, Record


@runtime_checkable
class Estimate(Protocol):
    """A figure with its interval, such as an `nnutils.statistics.Interval`."""

    @property
    def estimate(self) -> float:
        """The figure."""

    @property
    def low(self) -> float:
        """The lower end of its interval."""

    @property
    def high(self) -> float:
        """The upper end."""

    @property
    def n(self) -> int:
        """How many runs, splits, examples or time steps it comes from."""

    @property
    def level(self) -> float:
        """The coverage of the interval."""


def record(
    model: str,
    *,
    data: str,
    metric: str,
    value: float | Estimate,
    evidence: bool,
    sd: float | None = None,
    parameters: int | None = None,
    baseline: str | None = None,
    baseline_value: float | None = None,
    printed: str | None = None,
    unit: str | None = None,
    n: int | None = None,
    low: float | None = None,
    high: float | None = None,
    level: float | None = None,
    floor: float | None = None,
    ceiling: float | None = None,
) -> Record:
    """Record one result of a chapter: make the call the last line of a cell, which then shows it.

    ``python -m tools.collect_results`` gathers the records of all stored notebooks into the book's results page.

    Parameters
    ----------
    model : str
        What was measured, for example ``"Dense 8-3"``.
    data : str
        The data set and the part of it that the figure comes from.
    metric : str
        Name of the figure.
    value : float or Interval
        The figure; an interval of `nnutils.statistics` gives ``n``, ``low``, ``high`` and ``level`` too.
    evidence : bool
        Whether this is a full run on real data. Without it the record says so and the results page refuses it.
    sd : float, optional
        Standard deviation of the figure over splits or seeds where there are several, from 0 up.
    parameters : int, optional
        Number of parameters of the model.
    baseline, baseline_value : str and float, optional
        The simpler model beside it, and the same metric for that.
    printed : str, optional
        The figure that the source document or the paper prints.
    unit : str, optional
        The unit of value, sd, interval and baseline, such as ``"°C"``; none for a share or a score.
    n : int, optional
        How many runs, splits or test examples the figure comes from.
    low, high : float, optional
        The ends of its interval, which holds the value.
    level : float, optional
        Coverage of the interval, between 0 and 1; 0.95 where there is an interval and nothing else is said.
    floor, ceiling : float, optional
        What the chapter asserts: that the value is at least, or at most, so much.

    Returns
    -------
    Record
        Frozen, with plain numbers of Python.

    Raises
    ------
    TypeError
        If a name is no string, or a figure no number.
    ValueError
        If a name is empty or a number not finite, ``sd`` is negative, ``n`` or ``parameters`` is out of its range, only
        one of ``baseline`` and ``baseline_value``, or of ``low`` and ``high``, is given, or the value lies outside its
        interval or beyond what is asserted. The message names metric and value.

    Examples
    --------
    >>> record("Dense 8-3", data="iris", metric="accuracy", value=0.95, sd=0.02, n=20, evidence=False).figure
    '0.95 ± 0.02 (n = 20)'
    """
    for name, words in {"model": model, "data": data, "metric": metric}.items():
        _text(name, words)
    try:
        for name, some in {"baseline": baseline, "printed": printed, "unit": unit}.items():
            if some is not None:
                _text(name, some)
        if isinstance(value, Estimate):
            if given := [k for k, v in {"n": n, "low": low, "high": high, "level": level}.items() if v is not None]:
                raise ValueError(f"value is an interval, and {', '.join(given)} is given too; leave that out")
            interval: Estimate = value
            n, low, high, level = interval.n, interval.low, interval.high, interval.level
            value = interval.estimate
        if type(evidence).__name__ not in ("bool", "bool_"):  # Python's or NumPy's, which has had both names
            raise TypeError(f"evidence is {evidence!r}; allowed are True and False")
        ends = _finite("low", low), _finite("high", high)
        made = Record(
            model=model,
            data=data,
            metric=metric,
            value=_finite("value", value, needed=True),
            evidence=bool(evidence),
            sd=_finite("sd", sd),
            parameters=_count("parameters", parameters, least=0),
            baseline=baseline,
            baseline_value=_finite("baseline_value", baseline_value),
            printed=printed,
            unit=unit,
            n=_count("n", n, least=1),
            low=ends[0],
            high=ends[1],
            level=0.95 if level is None is not ends[0] else _finite("level", level),
            floor=_finite("floor", floor),
            ceiling=_finite("ceiling", ceiling),
        )
        _consistent(made)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{metric}: {error}") from None
    return made


def read(stored: Mapping[str, Any]) -> Record:
    """Make a record of what a notebook stores, in the form of any edition of the course.

    Parameters
    ----------
    stored : mapping
        What stands under `MIME` in the output of a cell.

    Returns
    -------
    Record
        Equal to the one that was stored.

    Raises
    ------
    TypeError, ValueError
        If the form is unknown, a field is missing or unknown, or `record` would refuse what it says.

    Examples
    --------
    >>> read({"model": "m", "data": "d", "metric": "accuracy", "value": 0.5, "evidence": True}).figure
    '0.5'
    >>> read({"schema": 3})
    Traceback (most recent call last):
    ValueError: a record has the schema 3; allowed are 1, 2
    """
    given = dict(stored)
    schema = given.pop("schema", 1)
    if schema not in (1, SCHEMA):
        raise ValueError(f"a record has the schema {schema!r}; allowed are 1, {SCHEMA}")
    known = tuple(field.name for field in fields(Record))
    known = known if schema == SCHEMA else known[: known.index("unit")]
    if unknown := sorted(given.keys() - set(known)):
        raise ValueError(f"a record of schema {schema} has {', '.join(unknown)}; allowed are {', '.join(known)}")
    needed = {"model", "data", "metric", "value", "evidence"}
    if missing := sorted(needed - given.keys()):
        raise ValueError(f"a record of schema {schema} has no {', '.join(missing)}")
    return record(**given)


def _text(name: str, words: str) -> None:
    string(name, words)
    if not words.strip():
        raise ValueError(f"{name} is {words!r}; it must say something")


@overload
def _finite(name: str, number: float | None, *, needed: Literal[True]) -> float: ...
@overload
def _finite(name: str, number: float | None, *, needed: bool = False) -> float | None: ...
def _finite(name: str, number: float | None, *, needed: bool = False) -> float | None:
    if number is None and not needed:
        return None
    if not isinstance(number, Real) or isinstance(number, bool):
        raise TypeError(f"{name} is {number!r}; it must be a number")
    if not math.isfinite(number):
        raise ValueError(f"{name} is {float(number)}; allowed are finite numbers")
    return float(number)


def _count(name: str, number: int | None, *, least: int) -> int | None:
    if number is None:
        return None
    whole_number(name, number, least=least)
    return int(number)


def _consistent(made: Record) -> None:
    """Raise a ``ValueError`` that names the numbers which contradict each other."""
    if made.sd is not None and made.sd < 0:
        raise ValueError(f"sd is {made.sd}; allowed are numbers from 0 up")
    for one, other in (("baseline", "baseline_value"), ("low", "high")):
        a, b = getattr(made, one), getattr(made, other)
        if (a is None) != (b is None):
            raise ValueError(f"{one} is {a!r} and {other} is {b!r}; give both or neither")
    if made.level is not None and (made.low is None or not 0 < made.level < 1):
        raise ValueError(f"level is {made.level}; allowed is a number between 0 and 1 beside low and high")
    if made.low is not None is not made.high and not made.low <= made.value <= made.high:
        raise ValueError(f"value is {made.value}, low {made.low} and high {made.high}; allowed is low <= value <= high")
    for name, end in (("floor", made.floor), ("ceiling", made.ceiling)):
        if end is not None and (made.value < end if name == "floor" else made.value > end):
            raise ValueError(f"value is {made.value}, beyond its {name}, {end}")
