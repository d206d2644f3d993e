"""What a chapter measured: shown as a table, kept machine-readable in the cell's output. Nothing is computed here."""

from html import escape
from numbers import Real

MIME = "application/vnd.nnutils.result+json"


class Record(dict):
    """One measured result; a dictionary that displays itself as a small table."""

    def _rows(self) -> list[tuple[str, str]]:
        value = f"{self['value']:.4g}"
        if self["sd"] is not None:
            value += f" ± {self['sd']:.2g}"
        rows = [("model", self["model"]), ("data", self["data"]), (self["metric"], value)]
        if self["parameters"] is not None:
            rows.insert(1, ("parameters", f"{self['parameters']:,}"))
        if self["baseline"] is not None:
            rows.append((f"baseline: {self['baseline']}", f"{self['baseline_value']:.4g}"))
        if self["printed"] is not None:
            rows.append(("printed in the source or paper", self["printed"]))
        rows.append(("evidence", "full run on the data named" if self["evidence"] else "reduced run: not evidence"))
        return rows

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        rows = self._rows()
        html = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in rows)
        return {
            "text/plain": "\n".join(f"{k}: {v}" for k, v in rows),
            "text/html": f"<table><tbody>{html}</tbody></table>",
            MIME: dict(self),
        }


def record(
    model: str,
    *,
    data: str,
    metric: str,
    value: float,
    evidence: bool,
    sd: float | None = None,
    parameters: int | None = None,
    baseline: str | None = None,
    baseline_value: float | None = None,
    printed: str | None = None,
) -> Record:
    """Record one result of a chapter: make the call the last line of a cell, which then shows it.

    ``python -m tools.collect_results`` gathers the records of all stored notebooks into the book's results page.

    Parameters
    ----------
    model
        What was measured, for example ``"Dense 8-3"``.
    data
        The data set and the part of it that the figure comes from.
    metric, value, sd
        Name and value of the figure, and its standard deviation over splits or seeds where there are several.
    evidence
        Whether this is a full run on real data. Without it the record says so and the results page refuses it.
    parameters
        Number of parameters of the model.
    baseline, baseline_value
        The simpler model beside it, and the same metric for that.
    printed
        The figure that the source document or the paper prints.

    Raises
    ------
    TypeError
        If ``value``, ``sd`` or ``baseline_value`` is not a real number.
    ValueError
        If only one of ``baseline`` and ``baseline_value`` is given.

    Examples
    --------
    >>> record("Dense 8-3", data="iris", metric="accuracy", value=0.95, evidence=False)["value"]
    0.95
    """
    for name, number in [("value", value), ("sd", sd), ("baseline_value", baseline_value)]:
        if not (isinstance(number, Real) or (number is None and name != "value")):
            raise TypeError(f"{name} is {number!r}; it must be a number")
    if (baseline is None) != (baseline_value is None):
        raise ValueError(f"baseline={baseline!r} and baseline_value={baseline_value!r}: give both or neither")

    def plain(number):
        return None if number is None else float(number)

    return Record(
        model=model,
        data=data,
        metric=metric,
        value=plain(value),
        sd=plain(sd),
        parameters=None if parameters is None else int(parameters),
        baseline=baseline,
        baseline_value=plain(baseline_value),
        printed=printed,
        evidence=bool(evidence),
    )
