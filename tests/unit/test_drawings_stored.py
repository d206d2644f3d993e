"""A drawing stored in a notebook may change its look, but not become another: nbval compares the names."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]
SHOW = "from nnutils import drawings\n\ndrawings.show('01_neuron')"
OTHER = """class Plot:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": "<svg class='plot'/>", "text/plain": "a plot"}
Plot()"""
CASES = {
    "an older look": (SHOW, '<svg class="nnd" data-drawing="01_neuron"/>', "an older description", "PASSED"),
    "another drawing": (SHOW, '<svg class="nnd" data-drawing="01_network"/>', "another", "FAILED"),
    "no drawing": (SHOW, "<svg/>", "an older description", "FAILED"),
    "another plot": (OTHER, "<svg class='line'/>", "a plot", "FAILED"),
}


@pytest.fixture(scope="module")
def verdicts():
    """What nbval says about one notebook with a cell for each case."""
    folder = ROOT / "_build" / "stored_drawings"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cells = []
    for source, svg, text, _ in CASES.values():
        data = {"image/svg+xml": svg, "text/plain": text}
        output = new_output("execute_result", data=data, execution_count=1)
        cells.append(new_code_cell(source, outputs=[output], execution_count=1))
    nbformat.write(new_notebook(cells=cells), folder / "small.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "-n", "0", "--color=no", "-rA", "-q", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    shutil.rmtree(folder)
    found = sorted(
        re.findall(r"^(PASSED|FAILED) .*::Cell (\d+)", done.stdout, re.MULTILINE), key=lambda one: int(one[1])
    )
    assert len(found) == len(CASES), done.stdout + done.stderr
    return dict(zip(CASES, (verdict for verdict, _ in found), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_stored_drawing_is_compared_by_its_name(verdicts, case):
    assert verdicts[case] == CASES[case][-1]
