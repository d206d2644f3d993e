"""Small courses for the tests of experiments: a chapter with tagged cells, and a grid."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SETUP = "import nnutils\n\n# isort: split\nimport math\nimport os\nimport time\n\nfrom pathlib import Path"
PARAMETERS = "full_run = True\nsize = 7"
DECAY = "def decay(rate, steps):\n    return math.exp(-rate * steps)"
TOY = """\
def come(place):
    try:
        place.mkdir()
    except FileExistsError:
        return False
    return True


def toy(rate, seed, what="", folder=""):
    if gate := os.environ.get("TOY_GATE"):
        number = next(one for one in range(1, 99) if come(Path(gate, f"came {one}")))
        while int(Path(gate, "limit").read_text()) < number:
            time.sleep(0.02)
    if what == "raise":
        raise ValueError("no such rate in /home/someone/secret/file.txt")
    if what == "diverge":
        return {"left": math.nan, "steps": 3}
    if what == "die":
        os.kill(os.getpid(), 9)
    if what == "die once" and not Path(folder, "died").exists():
        Path(folder, "died").touch()
        os.kill(os.getpid(), 9)
    if what == "exit":
        raise SystemExit(3)
    if what == "end":
        os._exit(3)
    if what == "seconds":
        return {"seconds": 3}
    return {"left": decay(rate, seed), "steps": 3}"""
BLOCK = {"rate": [0.1, 0.5, 2.0], "seed": [1, 2, 3, 4]}


def course(root: Path, *cells: str, name: str = "01_toy", setup: str = SETUP, **entry: object) -> Path:
    """Write a course with one chapter and one experiment, and return its folder.

    Parameters
    ----------
    root
        The folder.
    *cells
        What the tagged cells hold (default: `DECAY` and `TOY`).
    name
        Of the experiment.
    setup
        What the set-up cell holds.
    **entry
        What differs from the usual entry in ``experiments.yml``.
    """
    tagged = [new_code_cell(one, metadata={"tags": ["experiment"]}) for one in cells or (DECAY, TOY)]
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    chapter = [new_markdown_cell("# 01 · A chapter"), new_code_cell(setup), parameters, *tagged, new_code_cell("1 + 1")]
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=chapter), root / "notebooks" / "01_first.ipynb")
    entry = {"about": "How much is left.", "function": "toy", "grid": [BLOCK]} | entry
    (root / "notebooks" / "experiments.yml").write_text(yaml.safe_dump({name: entry}))
    return root


def command(root: Path, *arguments: str) -> list[str]:
    """Return the command line of ``make experiment`` for the course in a folder."""
    return [sys.executable, "-m", "tools.experiments", "--root", str(root), *arguments]


def lines(root: Path, name: str = "01_toy") -> list[str]:
    """Return the lines of a table, with bars for commas, without what differs from run to run: seconds, computer."""
    with (root / "nnutils" / "experiments" / f"{name}.csv").open(newline="") as file:
        return ["|".join([*row[:-3], row[-1]]) for row in csv.reader(file)]


def provenance(root: Path, name: str = "01_toy") -> dict:
    """Return the provenance of a table."""
    return yaml.safe_load((root / "nnutils" / "experiments" / f"{name}.yml").read_text())


def change(root: Path, old: str, new: str) -> None:
    """Change the chapter."""
    path = root / "notebooks" / "01_first.ipynb"
    text = path.read_text()
    assert json.dumps(old)[1:-1] in text
    path.write_text(text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]))
