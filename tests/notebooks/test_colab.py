"""A chapter alone in a bare environment, as in Colab: it installs nnutils, changes no other package, and completes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tools.execution import colab
from tools.notebooks import code_cells, fast_parameters, select

NAME, PATH = next(iter(select(["01"]).items()))


@pytest.fixture(scope="module")
def bare() -> Path:
    return colab.bare_environment()


@pytest.fixture
def chapter() -> NotebookNode:
    return colab.reduced(PATH, fast_parameters()[NAME])


def test_the_bare_environment_knows_nothing_of_the_course(bare: Path):
    at_first = json.loads((bare / "packages.json").read_text())
    assert set(colab.BARE) <= set(at_first)
    assert not {"nnutils", "num2words", "papermill", "jupyter-book", "nbval"} & set(at_first)


def test_a_chapter_alone_in_an_empty_folder_completes_and_changes_no_package(bare, chapter, tmp_path):
    colab.run(chapter, bare, tmp_path)
    assert all(cell.execution_count for cell in code_cells(chapter))
    assert "nnutils" in colab.packages(bare)
    assert colab.changed_packages(bare) == []


def test_a_repository_that_cannot_be_reached_is_said_in_one_sentence(bare, chapter, tmp_path):
    with pytest.raises(CellExecutionError):
        colab.run(chapter, bare, tmp_path, repository=tmp_path / "nowhere")
    outputs = code_cells(chapter)[0].outputs
    (error,) = (output for output in outputs if output.output_type == "error")
    assert (error.ename, error.evalue) == (
        "SystemExit",
        "nnutils can't be installed: is the repository's address in this cell right, and reachable?",
    )
    printed = "".join(output.get("text", "") for output in outputs)
    assert "Traceback" not in printed
    assert not any(cell.outputs for cell in code_cells(chapter)[1:])


def test_a_changed_package_is_noticed(bare, monkeypatch):
    now = colab.packages(bare) | {"numpy": "0.1"}
    monkeypatch.setattr(colab, "packages", lambda environment: now)
    (changed,) = colab.changed_packages(bare)
    assert changed.startswith("numpy ")
    assert changed.endswith("-> 0.1")


def test_an_environment_made_by_uv_has_what_was_asked_for_and_pip(tmp_path):
    assert colab.find_uv(), "uv belongs to the lock"
    colab.install(tmp_path / "bare", ["six==1.17.0"])
    found = colab.packages(tmp_path / "bare")
    assert found["six"] == "1.17.0"
    assert "pip" in found, "Colab's %pip needs it"
    assert set(found) <= {"six", "pip", "setuptools", "wheel", "packaging"}


def test_where_there_is_no_uv_pip_makes_the_environment(tmp_path, monkeypatch):
    commands = []

    def run(command, **options) -> subprocess.CompletedProcess:
        commands.append(command[:4])
        return subprocess.CompletedProcess(command, int("pip" in command), "", "no such package")

    monkeypatch.setattr(colab, "find_uv", lambda: None)
    monkeypatch.setattr(colab.subprocess, "run", run)
    with pytest.raises(RuntimeError, match=r"^pip can't install six==0\.0\.1: no such package"):
        colab.install(tmp_path / "bare", ["six==0.0.1"])
    venv, pip = commands
    assert venv == [sys.executable, "-m", "venv", str(tmp_path / "bare")]
    assert pip[0].startswith(str(tmp_path / "bare"))
    assert pip[1:] == ["-m", "pip", "install"]


def test_a_release_that_does_not_exist_is_an_error_that_names_it(tmp_path):
    (tmp_path / "requirements.txt").write_text("")
    with pytest.raises(RuntimeError, match=r"can't install tensorflow==0\.0\.1, keras"):
        colab.bare_environment("0.0.1", root=tmp_path)
