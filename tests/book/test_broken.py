"""A broken book fails in every build, however often it is tried. The builds are real ones, of a small book."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from book_pages import ROOT

TOC = "format: jb-book\nroot: book/intro\nchapters:\n  - file: book/one\n"
INTRO = "# A small book\n\nSee [the heading](one.md#here).\n"
ONE = "# One\n\n## Here\n\nText.\n"
# Files in the root of the small book make it fail or wait when its pages are written. Sphinx does not know these files,
# so only the builder can see that it must not trust what was read and written before.
HOOKS = """

def _fail_or_wait(app, pagename, *rest):
    import time
    if pagename == "book/one" and (course.ROOT / "fail").exists():
        raise RuntimeError("an error in the extension")
    while pagename == "search" and (course.ROOT / "wait").exists():
        time.sleep(0.1)


_setup = setup


def setup(app):
    app.connect("html-page-context", _fail_or_wait)
    return _setup(app)
"""


class SmallBook:
    """Two pages with this repository's configuration, extension and builder, in a folder of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("_config.yml", "requirements.txt", "book/references.bib"):
            self.write(name, (ROOT / name).read_text(encoding="utf-8"))
        # The packages as a whole: what the extension imports, and what that imports in turn, is not repeated here.
        for name in ("book/_ext", "book/_static", "book/_templates", "nnutils", "tools"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        with (root / "book" / "_ext" / "nnbe" / "__init__.py").open("a", encoding="utf-8") as extension:
            extension.write(HOOKS)
        pages = {"_toc.yml": TOC, "book/_data/chapters.yml": "", "book/intro.md": INTRO, "book/one.md": ONE}
        for name, text in pages.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Write a file of the book."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start a build; by default as ``make book`` does it."""
        command = [sys.executable, *(arguments or ("-m", "tools.book.build"))]
        environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONUTF8": "1"}
        return subprocess.Popen(command, cwd=self.root, env=environment, stdout=subprocess.PIPE, text=True)

    def build(self, *arguments: str) -> tuple[int, str]:
        """Build; return the exit status and what was printed."""
        process = self.start(*arguments)
        printed = process.communicate(timeout=300)[0]
        return process.returncode, printed

    def is_current(self) -> bool:
        """Ask the builder whether the book is built from what is there."""
        return self.build("-c", "from tools.book import build; print(build.is_current())")[1].strip() == "True"


# What an author's `make serve` does.
CHANGED_PAGES_ONLY = ("-c", "import sys; from tools.book import build; sys.exit(not build.build(fresh=False))")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """A small book that was built once, so that Sphinx has something to trust."""
    book = SmallBook(tmp_path_factory.mktemp("small"))
    status, printed = book.build()
    assert status == 0, printed
    assert book.is_current()
    return book


@pytest.fixture(autouse=True)
def mend(small: SmallBook):
    """After each test the book is whole again."""
    yield
    small.write("book/intro.md", INTRO)
    small.write("book/one.md", ONE)
    for name in ("fail", "wait"):
        (small.root / name).unlink(missing_ok=True)


def test_a_dead_link_and_an_unknown_reference_fail_every_build(small: SmallBook):
    small.write("book/one.md", ONE + "\n[dead](nowhere.md) and {ref}`unknown-label`\n")
    for _ in range(2):
        status, printed = small.build(*CHANGED_PAGES_ONLY)
        assert status == 1
        assert "'nowhere.md'" in printed
        assert "'unknown-label'" in printed
        assert "The book was not built" in printed
    assert not small.is_current()


def test_an_error_in_the_extension_fails_every_build(small: SmallBook):
    small.write("fail", "")
    small.write("book/one.md", ONE + "\nChanged.\n")
    for _ in range(2):
        status, printed = small.build(*CHANGED_PAGES_ONLY)
        assert status == 1
        assert "an error in the extension" in printed


def test_a_build_that_was_killed_leaves_nothing_to_trust(small: SmallBook):
    small.write("wait", "")
    small.write("book/one.md", ONE + "\n[dead](nowhere.md)\n")
    process = small.start(*CHANGED_PAGES_ONLY)
    end = time.monotonic() + 240
    written = small.root / "_build" / "html" / "book" / "one.html"
    while "dead" not in (written.read_text(encoding="utf-8") if written.exists() else ""):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "the build did not write its pages"
        time.sleep(0.2)
    for each in [*psutil.Process(process.pid).children(recursive=True), process]:
        each.kill()
    process.communicate()
    (small.root / "wait").unlink()
    assert not small.is_current()
    status, printed = small.build(*CHANGED_PAGES_ONLY)
    assert (status, "'nowhere.md'" in printed) == (1, True)


def test_the_mended_book_is_built_once_and_a_change_makes_it_out_of_date(small: SmallBook):
    small.write("book/one.md", ONE + "\nMended.\n")
    assert not small.is_current()
    status, printed = small.build()
    assert status == 0, printed
    assert "The book is built (" in printed
    assert small.is_current()
    status, printed = small.build()
    assert (status, "nothing has changed since" in printed) == (0, True)
    # A build of changed pages can't see that the introduction, unchanged, links to a heading that is gone.
    small.write("book/one.md", ONE.replace("Here", "There"))
    small.build(*CHANGED_PAGES_ONLY)
    assert not small.is_current()
    status, printed = small.build()
    assert (status, "intro.md" in printed) == (1, True)
