"""Run a whole chapter with another seed: the module that workers import for ``make seeds``.

Beside it lies ``chapter.ipynb``, whose asserts `tools.experiments.claims` has made to say whether they held. Only
packages are needed here, as this file is sent to computers that have none of the course's tools.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

NOTEBOOK = "chapter.ipynb"
INJECTED = "injected-parameters"  # papermill's tag
CLAIMS = "NNBE_CLAIMS"  # the name, in the notebook, of the file that claims are written to
RESULT = "application/vnd.nnutils.result+json"  # nnutils.results.MIME, whose import would not be needed otherwise


def run(seed: int) -> dict[str, float]:
    """Execute the chapter with a seed.

    Parameters
    ----------
    seed
        Value of its parameter ``seed``.

    Returns
    -------
    dict
        The value of each result that the chapter recorded, by model and metric; and for each claim 1 if it held each
        time, 0 if not. A claim that was not reached is missing.

    Raises
    ------
    RuntimeError
        If a cell raises anything else than a failed claim.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook: Any = nbformat.read(Path(__file__).with_name(NOTEBOOK), as_version=4)
    with tempfile.TemporaryDirectory(prefix="nnbe-chapter-") as folder:
        file = Path(folder, "claims.jsonl")
        for cell in notebook.cells:
            if INJECTED in cell.metadata.get("tags", []):
                cell.source += f"\nseed = {seed!r}\n{CLAIMS} = {str(file)!r}"
        client = NotebookClient(notebook, timeout=None, kernel_name="python3", resources={"metadata": {"path": folder}})
        try:
            client.execute()
        except CellExecutionError as error:
            raise RuntimeError(f"a cell of the chapter raised {error.ename}: {error.evalue}") from None
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return recorded(notebook) | held(lines)


def recorded(notebook: Any) -> dict[str, float]:
    """Return what the chapter recorded, by model and metric."""
    found: dict[str, float] = {}
    for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
        if record := output.get("data", {}).get(RESULT):
            name = f"{record['model']}: {record['metric']}"
            again = sum(one == name or one.startswith(f"{name} (") for one in found)
            found[f"{name} ({again + 1})" if again else name] = record["value"]
    return found


def held(lines: list[str]) -> dict[str, float]:
    """Return for each claim whether it held every time that it was reached."""
    found: dict[str, float] = {}
    for name, is_held in map(json.loads, lines):
        found[name] = min(found.get(name, 1), int(is_held))
    return found
