"""What a chapter measured: shown as a table, kept machine-readable in the cell's output. Nothing is computed here.

`record` makes a `Record`, which a notebook displays; `read` makes the same `Record` of what a stored notebook holds, so
that the notebook and the book's page of results check and format a figure by the same lines.
"""

from nnutils.results.display import MIME, SCHEMA, Record
from nnutils.results.making import Estimate, read, record

__all__ = ["MIME", "SCHEMA", "Estimate", "Record", "read", "record"]
