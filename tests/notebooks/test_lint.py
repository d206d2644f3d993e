"""What is made from the notebooks: the results page, the reduced copies; and how chapters are found and ordered."""

import shutil

import nbformat
import pytest
import yaml

from tools import collect_results
from tools.notebooks import ROOT, chapters, listed, parameters_of, select, tags
from tools.testing.prepare import prepare

TEMPLATE = ROOT / "tools" / "template.ipynb"


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


def test_chapters_stand_in_the_order_of_the_table_of_contents_and_those_not_in_it_at_the_end(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("01_a", "02_b", "03_c", "04_d"):
        shutil.copy(TEMPLATE, tmp_path / "notebooks" / f"{name}.ipynb")
    assert list(chapters(tmp_path)) == ["01_a", "02_b", "03_c", "04_d"]
    files = [{"file": f"notebooks/{name}"} for name in ("03_c", "01_a", "04_d")]
    parts = [{"chapters": [files[0], {"file": "book/part", "sections": [files[1]]}]}, {"chapters": [files[2]]}]
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump({"root": "book/intro", "parts": parts}, sort_keys=False))
    assert list(chapters(tmp_path)) == ["03_c", "01_a", "04_d", "02_b"]
    assert listed(tmp_path)[0] == "book/intro"


def test_without_a_notebook_there_is_no_course(tmp_path):
    with pytest.raises(FileNotFoundError, match="no notebook in"):
        chapters(tmp_path)
