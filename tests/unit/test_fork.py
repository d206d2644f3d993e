"""A fork that published a chapter again merges what changes upstream: texts arrive, the fork's outputs stay."""

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
CHAPTER = "notebooks/01_chapter.ipynb"


def published(run):
    """Return a chapter as the publishing run ``run`` leaves it: figures, counts and seconds are that run's."""
    cells = [new_markdown_cell("# A chapter", id="title")]
    for number in (1, 2, 3):
        cells.append(new_markdown_cell(f"Section {number} explains.\n\nIt has two paragraphs.", id=f"text{number}"))
        outputs = [
            new_output("stream", name="stdout", text=f"accuracy 0.9{run}{number}\n"),
            new_output("display_data", data={"image/png": f"{run}{number}" * 40, "text/plain": "<Figure>"}),
            new_output("execute_result", data={"text/plain": f"{run}"}, execution_count=number),
        ]
        cell = new_code_cell(f"fit({number})", id=f"code{number}", execution_count=number, outputs=outputs)
        cell.metadata["execution"] = {"iopub.status.busy": f"2026-11-2{run}T15:43:58Z"}
        cells.append(cell)
    papermill = {"duration": 100.0 + run, "start_time": f"2026-11-2{run}", "environment": {"keras": f"3.15.{run}"}}
    return new_notebook(cells=cells, metadata={"papermill": papermill})


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


class Clone:
    """A clone of the course: a git repository whose only chapter is the small one above."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *command, check=True):
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        who = {
            f"GIT_{role}_{what}": "a@example.invalid" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": programs}
        environment = os.environ | who | alone
        return subprocess.run(
            command, cwd=self.folder, env=environment, check=check, capture_output=True, text=True, encoding="utf-8"
        )

    def git(self, *arguments, check=True):
        return self.run("git", *arguments, check=check)

    def commit(self, notebook):
        (self.folder / "notebooks").mkdir(exist_ok=True)
        nbformat.write(notebook, self.folder / CHAPTER)
        self.git("add", ".")
        self.git("commit", "-m", "A change")

    def enable(self):
        """Set what the command in CONTRIBUTING.md sets for merges, without its many starts of Python."""
        self.git("config", "merge.jupyternotebook.driver", "git-nbmergedriver merge %O %A %B %L %P")

    def merge(self):
        return self.git("pull", "--no-rebase", "--no-edit", "origin", "main", check=False)

    def chapter(self):
        notebook = nbformat.read(self.folder / CHAPTER, as_version=4)
        nbformat.validate(notebook)
        return notebook


@pytest.fixture
def upstream(tmp_path):
    made = Clone(tmp_path / "upstream")
    made.folder.mkdir()
    for name in (".gitattributes", "nbdime_config.json"):
        shutil.copy(ROOT / name, made.folder)
    made.git("init", "--initial-branch=main")
    made.commit(published(run=1))
    return made


@pytest.fixture
def fork(upstream, tmp_path):
    """Return a fork that published the chapter again."""
    made = Clone(tmp_path / "fork")
    upstream.git("clone", str(upstream.folder), str(made.folder))
    made.commit(published(run=2))
    return made


def changed_text(notebook, text):
    changed = copy.deepcopy(notebook)
    cell(changed, "text2").source = cell(changed, "text2").source.replace("explains", text)
    return changed


def test_a_change_of_the_text_arrives_and_the_fork_s_outputs_stay(upstream, fork):
    upstream.commit(changed_text(published(run=1), "explains it better"))
    fork.enable()
    assert fork.merge().returncode == 0
    assert fork.chapter() == changed_text(published(run=2), "explains it better")


def test_the_command_for_forks_enables_this_merge_and_changes_no_file(fork):
    fork.run(sys.executable, "-m", "nbdime", "config-git", "--enable")
    assert "git-nbmergedriver merge %O %A %B %L %P" in fork.git("config", "merge.jupyternotebook.driver").stdout
    assert not fork.git("status", "--porcelain").stdout


def test_the_fork_s_outputs_win_where_upstream_published_again_too(upstream, fork):
    both = changed_text(published(run=3), "explains it better")
    cell(both, "code3").source = "fit(3, epochs=2)"
    both.cells.insert(3, new_markdown_cell("A new paragraph.", id="new"))
    upstream.commit(both)
    fork.enable()
    assert fork.merge().returncode == 0
    expected = changed_text(published(run=2), "explains it better")
    cell(expected, "code3").source = "fit(3, epochs=2)"
    expected.cells.insert(3, new_markdown_cell("A new paragraph.", id="new"))
    assert fork.chapter() == expected


def test_two_changes_of_one_sentence_are_a_conflict_inside_that_cell(upstream, fork):
    upstream.commit(changed_text(published(run=3), "explains upstream"))
    fork.commit(changed_text(published(run=2), "explains here"))
    fork.enable()
    done = fork.merge()
    assert done.returncode == 1
    assert f"Merge conflict in {CHAPTER}" in done.stdout
    both = cell(fork.chapter(), "text2").source
    assert "<<<<<<<" in both
    assert "explains upstream" in both
    assert "explains here" in both
    assert cell(fork.chapter(), "code2") == cell(published(run=2), "code2")


def test_git_alone_merges_a_text_but_leaves_no_notebook_where_both_published(upstream, fork):
    upstream.commit(changed_text(published(run=1), "explains it better"))
    assert fork.merge().returncode == 0
    assert fork.chapter() == changed_text(published(run=2), "explains it better")
    upstream.commit(published(run=3))
    assert fork.merge().returncode == 1
    with pytest.raises(nbformat.reader.NotJSONError):
        fork.chapter()


def test_notebooks_have_the_same_bytes_on_every_system():
    asked = ["git", "check-attr", "eol", "merge", "--", CHAPTER, "tools/setup.sh"]
    if not (ROOT / ".git").exists():
        pytest.skip("the course was unpacked, not cloned")
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"{CHAPTER}: eol: lf" in said
    assert f"{CHAPTER}: merge: jupyternotebook" in said
    assert "tools/setup.sh: eol: lf" in said


def test_new_cells_at_the_same_place_are_the_fork_s(upstream, fork):
    """A limit that CONTRIBUTING.md names: what upstream inserted there is to be copied by hand."""
    ours, theirs = published(run=2), published(run=3)
    ours.cells.insert(3, new_markdown_cell("Written here.", id="ours"))
    theirs.cells.insert(3, new_markdown_cell("Written upstream.", id="theirs"))
    upstream.commit(theirs)
    fork.commit(ours)
    fork.enable()
    assert fork.merge().returncode == 0
    assert fork.chapter() == ours
    assert "Written upstream." in fork.run("nbdiff", "HEAD", "origin/main", "--", "notebooks").stdout
