"""Print how fast the course's own parts are: ``python -m tools.bench [CHAPTER …]``, what ``make bench`` calls.

It prints figures and asserts none, because they depend on the machine and on what else runs there. Last comes what a
newcomer waits for, and what an author waits for after a change in one chapter; with the ten files that take longest.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from tools.book import build as build_book
from tools.live import speed
from tools.notebooks import ROOT, code_cells, select
from tools.testing import prepare

IMPORTS = """
import time, tensorflow, keras
start = time.perf_counter()
from nnutils import datasets, plots, results, text
print(time.perf_counter() - start)
"""


def import_seconds(repeats: int = 3) -> float:
    """Return the median of the seconds that importing nnutils takes when TensorFlow and Keras are there already."""
    runs = [subprocess.check_output([sys.executable, "-c", IMPORTS], stderr=subprocess.DEVNULL) for _ in range(repeats)]
    return statistics.median(float(run) for run in runs)


def script_seconds(notebook: Path, script: Path) -> float:
    """Return the seconds that a notebook's code takes as a plain script, and leave the script at ``script``."""
    cells = [cell.source for cell in code_cells(nbformat.read(notebook, as_version=4))]
    # The set-up cell's %pip is for Colab and never reached here; a plain script can't even parse it.
    script.write_text("\n\n".join(cells).replace("    %pip", "    pass  # %pip"), encoding="utf-8")
    return _seconds([str(script)])


def pipeline_seconds(notebook: Path) -> float:
    """Return the seconds that strict nbval takes for a notebook."""
    return _seconds(["-m", "pytest", "-q", "--nbval", str(notebook)])


def test_minutes(folder: Path) -> tuple[float, float, str]:
    """Return how long ``make test`` takes in a fresh clone and again after a change in one chapter.

    Parameters
    ----------
    folder : Path
        Where the clone may be made; what is committed counts.

    Returns
    -------
    fresh, again : float
        Minutes; set-up and book included.
    slowest : str
        The lines of the first run that name its slowest files.

    Raises
    ------
    subprocess.CalledProcessError
        If a test failed.
    """
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    # ALL and CI would make the second run repeat the first.
    environment = {key: value for key, value in os.environ.items() if key not in ("ALL", "CI", "VIRTUAL_ENV")}
    start = time.perf_counter()
    first = subprocess.run(["make", "test"], cwd=clone, env=environment, check=True, capture_output=True, text=True)
    fresh = time.perf_counter() - start
    chapter = clone / select(["01"])["01_first_network"].relative_to(ROOT)
    notebook = nbformat.read(chapter, as_version=4)
    next(cell for cell in notebook.cells if cell.cell_type == "markdown").source += "\n\nOne more sentence."
    nbformat.write(notebook, chapter)
    start = time.perf_counter()
    subprocess.run(["make", "test"], cwd=clone, env=environment, check=True, capture_output=True)
    again = time.perf_counter() - start
    lines = first.stdout.splitlines()
    begin = next((number for number, line in enumerate(lines) if " slowest " in line and " files" in line), len(lines))
    return fresh / 60, again / 60, "\n".join(lines[begin + 1 : begin + 11])


def _seconds(arguments: list[str]) -> float:
    environment = os.environ | {"NNUTILS_DATA": "embedded", "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("chapters", nargs="*", default=["01"], help="what the test pipeline is timed on (default 01)")
    args = parser.parse_args(argv)
    print(f"import of nnutils beyond TensorFlow: {import_seconds():.2f} s (wanted: below 0.3)")
    start = time.perf_counter()
    if build_book.build(fresh=True):
        seconds, pages = time.perf_counter() - start, sum(1 for _ in build_book.HTML.rglob("*.html"))
        print(f"book from stored outputs: {seconds / pages:.2f} s a page, start included (wanted: below 1)")
    speed.measure()
    prepare.prepare()
    for name, path in select(args.chapters).items():
        copy = ROOT / "_build" / "fast" / path.name
        plain, tested = script_seconds(copy, copy.with_suffix(".py")), pipeline_seconds(copy)
        overhead = tested / plain - 1
        print(
            f"{name}: plain script {plain:.0f} s, test pipeline {tested:.0f} s: {overhead:+.0%} (wanted: below +20 %)"
        )

    with tempfile.TemporaryDirectory() as folder:
        fresh, again, slowest = test_minutes(Path(folder))
    print(f"make test in a fresh clone: {fresh:.1f} min (wanted: 10 at most); its slowest files:\n{slowest}")
    print(f"make test after a change in one chapter: {again:.1f} min (wanted: 2 at most)")


if __name__ == "__main__":
    main()
