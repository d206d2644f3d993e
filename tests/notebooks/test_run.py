"""Running and publishing chapters: what is stored changes only when everything passed."""

import base64
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools.execution import run
from tools.execution.run import smaller_picture
from tools.notebooks import ROOT, fast_parameters

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
HIDDEN = {"tags": ["hide-cell"], "cellView": "form", "jupyter": {"source_hidden": True}}
RECORD = """\
class Record(dict):
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "a record", "application/vnd.nnutils.result+json": dict(self)}

Record(model="m", data="d", metric="accuracy", value=0.5, sd=None, parameters=1,
       baseline=None, baseline_value=None, printed=None, evidence=full_run)"""


def a_chapter(*extra: str) -> nbformat.NotebookNode:
    """Return a chapter that keeps every rule and needs no TensorFlow, with ``extra`` code cells."""
    text = (
        "## What you have learnt\n\n## Check yourself\n"
        + "<details><summary>Answer</summary>x</details>\n" * 3
        + "\n## Exercises\n\n## Sources\n"
    )
    cells = [
        new_markdown_cell("# 07 · A chapter\n\n[badge](https://colab.research.google.com/x)"),
        new_code_cell(
            "set_random_seed = abs\nimport sys\nsys.modules['nnutils'] = sys\n"
            "from nnutils import path\n\n# isort: split\nset_random_seed(1)"
        ),
        new_code_cell("full_run = True\nepochs = 3\nverbose = 1", metadata={"tags": ["parameters"]}),
        new_code_cell("print('one')\nassert epochs == 3 or not full_run"),
        *map(new_code_cell, extra),
        new_code_cell(RECORD),
        new_markdown_cell(text),
        *[new_code_cell("# @title Solution\nprint(2)", metadata=HIDDEN) for _ in range(3)],
    ]
    return new_notebook(cells=cells, metadata=KERNEL)


@pytest.fixture
def course(tmp_path: Path):
    """A function that makes a course of the given chapters in a temporary folder."""

    def make(**notebooks: nbformat.NotebookNode) -> Path:
        (tmp_path / "notebooks").mkdir()
        entries = {"all": {"full_run": False, "verbose": 0}}
        for name, notebook in notebooks.items():
            nbformat.write(notebook, tmp_path / "notebooks" / f"{name[1:]}.ipynb")
            entries[name[1:]] = {"epochs": 1}
        (tmp_path / "notebooks" / "fast.yml").write_text(json.dumps(entries))
        return tmp_path

    return make


