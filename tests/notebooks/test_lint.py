"""The stored notebooks keep the rules of CONTRIBUTING.md, and each rule can be broken."""

import re
import shutil

import nbformat
import pytest

from tools import collect_results
from tools.notebooks import ROOT, chapters, check, fast_parameters, parameters_of, select, tags
from tools.testing.prepare import prepare

TEMPLATE = ROOT / "tools" / "template.ipynb"


@pytest.mark.parametrize("name", chapters())
def test_a_stored_notebook_keeps_every_rule(name):
    assert check(chapters()[name], fast_parameters().get(name)) == []


@pytest.mark.parametrize("name", chapters())
def test_every_source_of_a_chapter_is_in_the_bibliography(name):
    entries = re.findall(r"^@\w+\{(\w+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    sources = nbformat.read(chapters()[name], as_version=4).cells[-1].source
    assert set(re.findall(r"`([a-z]+\d{4}[a-z]*)`", sources)) <= set(entries)


def test_fast_yml_names_the_notebooks_and_no_others():
    assert fast_parameters().keys() == chapters().keys()


def test_the_results_page_is_fresh():
    assert collect_results.main(["--check"]) == 0


def test_a_stale_results_page_is_noticed(tmp_path, capsys):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "book").mkdir()
    assert collect_results.main(["--root", str(tmp_path)]) == 0
    page = tmp_path / "book" / "results.md"
    page.write_text(page.read_text().replace("logistic regression: 0.9", "logistic regression: 0.8"))
    assert collect_results.main(["--root", str(tmp_path), "--check"]) == 1
    assert "stale" in capsys.readouterr().out


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "99_template.ipynb"
    shutil.copy(TEMPLATE, path)
    return path


FAST = {"full_run": False, "verbose": 0, "epochs": 2}


def test_the_template_keeps_every_rule(copy):
    assert check(copy, FAST) == []


def remove_cell(notebook, beginning):
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith(beginning)]


def edit(notebook, old, new):
    for cell in notebook.cells:
        cell.source = cell.source.replace(old, new)


def add_output(notebook, text, name="stdout"):
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs.append(nbformat.v4.new_output("stream", name=name, text=text))


def forget_alt_text(notebook):
    for cell in notebook.cells:
        cell.metadata.pop("mystnb", None)


def show_solutions(notebook):
    for cell in notebook.cells:
        cell.metadata.pop("cellView", None)


def untag_parameters(notebook):
    for cell in notebook.cells:
        if "parameters" in tags(cell):
            cell.metadata.tags = []


def store_an_error(notebook):
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=[])]


def weaken_evidence(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind, value in output.get("data", {}).items():
                if "nnutils" in kind:
                    value["evidence"] = False


def skip_a_count(notebook):
    [cell for cell in notebook.cells if cell.cell_type == "code"][-1].execution_count = 99


BREAKS = {
    "title": lambda nb: edit(nb, "# NN · Title", "NN · Title"),
    "Colab badge": lambda nb: edit(nb, "colab.research", "somewhere"),
    "no section '## Exercises'": lambda nb: edit(nb, "## Exercises", "## Homework"),
    "<details>": lambda nb: edit(nb, "<details", "<div"),
    "MyST syntax": lambda nb: edit(nb, "## The idea", "## The idea\n\n:::{note}\nx\n:::"),
    "tagged 'parameters'": untag_parameters,
    "is not a literal": lambda nb: edit(nb, "epochs = 60", "epochs = 6 * ten"),
    "which the parameters cell lacks": lambda nb: edit(nb, "epochs = 60", "steps = 60"),
    "full_run = True": lambda nb: edit(nb, "full_run = True", "full_run = False"),
    "does not import nnutils": lambda nb: edit(nb, "# isort: split\n", ""),
    "one seed": lambda nb: edit(nb, "keras.utils.set_random_seed(1)", ""),
    "executed solutions": lambda nb: remove_cell(nb, "# @title Solution"),
    "not hidden everywhere": show_solutions,
    "nbval-skip": lambda nb: edit(nb, "# @title Solution", "# @title Solution\n# NBVAL_SKIP"),
    "no recorded result": lambda nb: remove_cell(nb, "results.record"),
    "execution counts": skip_a_count,
    "an error output": store_an_error,
    "output on stderr": lambda nb: add_output(nb, "x", name="stderr"),
    "a warning in the output": lambda nb: add_output(nb, "UserWarning: old"),
    "backspaces": lambda nb: add_output(nb, "1/2\x08\x082/2"),
    "terminal codes": lambda nb: add_output(nb, "\x1b[1mbold"),
    "a local path": lambda nb: add_output(nb, "read /home/somebody/data"),
    "without alt text": forget_alt_text,
    "no provenance": lambda nb: nb.metadata.pop("papermill"),
    "without evidence": weaken_evidence,
    "1 at most": lambda nb: add_output(nb, "x" * 1_100_000),
}


@pytest.mark.parametrize("finding", BREAKS)
def test_a_broken_rule_is_found(copy, finding):
    notebook = nbformat.read(copy, as_version=4)
    BREAKS[finding](notebook)
    nbformat.write(notebook, copy)
    found = check(copy, FAST)
    assert any(finding in one for one in found), found


def test_a_file_that_is_no_notebook_is_a_finding(tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text("{")
    assert check(path, {})[0].startswith("can't be read")


def test_parameters_must_be_assignments_of_literals():
    cell = nbformat.v4.new_code_cell("a, b = 1, 2\nimport os", metadata={"tags": ["parameters"]})
    with pytest.raises(ValueError, match="import os"):
        parameters_of(nbformat.v4.new_notebook(cells=[cell]))


def test_reduced_copies_keep_the_stored_outputs_and_have_the_parameters_injected(tmp_path):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(TEMPLATE, tmp_path / "notebooks" / "99_template.ipynb")
    (tmp_path / "notebooks" / "fast.yml").write_text("all: {full_run: false, verbose: 0}\n99_template: {epochs: 2}")
    (copy,) = prepare(tmp_path)
    stored, reduced = (nbformat.read(path, as_version=4) for path in (TEMPLATE, copy))
    injected = [cell for cell in reduced.cells if "injected-parameters" in tags(cell)]
    assert len(injected) == 1
    assert "epochs = 2" in injected[0].source
    assert "full_run = False" in injected[0].source
    others = [cell for cell in reduced.cells if cell is not injected[0]]
    assert [cell.get("outputs") for cell in others] == [cell.get("outputs") for cell in stored.cells]


def test_a_notebook_without_reduced_parameters_is_refused(tmp_path):
    (tmp_path / "notebooks").mkdir()
    shutil.copy(TEMPLATE, tmp_path / "notebooks" / "99_template.ipynb")
    (tmp_path / "notebooks" / "fast.yml").write_text("all: {full_run: false}")
    with pytest.raises(ValueError, match="99_template"):
        prepare(tmp_path)


def test_chapters_are_chosen_by_number_or_part_of_the_name():
    assert list(select(["1"])) == list(select(["01"])) == list(select(["first_network"])) == ["01_first_network"]
    with pytest.raises(ValueError, match="no chapter '99'"):
        select(["99"])
