"""What a green run has proven is not run again, and nothing else is left out."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.notebooks import ROOT
from tools.testing import proven

PAGE = '<h2 id="top">{0}</h2><a href="{1}">x</a><img src="_images/{0}.png"><script src="_static/a.js?v=1"></script>'
FILES = {
    "conftest.py": 'pytest_plugins = ["tools.testing.proven"]\n',
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--nbval", "--nbval-current-env"]\n',
    "tests/unit/test_datasets.py": "def test_one(): pass\ndef test_two(): pass\n",
    "tests/unit/test_other.py": "def test_reads_the_course(): pass\n",
    "tests/book/test_html.py": (
        "import pytest\n@pytest.mark.parametrize('page', ['a.html', 'b.html'])\ndef test_page(page): pass\n"
    ),
    "_build/html/a.html": PAGE.format("a", "b.html#top"),
    "_build/html/b.html": PAGE.format("b", "#top"),
    "_build/html/_images/a.png": "a",
    "_build/html/_images/b.png": "b",
    "_build/html/_static/a.js": "",
    **dict.fromkeys(
        (
            *("nnutils/text.py", "requirements.txt", "tests/conftest.py", "tests/notebooks/sanitize.cfg"),
            *("tools/__init__.py", "tools/testing/__init__.py", "tools/book/build.py", "_toc.yml", "_config.yml"),
            *(
                "notebooks/05_x.ipynb",
                "notebooks/exercises/05.yml",
                "book/intro.md",
                ".github/workflows/test.yml",
                "Makefile",
            ),
        ),
        "",
    ),
}
ALL = {"test_datasets", "test_other", "test_html a.html", "test_html b.html", "05_x"}


class Course:
    """A small course in a folder of its own, with this repository's plugin."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copy(proven.__file__, root / "tools" / "testing")
        self.chapter("print(1)", "1\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def chapter(self, source: str, stored: str) -> None:
        cell = new_code_cell(source, outputs=[new_output("stream", text=stored)], execution_count=1)
        self.write("_build/fast/05_x.ipynb", nbformat.writes(new_notebook(cells=[cell])))

    def run(self, *arguments: str, **environment: str) -> str:
        """Run the tests and return what pytest printed."""
        clean = {
            k: v for k, v in os.environ.items() if k not in ("ALL", "CI") and not k.startswith(("PYTEST_", "NNBE_"))
        }
        command = [sys.executable, "-m", "pytest", "-v", "-rN", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=clean | environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode in (0, 1, 5), done.stdout + done.stderr
        return done.stdout

    def listed(self) -> set[str]:
        """Return the groups that a run which reuses would run."""
        return groups(self.run("--collect-only", "-qq", "--reuse", *EVERYTHING))


def groups(printed: str) -> set[str]:
    """Return the groups whose tests are listed in what pytest printed, as ``file`` or ``file page``."""
    found = re.findall(
        r"(\w+)(?:\.|::)(?:py|ipynb)::[^\[\n]*?(?:\[([^\]%]*)\])?(?: (?:PASSED|FAILED|SKIPPED).*| *)$",
        printed,
        re.MULTILINE,
    )
    return {f"{file} {page}".strip() for file, page in found}


EVERYTHING = "tests", "_build/fast"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


@pytest.fixture(scope="module")
def green(tmp_path_factory) -> Course:
    """A course whose tests have passed once, in two workers."""
    course = Course(tmp_path_factory.mktemp("green"))
    assert groups(course.run("-n", "2", "--dist", "loadscope", "--reuse", *EVERYTHING)) == ALL
    return course


@pytest.fixture
def proven_course(green: Course, tmp_path: Path) -> Course:
    """A copy of that course, for which everything is proven."""
    shutil.copytree(green.root, tmp_path / "course")
    course = Course.__new__(Course)
    course.root = tmp_path / "course"
    return course


@pytest.mark.parametrize("workers", [(), ("-n", "2", "--dist", "loadscope")], ids=["one process", "two workers"])
def test_an_unchanged_course_is_not_run_again_and_one_line_says_so(proven_course, workers):
    printed = proven_course.run("--reuse", *workers, *EVERYTHING)
    assert groups(printed) == set()
    assert "6 tests in 5 files and pages not run again" in printed


def test_without_the_option_or_with_all_or_in_ci_everything_runs(proven_course):
    assert groups(proven_course.run(*EVERYTHING)) == ALL
    assert groups(proven_course.run("--reuse", *EVERYTHING, ALL="1")) == ALL
    assert groups(proven_course.run("--reuse", *EVERYTHING, CI="true")) == ALL


CHANGES = {
    "notebooks/05_x.ipynb": {"test_other"},
    "nnutils/text.py": {"test_datasets", "test_other", "05_x"},
    "requirements.txt": ALL,
    "tests/unit/test_datasets.py": {"test_datasets", "test_other"},
    "tools/testing/__init__.py": {"test_datasets", "test_other", "05_x"},
    "tests/book/conftest.py": {"test_other", "test_html a.html", "test_html b.html"},
    "book/intro.md": {"test_other"},
    "_build/html/_images/a.png": {"test_html a.html"},
    "_build/html/_static/a.js": {"test_html a.html", "test_html b.html"},
    "_build/html/b.html": {"test_html b.html"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_runs_again_what_depends_on_it_and_no_more(proven_course, name):
    path = proven_course.root / name
    proven_course.write(name, (path.read_text() if path.exists() else "") + "\n# changed\n")
    assert proven_course.listed() == CHANGES[name]


def test_a_changed_output_or_cell_runs_the_chapter_again(proven_course):
    proven_course.chapter("print(2)", "2\n")
    assert proven_course.listed() == {"05_x"}


def test_an_anchor_that_has_gone_runs_the_page_again_that_links_to_it(proven_course):
    proven_course.write("_build/html/b.html", FILES["_build/html/b.html"].replace("top", "end"))
    assert proven_course.listed() == {"test_html a.html", "test_html b.html"}


def test_another_setting_of_the_machine_runs_everything_again(proven_course):
    assert groups(proven_course.run("--reuse", *EVERYTHING, OPENBLAS_CORETYPE="Nehalem")) == ALL


def test_a_red_or_skipped_group_is_not_kept_and_the_others_are(course):
    course.write("tests/unit/test_datasets.py", "def test_one(): pass\ndef test_two(): assert False\n")
    course.write("tests/unit/test_text.py", "import pytest\ndef test_one(): pytest.skip('no data')\n")
    course.chapter("print(1)", "2\n")
    course.run("-n", "2", "--dist", "loadscope", *EVERYTHING)
    assert course.listed() == {"test_datasets", "test_text", "05_x"}


def test_what_fails_without_a_change_is_forgotten(course):
    flaky = "import os\ndef test_one(): assert 'NNX_BREAK' not in os.environ\n"
    course.write("tests/unit/test_datasets.py", flaky)
    course.run("tests/unit")
    assert groups(course.run("--reuse", "tests/unit")) == set()
    assert "1 failed" in course.run("tests/unit/test_datasets.py", NNX_BREAK="1")
    assert groups(course.run("--reuse", "tests/unit")) == {"test_datasets"}


@pytest.mark.parametrize("part", [("-k", "one"), ("tests/unit/test_datasets.py::test_one",)], ids=["-k", "one test"])
def test_a_part_of_a_file_proves_nothing(course, part):
    course.run(*(part if "::" in part[0] else (*part, "tests/unit")))
    assert groups(course.run("--reuse", "tests/unit/test_datasets.py")) == {"test_datasets"}


def test_an_interrupted_run_keeps_what_it_had_proven(course):
    course.write("tests/unit/test_text.py", "def test_ends(): raise KeyboardInterrupt\n")
    command = [sys.executable, "-m", "pytest", "tests/unit/test_datasets.py", "tests/unit/test_text.py"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, timeout=120)
    assert done.returncode == 2
    assert json.loads((course.root / "_build" / "proven.json").read_text()).keys() == {"tests/unit/test_datasets.py"}


def test_a_damaged_record_counts_as_none(proven_course):
    proven_course.write("_build/proven.json", '{"tests/unit')
    assert groups(proven_course.run("--reuse", "tests/unit/test_datasets.py")) == {"test_datasets"}


@pytest.mark.parametrize("pattern", proven.READS)
def test_files_said_to_read_no_chapter_name_none(pattern):
    hits = [path for path in ROOT.glob(pattern) if path.suffix == ".py"]
    assert hits, f"{pattern} in tools/testing/proven.py names no file"
    if pattern.startswith("tests/unit/"):
        for path in hits:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"ipynb|\"(?:notebooks|book)\"|book/|chapters\(|select\(", text), path


def test_a_pattern_that_names_no_file_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="'nowhere/"):
        proven.files(["nowhere/*"], tmp_path)
