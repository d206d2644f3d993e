"""A record: its fields, how they are written, and how a notebook shows and stores them."""

from __future__ import annotations

import os
from collections.abc import Container
from dataclasses import asdict, dataclass
from html import escape

from nnutils.results.published import PUBLISHING, compared

MIME = "application/vnd.nnutils.result+json"
SCHEMA = 2  # the form of what is stored; form 1, of the first edition, had no number and no field below `evidence`


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
        """Value, unit, and what says how certain it is, such as ``"0.92 ± 0.01 (0.895 to 0.945, n = 3)"``."""
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
        """Return what is stored in the notebook.

        Returns
        -------
        dict
            All fields, and the number of their form as ``schema``.
        """
        return {"schema": SCHEMA, **asdict(self)}

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("model", self.model), ("parameters", self.size), ("data", self.data), (self.metric, self.figure)]
        if self.level is not None:
            rows.append(("interval", f"{100 * self.level:.3g} %"))
        if self.baseline_value is not None:
            rows.append((f"baseline: {self.baseline}", _number(self.baseline_value)))
        rows += [("printed in the source or paper", self.printed), ("asserted", self.asserted)]
        rows.append(("evidence", "full run on the data named" if self.evidence else "reduced run: not evidence"))
        if self.evidence and not os.environ.get(PUBLISHING):  # what is being published is not compared with itself
            rows.append(("published", compared(self.model, self.data, self.metric, self.value)))
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


def _number(number: float) -> str:
    return f"{number:.4g}"
