"""Write the reduced copies that nbval checks: ``python -m tools.testing.prepare``, a step of ``make test``.

A copy has the chapter's reduced parameters injected and keeps its stored outputs; strict nbval runs it and compares.
Beside each solution stands the check that a class gets for it, which is tried.
"""

from pathlib import Path

import nbformat

from tools.notebooks import ROOT, chapters, fast_parameters, with_parameters
from tools.teaching.exercises import with_checks


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
    return reduced_copies(found, parameters, root / "_build" / "fast")


def reduced_copies(chosen: dict[str, Path], parameters: dict[str, dict], folder: Path) -> list[Path]:
    """Write the reduced copies of the chosen notebooks into a folder, which holds no others then; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.ipynb"):
        stale.unlink()
    for name, path in chosen.items():
        copy = with_checks(with_parameters(path, parameters[name]), name, path.parents[1])
        nbformat.write(copy, folder / path.name)
    return [folder / path.name for path in chosen.values()]


if __name__ == "__main__":
    print(f"{len(prepare())} reduced copies in _build/fast")
