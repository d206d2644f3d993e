"""A broken example for each rule of the lint: the rule's id, its message, and what breaks it."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

from tools.notebooks import chapters, tags

NAME, OTHER = "07_template", "08_template"


def write(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def edit(old: str, new: str) -> Callable:
    def change(notebook):
        assert any(old in cell.source for cell in notebook.cells)
        for cell in notebook.cells:
            cell.source = cell.source.replace(old, new)

    return change


def remove(beginning: str) -> Callable:
    def change(notebook):
        notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith(beginning)]
        for number, cell in enumerate(code(notebook), start=1):
            cell.execution_count = number

    return change


def forget(key: str) -> Callable:
    def change(notebook):
        for cell in notebook.cells:
            cell.metadata.pop(key, None)

    return change


def tag(name: str, where: str) -> Callable:
    def change(notebook):
        cell = next(cell for cell in code(notebook) if where in cell.source)
        cell.metadata["tags"] = [*tags(cell), name]

    return change


def output(text: str, name: str = "stdout") -> Callable:
    return lambda notebook: code(notebook)[0].outputs.append(nbformat.v4.new_output("stream", name=name, text=text))


def show(text: str) -> Callable:
    shown = nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=1)
    return lambda notebook: code(notebook)[0].outputs.append(shown)


def untag_parameters(notebook):
    for cell in notebook.cells:
        if "parameters" in tags(cell):
            cell.metadata.tags = []


def assert_nothing(notebook):
    for cell in code(notebook):
        cell.source = re.sub(r"^(\s*)assert .*$", r"\1pass", cell.source, flags=re.MULTILINE)


def store_an_error(notebook):
    code(notebook)[0].outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=[])]


def data(notebook: NotebookNode, kind: str) -> dict:
    """Return the data of the first output of a kind."""
    outputs = [one for cell in code(notebook) for one in cell.outputs]
    return next(one.data for one in outputs if any(kind in key for key in one.get("data", {})))


def enlarge_a_figure(notebook):
    data(notebook, "image/png")["image/png"] = "A" * 200_004


def weaken_evidence(notebook):
    bundle = data(notebook, "nnutils")
    next(value for kind, value in bundle.items() if "nnutils" in kind)["evidence"] = False


def nothing_compared(root: Path) -> None:
    """Let nothing be compared of a cell in each notebook."""
    for path in chapters(root).values():
        notebook = nbformat.read(path, as_version=4)
        tag("nbval-ignore-all", "test_mse = ")(notebook)
        nbformat.write(notebook, path)


def skip_a_count(notebook):
    code(notebook)[-1].execution_count = 99


def entry(file: str, change: Callable) -> Callable:
    """Return a function that changes a file of the course in which notebooks are registered."""

    def apply(root: Path) -> None:
        path = root / file
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(value)
        write(path, value)

    return apply


def text(file: str, old: str, new: str) -> Callable:
    """Return a function that replaces text in a file of the course."""

    def apply(root: Path) -> None:
        path = root / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new), encoding="utf-8")

    return apply


NOTEBOOK: list[tuple[str, str, Callable]] = [  # id, words of the message, what breaks the rule in a notebook
    ("NB001", "does not begin with a title", edit("# NN · Title", "NN · Title")),
    ("NB002", "the Colab badge opens nothing, not notebooks/07_template.ipynb", edit("colab.research", "somewhere")),
    ("NB002", "the Colab badge opens notebooks/NN_slug.ipynb, not", edit("07_template", "NN_slug")),
    ("NB003", "MyST syntax", edit("## The idea", "## The idea\n\n:::{note}\nx\n:::")),
    ("NB003", "MyST syntax", edit("## The idea", "## The idea\n\nSee {ref}`there`.")),
    ("NB004", "no section '## Exercises'", edit("## Exercises", "## Homework")),
    ("NB005", "0 questions with an answer in <details>, 3 at least", edit("<details", "<div")),
    ("NB006", "0 executed solutions, 3 at least", remove("# @title Solution")),
    ("NB007", "'# @title Solution' is not hidden everywhere", forget("cellView")),
    ("NB007", "'# @title Solution' is not hidden everywhere", forget("jupyter")),
    ("NB008", "no entry 'jones2021', which is a source of 07_template", edit("* Author, ", "* Author, `jones2021`, ")),
    ("NB101", "0 cells are tagged 'parameters', there must be one", untag_parameters),
    ("NB101", "2 cells are tagged 'parameters', there must be one", tag("parameters", "set_random_seed")),
    ("NB101", "'epochs = 6 * ten' is not a literal", edit("epochs = 60", "epochs = 6 * ten")),
    ("NB101", "'import os' is not an assignment", edit("epochs = 60", "epochs = 60\nimport os")),
    ("NB102", "07_template sets 'epochs', which the parameters cell lacks", edit("epochs = 60", "steps = 60")),
    ("NB103", "does not say full_run = True", edit("full_run = True", "full_run = False")),
    ("NB104", "does not import nnutils before the others", edit("# isort: split\n", "")),
    ("NB105", "sets 0 seeds", edit("keras.utils.set_random_seed(1)", "")),
    ("NB105", "sets 2 seeds", edit("keras.utils.set_random_seed(1)", "keras.utils.set_random_seed(1)\n" * 2)),
    ("NB106", "cell 3: nbval-skip", tag("nbval-skip", "rng = ")),
    ("NB106", "NBVAL_SKIP", edit("rng = ", "# NBVAL_SKIP\nrng = ")),
    ("NB107", "cell 3: myst_nb", edit("rng = ", "from myst_nb import glue\nrng = ")),
    ("NB108", "no asserted claim", assert_nothing),
    ("NB109", "no recorded result", remove("results.record")),
    ("NB201", "execution counts are not 1, 2, 3", skip_a_count),
    ("NB202", "cell 1: an error output", store_an_error),
    ("NB203", "cell 1: output on stderr", output("x", "stderr")),
    ("NB204", "cell 1: a progress bar's backspaces", output("1/2\x08\x082/2")),
    ("NB205", "cell 1: terminal codes", output("\x1b[1mbold")),
    ("NB206", "cell 1: a warning", output("UserWarning: old")),
    ("NB207", "cell 1: a local path", output("read /home/somebody/data")),
    ("NB208", "a figure without alt text", forget("mystnb")),
    ("NB209", "a figure of 150 kB, 150 at most", enlarge_a_figure),
    ("NB210", "no provenance", lambda notebook: notebook.metadata.pop("papermill")),
    ("NB211", "the kernel is named 'conda'", lambda notebook: notebook.metadata.kernelspec.update(name="conda")),
    ("NB212", "file of 1.2 MB, 1 at most", output("x" * 1_100_000)),
    ("NB214", "cell 1: its last line shows <keras.History at 0x", show("<keras.History at 0x7f01>")),
    ("NB214", "cell 1: its last line shows <tf.", show("<tf.Tensor: shape=(), dtype=float32, numpy=0.1>")),
    ("NB215", "cell 1: nbval-ignore-output is needless: there is no output", tag("nbval-ignore-output", "set_random")),
    ("NB215", "nbval-ignore-output is needless: pictures are not", tag("nbval-ignore-output", "plt.subplots")),
    ("NB215", "nbval-ignore-words does nothing without", tag("nbval-ignore-words", "plt.subplots")),
    ("NB213", "one neuron, mean squared error: a recorded result without evidence", weaken_evidence),
]
COURSE: list[tuple[str, str, Callable]] = [  # id, the message from the file to edit on, what breaks the rule
    (
        "NB301",
        "notebooks/fast.yml: NB301 in-fast-yml: no entry '08_template:'",
        entry("notebooks/fast.yml", lambda reduced: reduced.pop(OTHER)),
    ),
    (
        "NB302",
        "_toc.yml: NB302 in-toc: no line '- file: notebooks/08_template'",
        entry("_toc.yml", lambda toc: toc["parts"][0]["chapters"].pop()),
    ),
    (
        "NB303",
        "book/_data/chapters.yml: NB303 in-chapters-yml: no entry for 08_template",
        entry("book/_data/chapters.yml", lambda parts: parts[0]["chapters"].pop()),
    ),
    (
        "NB304",
        "notebooks/fast.yml: NB304 no-such-notebook: there is no notebook '09_gone'",
        entry("notebooks/fast.yml", lambda reduced: reduced.update({"09_gone": None})),
    ),
    (
        "NB304",
        "_toc.yml: NB304 no-such-notebook: there is no notebook 'notebooks/09_gone'",
        entry("_toc.yml", lambda toc: toc["parts"][0]["chapters"].append({"file": "notebooks/09_gone"})),
    ),
    (
        "NB304",
        "book/_data/chapters.yml: NB304 no-such-notebook: there is no notebook '09_gone'",
        entry("book/_data/chapters.yml", lambda parts: parts[0]["chapters"].append({"slug": "09_gone"})),
    ),
    (
        "NB305",
        "_toc.yml: NB305 toc-order: 07_template stands after 08_template",
        entry("_toc.yml", lambda toc: toc["parts"][0]["chapters"].append(toc["parts"][0]["chapters"].pop(1))),
    ),
    (
        "NB306",
        "book/part1.md: NB306 on-part-page: {chapter}`08` is not named",
        text("book/part1.md", " and {chapter}`08`", ""),
    ),
    (
        "NB307",
        "notebooks/07_template.ipynb: NB307 outputs-compared: of 2 of 18 outputs nothing is compared, here of 1",
        nothing_compared,
    ),
    (
        "NB401",
        "nnutils/datasets/__init__.py: NB401 in-loaders: LOADERS lacks 'iris', which nnutils/datasets/tables.py",
        text("nnutils/datasets/__init__.py", "        iris,\n", ""),
    ),
    (
        "NB401",
        "nnutils/datasets/__init__.py: NB401 in-loaders: __all__ lacks 'iris'",
        text("nnutils/datasets/__init__.py", '    "iris",\n', ""),
    ),
    (
        "NB402",
        "book/data_cards.md: NB402 data-card: no card and no line '| [iris](#…) | …'",
        text("book/data_cards.md", "| [iris](#", "| iris (#"),
    ),
    (
        "NB403",
        "tests/data_contracts.py: NB403 data-tested: STAND_INS lacks 'iris'",
        text("tests/unit/test_datasets.py", '("iris",)', '("another",)'),
    ),
]
