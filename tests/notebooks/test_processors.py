"""The run under other processors' arithmetic: what it runs, what it keeps, how it ends."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from rich.console import Console

from tools.notebooks import ROOT
from tools.testing import processors
from tools.testing.processors import PROCESSORS, Outcome, Store

TWO = {"old": {"OPENBLAS_CORETYPE": "Nehalem"}, "one thread": {"OMP_NUM_THREADS": "1"}}


def a_copy(folder: Path, name: str, *cells: tuple[str, str]) -> Path:
    made = [
        new_code_cell(source, outputs=[new_output("stream", text=text)], execution_count=1) for source, text in cells
    ]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=made), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.fixture
def folder():
    """A folder inside the repository, where the plugins of its conftest.py are loaded."""
    path = ROOT / "_build" / f"processors-test-{os.getpid()}"
    yield path
    shutil.rmtree(path, ignore_errors=True)


def test_every_processor_of_the_design_is_emulated():
    values = [value for environment in PROCESSORS.values() for value in environment.items()]
    for core in ("Nehalem", "Haswell", "Zen"):
        assert ("OPENBLAS_CORETYPE", core) in values
    for instructions in ("SSE41", "AVX2"):
        assert ("ONEDNN_MAX_CPU_ISA", instructions) in values
    assert ("TF_ENABLE_ONEDNN_OPTS", "0") in values
    for number in ("1", "4"):
        assert all((name, number) in values for name in processors.THREADS)


def test_a_copy_is_run_in_the_environment_and_each_cell_that_differs_is_named(folder, monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    show = "import os; print(os.environ.get('{}'))".format
    copy = a_copy(
        folder,
        "05_x",
        (show("OPENBLAS_CORETYPE"), "Nehalem\n"),
        (show("ONEDNN_MAX_CPU_ISA"), "SSE41\n"),
        (show("NNUTILS_DATA"), "embedded\n"),
        ("print(0.91234)", "0.91235\n"),
        ("print(0.912)", "0.913\n"),
        ("print(3)", "4\n"),
    )
    outcome = processors.check(copy, PROCESSORS["Nehalem"], folder / "logs" / "x.log")
    assert outcome.failed == ("Cell 4", "Cell 5")
    assert "stored '0.913', fresh '0.912'" in (folder / "logs" / "x.log").read_text()
    # What the caller's own environment says about the processor does not reach another one.
    outcome = processors.check(copy, PROCESSORS["one thread"], folder / "logs" / "x.log")
    assert outcome.failed == ("Cell 0", "Cell 1", "Cell 4", "Cell 5")


def test_a_copy_that_cannot_be_read_has_failed(folder):
    copy = a_copy(folder, "05_x")
    copy.write_text("{")
    assert processors.check(copy, {}, folder / "x.log").failed


class Recorder:
    """Stands for nbval: remembers what was asked and answers as told."""

    def __init__(self, failing: tuple[str, ...] = (), interrupt_at: int | None = None) -> None:
        self.asked, self.failing, self.interrupt_at = [], failing, interrupt_at

    def __call__(self, copy: Path, environment: dict[str, str], log: Path) -> Outcome:
        if len(self.asked) == self.interrupt_at:
            raise KeyboardInterrupt
        self.asked.append((copy.stem, next(iter(environment.values()))))
        return Outcome(("Cell 3",) if copy.stem in self.failing else (), 2.0)


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    return [a_copy(tmp_path, name, (f"print({i})", f"{i}\n")) for i, name in enumerate(["01_a", "02_b"])]


def test_an_interrupted_run_goes_on_where_it_ended_and_repeats_what_failed(copies, tmp_path):
    path = tmp_path / "store" / "passed.json"
    first = Recorder(failing=("01_a",), interrupt_at=3)
    outcomes = processors.run(copies, TWO, Store(path), first)
    assert first.asked == [("01_a", "Nehalem"), ("02_b", "Nehalem"), ("01_a", "1")]
    assert len(outcomes) == 3
    second = Recorder()
    outcomes = processors.run(copies, TWO, Store(path), second)
    assert second.asked == [("01_a", "Nehalem"), ("01_a", "1"), ("02_b", "1")]
    assert len(outcomes) == 4
    third = Recorder()
    processors.run(copies, TWO, Store(path), third)
    assert third.asked == []


def test_a_changed_chapter_is_run_again_and_the_others_are_not(copies, tmp_path):
    path = tmp_path / "store" / "passed.json"
    processors.run(copies, TWO, Store(path), Recorder())
    a_copy(tmp_path, "02_b", ("print(7)", "7\n"))
    again = Recorder()
    processors.run(copies, TWO, Store(path), again)
    assert again.asked == [("02_b", "Nehalem"), ("02_b", "1")]


def test_the_table_has_a_row_for_each_chapter_and_a_column_for_each_processor(copies, tmp_path):
    outcomes = processors.run(copies, TWO, Store(tmp_path / "s.json"), Recorder(("02_b",), interrupt_at=3))
    console = Console(file=io.StringIO(), width=120)
    console.print(processors.table(["01_a", "02_b"], TWO, outcomes))
    lines = [line.split("│")[1:-1] for line in console.file.getvalue().splitlines() if "0" in line and "│" in line]
    assert [[cell.strip() for cell in line] for line in lines] == [
        ["01_a", "passed, 2 s", "passed, 2 s"],
        ["02_b", "FAILED (Cell 3)", "–"],
    ]


def test_the_exit_status_says_whether_all_passed(monkeypatch, tmp_path, copies, capsys):
    monkeypatch.setattr(processors, "ROOT", tmp_path)
    monkeypatch.setattr(processors, "reduced_copies", lambda chosen, parameters, folder: copies[:1])
    for failed, status in [((), 0), (("Cell 3",), 1)]:
        outcomes = {("01_a", name): Outcome(failed, 1.0) for name in PROCESSORS}
        monkeypatch.setattr(processors, "run", lambda *arguments, known=outcomes: known)
        assert processors.main(["01"]) == status
    monkeypatch.setattr(processors, "run", lambda *arguments: {})
    assert processors.main(["01"]) == 130
    assert "0 of 6 passed" in capsys.readouterr().out


def test_a_chapter_that_does_not_exist_is_refused_by_name(capsys):
    with pytest.raises(SystemExit):
        processors.main(["99"])
    assert "no chapter '99'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_nbval_and_its_kernel(folder):
    marker = folder / "kernel"
    copy = a_copy(
        folder, "05_x", (f"import os, time; open({str(marker)!r}, 'w').write(str(os.getpid())); time.sleep(300)", "")
    )
    code = f"""
from pathlib import Path
from tools.testing import processors
copy = Path({str(copy)!r})
print(processors.run([copy], {{"one": {{}}}}, processors.Store(copy.parent / "passed.json")))
"""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    for _ in range(600):
        if marker.exists() and marker.read_text():
            break
        time.sleep(0.1)
    kernel = int(marker.read_text())
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert "interrupted\n{}" in printed
    assert not psutil.pid_exists(kernel) or psutil.Process(kernel).status() == psutil.STATUS_ZOMBIE
