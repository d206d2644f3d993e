"""Publishing chapters: what is stored changes only when everything passed, and in one step."""

import threading
from pathlib import Path

import nbformat
import pytest
from small_course import WAITS, a_chapter, assert_gone, family, make_course, run, start, stored, wait_until, words

from tools.execution import publish
from tools.execution.execute import Outcome
from tools.execution.limits import Limits

EXPORTS = """\
import os
from pathlib import Path
folder = Path(os.environ["NNUTILS_LIVE"])
folder.mkdir(parents=True)
(folder / "0{}_net.bin").write_bytes(b"weights")"""
CARELESS = "import sys; print('careless', file=sys.stderr)"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> dict:
    """A course after a publishing run: one good chapter, one that fails, one that breaks a rule."""
    chapters = {
        "_01_good": a_chapter(EXPORTS.format(1)),
        "_02_raises": a_chapter(EXPORTS.format(2), "raise ValueError"),
        "_03_careless": a_chapter(CARELESS),
    }
    root = make_course(tmp_path_factory.mktemp("course"), **chapters)
    before = stored(root)
    status, printed = run(root, "--full")
    return {"root": root, "before": before, "status": status, "printed": words(printed)}


def test_a_full_run_stores_a_clean_notebook_with_its_provenance(course):
    path = course["root"] / "notebooks" / "01_good.ipynb"
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), course["printed"]
    assert not any("injected-parameters" in cell.metadata.get("tags", []) for cell in code)
    assert code[2].outputs[0].text == "one\n"
    stamp = notebook.metadata.papermill
    assert stamp.duration > 0
    assert stamp.environment.tensorflow
    assert stamp.parameters == {"verbose": 2}
    assert stamp.input_path == stamp.output_path == "notebooks/01_good.ipynb"
    assert str(course["root"]) not in path.read_text()


@pytest.mark.parametrize(
    ("name", "message"), [("02_raises", "ValueError"), ("03_careless", "NB203 no-stderr: cell 4: output on stderr")]
)
def test_what_fails_or_breaks_a_rule_is_not_stored(course, name, message):
    assert stored(course["root"])[f"{name}.ipynb"] == course["before"][f"{name}.ipynb"]
    assert message in course["printed"]
    assert course["status"] == 1
    assert "1 of 3 passed" in course["printed"]


def test_the_networks_of_live_figures_are_published_with_their_chapter_and_only_then(course):
    models = course["root"] / publish.MODELS
    assert {path.name: path.read_bytes() for path in models.iterdir()} == {"01_net.bin": b"weights"}


@pytest.mark.parametrize("phase", ["its kernel starts", "a cell runs"])
def test_a_killed_publishing_run_leaves_the_stored_notebook_and_no_process(tmp_path, phase):
    root = make_course(tmp_path, _01_slow=a_chapter(WAITS))
    before = stored(root)
    process = start(root, "--full")
    if phase == "a cell runs":
        wait_until((root / "_build" / "full" / "waits").exists, "the cell does not run")
    else:
        wait_until(lambda: family(process), "nothing has started")
    started = family(process)
    process.kill()
    process.communicate()
    assert_gone(started)
    assert stored(root) == before


@pytest.fixture
def pretended(course, tmp_path, monkeypatch):
    """A chapter to publish, and a function that says what happens while it is executed; no kernel runs."""
    root = make_course(tmp_path, _01_good=a_chapter())
    path = root / "notebooks" / "01_good.ipynb"
    executed = (course["root"] / "notebooks" / "01_good.ipynb").read_text(encoding="utf-8")

    def publish_while(happens) -> Outcome:
        stop = threading.Event()

        def execute(name: str, source: Path, target: Path, parameters: dict, **options) -> Outcome:
            target.parent.mkdir(parents=True)
            target.write_text(executed, encoding="utf-8")
            happens(path, stop)
            return Outcome(name, 1.0, 0.1)

        monkeypatch.setattr(publish, "execute", execute)
        return publish.publish("01_good", path, root, limits=Limits(seconds=60, gib=4), stop=stop)

    publish_while.path = path
    return publish_while


def test_what_passed_is_stored(pretended):
    before = pretended.path.read_bytes()
    assert pretended(lambda path, stop: None).error is None
    assert pretended.path.read_bytes() != before


def test_an_edit_during_the_run_is_not_overwritten(pretended):
    outcome = pretended(lambda path, stop: path.write_text(path.read_text().replace("A chapter", "An edited chapter")))
    assert "01_good.ipynb was edited while it ran; run it again" in outcome.error
    assert "An edited chapter" in pretended.path.read_text()


def test_ctrl_c_in_the_last_moment_publishes_nothing(pretended):
    before = pretended.path.read_bytes()
    assert pretended(lambda path, stop: stop.set()).error == "interrupted"
    assert pretended.path.read_bytes() == before


def test_a_chapter_without_reduced_parameters_is_refused_before_it_runs(pretended):
    (pretended.path.parent / "fast.yml").write_text("all: {full_run: false}")
    outcome = pretended(lambda path, stop: pytest.fail("it ran"))
    assert outcome.error == "no entry in notebooks/fast.yml"


def test_two_publishing_runs_at_once_are_refused(tmp_path):
    root = make_course(tmp_path, _01_good=a_chapter())
    (root / "_build").mkdir()
    with publish.lock(root):
        status, printed = run(root, "--full")
    assert status == 1
    assert "another publishing run" in printed
