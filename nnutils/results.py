"""What a chapter measured: shown as a table, kept machine-readable in the cell's output. Nothing is computed here.

`record` makes a `Record`, which a notebook displays; `read` makes the same `Record` of what a stored notebook holds, so
that the notebook and the book's page of results check and format a figure by the same lines.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass
from html import escape
from numbers import Real
from typing import Any, Protocol, runtime_checkable

from nnutils._checks import string, whole_number

MIME = "application/vnd.nnutils.result+json"
SCHEMA = 2  # the form of what is stored; form 1, of the first edition, had no number and no field below `evidence`


@runtime_checkable
class Estimate(Protocol):
    """A figure with its interval, such as an `nnutils.statistics.Interval`."""

    @property
    def estimate(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def n(self) -> int: ...
    @property
    def level(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Record:
    """One measured result, which displays itself as a small table. `record` makes it and says what the fields mean."""

    model: str
    data: str
    metric: str
    value: float
    evidence: bool
    sd: float | None = None
    parameters: int | None = None
    baseline: str | None = None
    baseline_value: float | None = None
    printed: str | None = None
    unit: str | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    floor: float | None = None
    ceiling: float | None = None

    @property
    def figure(self) -> str:
        """The value with what says how certain it is, such as ``"0.92 ± 0.01 (0.895 to 0.945, n = 3)"``."""
        words = _number(self.value)
        if self.sd is not None:
            words += f" ± {self.sd:.2g}"
        if self.unit is not None:
            words += f" {self.unit}"
        about = [f"{_number(self.low)} to {_number(self.high)}"] if self.low is not None is not self.high else []
        if self.n is not None:
            about.append(f"n = {self.n:,}")
        return f"{words} ({', '.join(about)})" if about else words

    @property
    def size(self) -> str | None:
        """The number of parameters, with commas; None where there is none."""
        return None if self.parameters is None else f"{self.parameters:,}"

    @property
    def rival(self) -> str | None:
        """Name and figure of the baseline, such as ``"linear: 0.9"``; None where there is none."""
        return None if self.baseline_value is None else f"{self.baseline}: {_number(self.baseline_value)}"

    @property
    def asserted(self) -> str | None:
        """What the chapter asserts of the value, such as ``"at least 0.9"``; None where it asserts nothing."""
        ends = (("at least", self.floor), ("at most", self.ceiling))
        return ", ".join(f"{words} {_number(end)}" for words, end in ends if end is not None) or None

    def to_json(self) -> dict[str, object]:
        """Return what is stored in the notebook: all fields, and the number of their form."""
        return {"schema": SCHEMA, **asdict(self)}

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("model", self.model), ("parameters", self.size), ("data", self.data), (self.metric, self.figure)]
        if self.level is not None:
            rows.append(("interval", f"{100 * self.level:.3g} %"))
        if self.baseline_value is not None:
            rows.append((f"baseline: {self.baseline}", _number(self.baseline_value)))
        rows += [("printed in the source or paper", self.printed), ("asserted", self.asserted)]
        rows.append(("evidence", "full run on the data named" if self.evidence else "reduced run: not evidence"))
        return [(name, words) for name, words in rows if words is not None]

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, object]:
        rows = self._rows()
        html = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in rows)
        return {
            "text/plain": "\n".join(f"{k}: {v}" for k, v in rows),
            "text/html": f"<table><tbody>{html}</tbody></table>",
            MIME: self.to_json(),
        }


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
    for name, words in [("model", model), ("data", data), ("metric", metric)]:
        _text(name, words)
    try:
        for name, words in [("baseline", baseline), ("printed", printed), ("unit", unit)]:
            if words is not None:
                _text(name, words)
        if isinstance(value, Estimate):
            if given := [k for k, v in {"n": n, "low": low, "high": high, "level": level}.items() if v is not None]:
                raise ValueError(f"value is an interval, and {', '.join(given)} is given too; leave that out")
            value, n, low, high, level = value.estimate, value.n, value.low, value.high, value.level
        figures = {"value": value, "sd": sd, "baseline_value": baseline_value, "low": low, "high": high}
        figures |= {"level": level, "floor": floor, "ceiling": ceiling}
        numbers = {name: _finite(name, number) for name, number in figures.items() if number is not None}
        if value is None:
            raise TypeError("value is None; it must be a number")
        for name, count, least in [("n", n, 1), ("parameters", parameters, 0)]:
            if count is not None:
                whole_number(name, count, least=least)
                numbers[name] = int(count)
        if type(evidence).__name__ not in ("bool", "bool_"):  # Python's or NumPy's, which has had both names
            raise TypeError(f"evidence is {evidence!r}; allowed are True and False")
        if "low" in numbers:
            numbers.setdefault("level", 0.95)
        made = Record(
            model=model,
            data=data,
            metric=metric,
            evidence=bool(evidence),
            baseline=baseline,
            printed=printed,
            unit=unit,
            **numbers,
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
    fields = dict(stored)
    schema = fields.pop("schema", 1)
    if schema not in (1, SCHEMA):
        raise ValueError(f"a record has the schema {schema!r}; allowed are 1, {SCHEMA}")
    known = tuple(Record.__dataclass_fields__)
    known = known if schema == SCHEMA else known[: known.index("unit")]
    if unknown := sorted(fields.keys() - set(known)):
        raise ValueError(f"a record of schema {schema} has {', '.join(unknown)}; allowed are {', '.join(known)}")
    needed = {"model", "data", "metric", "value", "evidence"}
    if missing := sorted(needed - fields.keys()):
        raise ValueError(f"a record of schema {schema} has no {', '.join(missing)}")
    return record(**fields)


def _number(number: float) -> str:
    return f"{number:.4g}"


def _text(name: str, words: str) -> None:
    string(name, words)
    if not words.strip():
        raise ValueError(f"{name} is {words!r}; it must say something")


def _finite(name: str, number: object) -> float:
    if not isinstance(number, Real) or isinstance(number, bool):
        raise TypeError(f"{name} is {number!r}; it must be a number")
    if not math.isfinite(number):
        raise ValueError(f"{name} is {float(number)}; allowed are finite numbers")
    return float(number)


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
