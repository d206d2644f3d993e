"""Write the reduced copies that nbval checks: ``python -m tools.testing.prepare``, a step of ``make test``.

A copy has the chapter's reduced parameters injected and keeps its stored outputs; strict nbval runs it and compares.
"""

import logging
from pathlib import Path

import papermill

from tools.notebooks import ROOT, chapters, fast_parameters


def prepare(root: Path = ROOT) -> list[Path]:
    """Write ``_build/fast/NAME.ipynb`` for every notebook and return the paths.

    Raises
    ------
    ValueError
        If a notebook has no entry in ``fast.yml``, or ``fast.yml`` names one that does not exist.
    """
    parameters, found = fast_parameters(root), chapters(root)
    if different := parameters.keys() ^ found.keys():
        raise ValueError(f"notebooks and the entries of fast.yml differ in: {', '.join(sorted(different))}")
    folder = root / "_build" / "fast"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.ipynb"):
        stale.unlink()
    logging.getLogger("papermill").setLevel(logging.WARNING)
    for name, path in found.items():
        papermill.execute_notebook(path, folder / path.name, parameters[name], prepare_only=True)
    return [folder / path.name for path in found.values()]


if __name__ == "__main__":
    print(f"{len(prepare())} reduced copies in _build/fast")