def command(root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tools.execution.run", "--root", str(root), *arguments]


def tools_run(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(root, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=120)


class TestReducedRuns:
    def test_a_failing_chapter_is_one_row_with_its_cell_and_error_and_does_not_stop_the_others(self, course):
        root = course(_01_good=a_chapter(), _02_raises=a_chapter("x = 1\nraise ValueError('no [such] thing')"))
        done = tools_run(root)
        assert done.returncode == 1
        assert "1 of 2 passed" in done.stdout
        row = " ".join(done.stdout.split())
        assert "FAILED" in row
        assert "ValueError: no [such] thing" in row
        assert "reduced run: not evidence" in row
        assert (root / "_build" / "run" / "01_good.ipynb").exists()

    def test_parameters_are_injected_and_the_stored_notebook_is_untouched(self, course):
        root = course(_01_good=a_chapter("print('epochs', epochs, full_run)"))
        stored = (root / "notebooks" / "01_good.ipynb").read_bytes()
        assert tools_run(root, "1").returncode == 0
        assert "epochs 1 False" in (root / "_build" / "run" / "01_good.ipynb").read_text()
        assert (root / "notebooks" / "01_good.ipynb").read_bytes() == stored

    def test_a_hanging_chapter_ends_at_its_time_limit_and_says_in_which_cell(self, course):
        root = course(_01_hangs=a_chapter("import time\ntime.sleep(600)"))
        done = tools_run(root, "--time-limit", "30")
        assert done.returncode == 1
        row = " ".join(done.stdout.split())
        assert "time limit of 30 s" in row
        assert "import time" in row

    def test_a_chapter_that_eats_memory_is_ended_at_its_limit(self, course):
        root = course(_01_eats=a_chapter("import time\nblock = bytearray(700_000_000)\ntime.sleep(600)"))
        done = tools_run(root, "--memory-limit", "0.6", "--time-limit", "60")
        assert done.returncode == 1
        assert "GiB of memory, limit 0.6 GiB" in " ".join(done.stdout.split())

    def test_a_dying_kernel_is_a_failed_row(self, course):
        root = course(_01_dies=a_chapter("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
        done = tools_run(root, "--time-limit", "60")
        assert done.returncode == 1
        assert "FAILED" in done.stdout

    def test_an_unknown_chapter_is_named_with_the_known_ones(self, course):
        done = tools_run(course(_01_good=a_chapter()), "5")
        assert done.returncode == 2
        assert "no chapter '5'; there are 01_good" in done.stderr


class TestSmallerFigures:
    @staticmethod
    def png(pixels):
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode()

    def test_a_drawing_is_recoded_and_looks_the_same(self):
        figure = Figure(figsize=(5, 3))
        axes = figure.subplots()
        axes.plot(np.sin(np.linspace(0, 20, 200)), label="a line")
        axes.legend()
        figure.savefig(buffer := io.BytesIO(), format="png", dpi=120)
        before = base64.b64encode(buffer.getvalue()).decode()
        kind, after = smaller_picture(before)
        assert kind == "image/png"
        assert len(after) < 0.6 * len(before)
        drawn, recoded = (Image.open(io.BytesIO(base64.b64decode(data))) for data in (before, after))
        assert recoded.size == drawn.size == (600, 360)
        assert recoded.info["dpi"] == pytest.approx((120, 120), abs=0.1)
        change = np.abs(np.asarray(recoded.convert("RGB"), int) - np.asarray(drawn.convert("RGB"), int)).max(axis=2)
        assert np.mean(change > 8) <= 0.001

    def test_a_photograph_stays_as_it_was(self):
        photo = self.png(np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype="uint8"))
        assert smaller_picture(photo) == ("image/png", photo)

    def test_a_large_photograph_becomes_a_jpeg(self):
        photo = self.png(np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype="uint8"))
        kind, stored = smaller_picture(photo)
        assert kind == "image/jpeg"
        assert len(stored) < len(photo) / 2
        assert Image.open(io.BytesIO(base64.b64decode(stored))).size == (400, 300)

    def test_a_transparent_picture_stays_as_it_was(self):
        clear = self.png(np.full((60, 80, 4), 100, dtype="uint8"))
        assert smaller_picture(clear) == ("image/png", clear)


class TestPublishing:
    def test_a_full_run_stores_a_clean_notebook_with_its_provenance(self, course):
        root = course(_01_good=a_chapter())
        path = root / "notebooks" / "01_good.ipynb"
        done = tools_run(root, "--full")
        assert done.returncode == 0, done.stdout + done.stderr
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
        assert not any("injected-parameters" in cell.metadata.get("tags", []) for cell in code)
        assert code[2].outputs[0].text == "one\n"
        stamp = notebook.metadata.papermill
        assert stamp.duration > 0
        assert stamp.environment.tensorflow
        assert stamp.parameters == {"verbose": 2}
        assert str(root) not in path.read_text()

    @pytest.mark.parametrize("bad", ["raise ValueError", "import sys; print('careless', file=sys.stderr)"])
    def test_what_fails_or_breaks_a_rule_is_not_stored(self, course, bad):
        root = course(_01_bad=a_chapter(bad))
        path = root / "notebooks" / "01_bad.ipynb"
        before = path.read_bytes()
        assert tools_run(root, "--full").returncode == 1
        assert path.read_bytes() == before

    def test_a_killed_publishing_run_leaves_the_stored_notebook_and_no_process(self, course):
        root = course(_01_slow=a_chapter("import time\ntime.sleep(3)", "time.sleep(3)"))
        path = root / "notebooks" / "01_slow.ipynb"
        before = path.read_bytes()
        for seconds in (0.5, 4, 7):
            process = subprocess.Popen(command(root, "--full"), cwd=ROOT, stdout=subprocess.DEVNULL)
            time.sleep(seconds)
            family = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert path.read_bytes() == before
            _, alive = psutil.wait_procs(family, timeout=20)
            assert not alive, "an orphan goes on computing"
        assert path.read_bytes() == before

    def test_an_edit_during_the_run_is_not_overwritten(self, course, monkeypatch):
        root = course(_01_good=a_chapter())
        path = root / "notebooks" / "01_good.ipynb"
        finished = run.execute

        def execute_and_edit(*args, **options):
            outcome = finished(*args, **options)
            path.write_text(path.read_text().replace("A chapter", "An edited chapter"))
            return outcome

        monkeypatch.setattr(run, "execute", execute_and_edit)
        outcome = run.publish("01_good", path, root, time_limit=60, memory_limit=4)
        assert "edited while it ran" in outcome.error
        assert "An edited chapter" in path.read_text()

    def test_two_publishing_runs_at_once_are_refused(self, course):
        root = course(_01_good=a_chapter())
        (root / "_build").mkdir()
        with run.FileLock(root / "_build" / "publish.lock"):
            done = tools_run(root, "--full")
        assert done.returncode == 1
        assert "another publishing run" in done.stdout


class TestNbval:
    """The reduced copies are checked by strict nbval with the options of pyproject.toml and the sanitize file."""

    @pytest.fixture
    def compare(self, tmp_path):
        def nbval(stored: str, source: str = "print(6 * 7)") -> subprocess.CompletedProcess:
            cell = new_code_cell(source, outputs=[new_output("stream", name="stdout", text=stored)], execution_count=1)
            nbformat.write(new_notebook(cells=[cell], metadata=KERNEL), tmp_path / "one.ipynb")
            shutil.copy(ROOT / "pyproject.toml", tmp_path)
            (tmp_path / "tests" / "notebooks").mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "tests" / "notebooks" / "sanitize.cfg", tmp_path / "tests" / "notebooks")
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
            return subprocess.run(
                [sys.executable, "-m", "pytest", "--nbval", "one.ipynb", "-p", "no:cacheprovider"],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
            )

        return nbval

    def test_an_undamaged_output_passes(self, compare):
        done = compare("42\n")
        assert done.returncode == 0, done.stdout + done.stderr

    def test_a_damaged_output_fails(self, compare):
        done = compare("43\n")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "1 failed" in done.stdout

    def test_addresses_do_not_matter(self, compare):
        assert compare("<a at 0x7f0123456789>\n", "print('<a at 0x7fffffffffff>')").returncode == 0


def test_the_sanitize_file_parses_and_replaces_nothing_by_nothing():
    from configparser import ConfigParser

    config = ConfigParser()
    config.read(ROOT / "tests" / "notebooks" / "sanitize.cfg")
    assert config.sections()
    assert all(config[section]["regex"] and config[section]["replace"] for section in config.sections())


def test_every_entry_of_fast_yml_says_that_the_run_is_reduced():
    assert all(entry["full_run"] is False for entry in fast_parameters().values())
