"""Tables of long experiments: what a chapter's own code computed in hours, one row for each point of a grid.

The tables are package data, so they are there in Colab too. ``make experiment`` writes them; how each came about stands
in a file beside it.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnutils._checks import one_of

if TYPE_CHECKING:
    import numpy as np

FOLDER = Path(__file__).parent
OTHERS = ("seconds", "computer", "error")  # the columns that are neither arguments nor figures

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Table:
    """The points of an experiment. It displays itself as a sentence that says what it is and where it is from.

    Attributes
    ----------
    name : str
        The experiment's.
    rows : sequence of dict
        Arguments, figures, ``seconds`` and ``computer`` of each point that was computed.
    failed : sequence of dict
        Arguments and ``error`` of each point that could not be.
    provenance : dict
        How the table came about: digests of the chapter's cells, computers with their versions, days and seconds.
    """

    name: str
    rows: Sequence[dict[str, Value]]
    failed: Sequence[dict[str, Value]] = field(repr=False)
    provenance: Mapping[str, Any] = field(repr=False)

    @property
    def arguments(self) -> list[str]:
        """Names of the arguments, which say what point a row is."""
        return list(self.provenance["arguments"])

    @property
    def figures(self) -> list[str]:
        """Names of the figures, which were measured."""
        return list(self.provenance["figures"])

    @property
    def is_complete(self) -> bool:
        """Whether every point of the grid was computed."""
        return bool(self.provenance["finished"] == self.provenance["points"] and not self.provenance["failed"])

    @property
    def source(self) -> str:
        """A sentence that says what the table is, and where and when it was computed."""
        about, computers = self.provenance, self.provenance.get("computers", {}).values()
        points = f"{about['finished']} of {about['points']}" if not self.is_complete else f"{about['points']}"
        failed = f", {about['failed']} of them failed" if about["failed"] else ""
        hours = sum(one["seconds"] for one in computers) / 3600
        where = "; ".join(f"{one['cores']} cores of {one['processor']}" for one in computers)
        days = [one[end] for one in computers for end in ("from", "to")]
        when = f", {min(days)} to {max(days)}" if days else ""
        return (
            f"{self.name}: {points} points of {about['function']} in {about['notebook']}{failed}; "
            f"{hours:.1f} hours of computing on {where or 'no computer yet'}{when}"
        )

    def __repr__(self) -> str:
        return self.source

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> np.ndarray[Any, Any]:
        """Return a column as an array; where a number is missing, it is NaN."""
        import numpy as np

        one_of("column", column, self._columns())
        values = [row.get(column) for row in self.rows]
        if any(isinstance(value, str) for value in values):
            return np.array([value or "" for value in values])
        return np.array([np.nan if value is None else value for value in values])

    def _columns(self) -> list[str]:
        return [*self.arguments, *self.figures, *OTHERS[:2]]

    def where(self, **arguments: Value) -> Table:
        """Choose rows.

        Parameters
        ----------
        **arguments : str, int, float, bool or None
            What the rows must have in these columns.

        Returns
        -------
        Table
            With those rows; it may have none.

        Raises
        ------
        ValueError
            If there is no such column, or no row of the whole table has the value.

        Examples
        --------
        >>> table = Table("t", [{"a": 1, "x": 0.5}, {"a": 2, "x": 0.7}], [], {"arguments": ["a"], "figures": ["x"]})
        >>> table.where(a=2).rows
        [{'a': 2, 'x': 0.7}]
        """
        for name, value in arguments.items():
            one_of("column", name, self._columns())
            one_of(name, value, dict.fromkeys(row[name] for row in (*self.rows, *self.failed)))

        def chosen(rows: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
            return [row for row in rows if all(row[name] == value for name, value in arguments.items())]

        return replace(self, rows=chosen(self.rows), failed=chosen(self.failed))

    def point(self, row: Mapping[str, Value]) -> dict[str, Value]:
        """Return what the experiment's function was called with.

        Parameters
        ----------
        row : dict
            A row of this table.

        Returns
        -------
        dict
            Its arguments: ``function(**table.point(row))`` computes the row's figures again.

        Raises
        ------
        ValueError
            If the row lacks one of them.
        """
        for name in self.arguments:
            one_of("argument", name, row)
        return {name: row[name] for name in self.arguments}


def names() -> tuple[str, ...]:
    """Return the names of all tables.

    Returns
    -------
    tuple of str
        The experiments that have one.
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("[!.]*.csv")))


@functools.cache
def read(name: str) -> Table:
    """Read the table of an experiment.

    Parameters
    ----------
    name : str
        Chapter and name, for example ``"10_memory"``.

    Returns
    -------
    Table
        Numbers are numbers, true and false are ``True`` and ``False``, and what is empty is None.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    import yaml  # only here, so that importing the module costs nothing

    one_of("name", name, names())
    provenance = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    columns = [_typed([line[column] for line in lines]) for column in (lines[0] if lines else ())]
    rows = [dict(zip(lines[0], values, strict=True)) for values in zip(*columns, strict=True)]
    wanted, error = [*provenance["arguments"], *provenance["figures"], *OTHERS[:2]], OTHERS[2]
    done = [{column: row[column] for column in wanted} for row in rows if row[error] is None]
    failed = [{column: row[column] for column in (*provenance["arguments"], error)} for row in rows if row[error]]
    return Table(name, done, failed, provenance)


def _typed(column: Sequence[str]) -> list[Value]:
    """Return a column's values: as the first kind that fits all of them, whole numbers, numbers, truth, text."""
    for kind in (int, float, _truth, str):
        try:
            return [kind(text) if text else None for text in column]
        except ValueError:
            continue
    raise AssertionError("any text is a str")


def _truth(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(text)
    return text == "True"
