"""Serving, packing and judging the built book. That a broken one never builds is tested with the rendered book."""

import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.book import build as build_book
from tools.book import zip as zip_book
from tools.notebooks import ROOT

SERVE = """
import sys
from pathlib import Path
from tools.book import build as build_book, serve
root = Path(sys.argv[1])
build_book.ROOT, build_book.HTML = root, root / "html"
build_book.build = lambda fresh: (root / "html" / "index.html").write_text(f"<html><head></head>rebuilt {fresh}</html>")
serve.serve(int(sys.argv[2]))
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with one source file and a "built" book whose stamp says so."""
    names = {"ROOT": "", "HTML": "html", "LOG": "_build/book.log", "STAMP": "_build/stamp", "READ": "_build/read"}
    for name, below in names.items():
        monkeypatch.setattr(build_book, name, tmp_path / below)
    for folder in ("book", "html", "_build"):
        (tmp_path / folder).mkdir()
    (tmp_path / "book" / "intro.md").write_text("# Title")
    (tmp_path / "html" / "index.html").write_text("<html><head></head><body>first</body></html>")
    build_book.STAMP.write_text(build_book.sources_digest())
    return tmp_path


def _wait_for(condition, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.3)
    return False


def test_serving_rebuilds_on_a_change_and_reloads_the_page(built: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(built), str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def page() -> str:
        try:
            return urlopen(f"http://127.0.0.1:{port}/index.html", timeout=5).read().decode()
        except OSError:
            return ""

    try:
        assert _wait_for(lambda: "first" in page())
        assert "livereload.js" in page()
        time.sleep(1)  # the watcher compares whole states, of which it needs a first one
        (built / "book" / "intro.md").write_text("# Another title")
        assert _wait_for(lambda: "rebuilt False" in page())
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_the_zip_holds_the_whole_book_in_one_folder(built: Path):
    (built / "html" / "_static").mkdir()
    (built / "html" / "_static" / "style.css").write_text("body {}")
    with zipfile.ZipFile(zip_book.make_zip()) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    folder = "neural-networks-by-experiment"
    assert names == {f"{folder}/index.html", f"{folder}/_static/style.css"}


def _change(root: Path) -> None:
    times = (root / "book" / "intro.md").stat()
    (root / "book" / "intro.md").write_text("# Tidle")
    os.utime(root / "book" / "intro.md", ns=(times.st_atime_ns, times.st_mtime_ns))


CHANGES = {
    "a source says something else, with its old time": _change,
    "a source is gone": lambda root: (root / "book" / "intro.md").unlink(),
    "a source has another name": lambda root: (root / "book" / "intro.md").rename(root / "book" / "start.md"),
    "a source is new": lambda root: (root / "_toc.yml").write_text(""),
    "no page was built": lambda root: (root / "html" / "index.html").unlink(),
    "no build succeeded": lambda root: build_book.STAMP.unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_book_is_not_current(built: Path, change):
    assert build_book.is_current()
    change(built)
    assert not build_book.is_current()


def test_what_the_book_is_not_made_from_leaves_it_current(built: Path):
    (built / "book" / "__pycache__").mkdir()
    (built / "book" / "__pycache__" / "nnbe.pyc").write_text("")
    (built / "README.md").write_text("")
    os.utime(built / "book" / "intro.md", (1, 1))
    assert build_book.is_current()


def test_a_failed_build_says_where_the_log_is_and_leaves_no_stamp(
    built: Path, capsys: pytest.CaptureFixture, monkeypatch
):
    monkeypatch.setattr(build_book.subprocess, "run", _failing_run)
    _change(built)
    assert not build_book.build()
    printed = capsys.readouterr().out
    assert "WARNING: undefined label" in printed
    assert "reading" not in printed
    assert "The book was not built; the whole log is in _build/book.log." in printed
    assert not build_book.STAMP.exists()


def _failing_run(command, *, stdout, **options) -> subprocess.CompletedProcess:
    stdout.write("reading\nWARNING: undefined label: 'nowhere'\n")
    return subprocess.CompletedProcess(command, 1)


def test_a_source_that_changes_during_the_build_is_built_again(built: Path, monkeypatch):
    def run(command, **options) -> subprocess.CompletedProcess:
        _change(built)
        build_book.READ.mkdir(exist_ok=True)
        build_book.HTML.mkdir(exist_ok=True)
        (build_book.HTML / "index.html").write_text("")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(build_book.subprocess, "run", run)
    assert build_book.build()
    assert not build_book.is_current()
