"""Print how fast the course's own parts are: ``python -m tools.bench [CHAPTER …]``, what ``make bench`` calls.

It prints figures and asserts none, because they depend on the machine and on what else runs there.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from tools.book import build as build_book
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
    prepare.prepare()
    for name, path in select(args.chapters).items():
        copy = ROOT / "_build" / "fast" / path.name
        plain, tested = script_seconds(copy, copy.with_suffix(".py")), pipeline_seconds(copy)
        overhead = tested / plain - 1
        print(
            f"{name}: plain script {plain:.0f} s, test pipeline {tested:.0f} s: {overhead:+.0%} (wanted: below +20 %)"
        )


if __name__ == "__main__":
    main()
