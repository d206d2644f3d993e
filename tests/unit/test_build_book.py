"""Serving, packing and judging the built book. The building itself is tested by the tests of the rendered book."""

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
from tools.notebooks import ROOT

SERVE = """
import sys
from pathlib import Path
from tools.book import build as build_book
root = Path(sys.argv[1])
build_book.ROOT, build_book.HTML = root, root / "html"
build_book.build = lambda: (root / "html" / "index.html").write_text("<html><head></head><body>rebuilt</body></html>")
build_book.serve(int(sys.argv[2]))
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with one source file and a "built" book that is newer."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "intro.md").write_text("# Title")
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("<html><head></head><body>first</body></html>")
    (tmp_path / "book.log").write_text("")
    os.utime(tmp_path / "book" / "intro.md", (1, 1))
    for name, value in {"ROOT": tmp_path, "HTML": tmp_path / "html", "LOG": tmp_path / "book.log"}.items():
        monkeypatch.setattr(build_book, name, value)
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
        assert _wait_for(lambda: "rebuilt" in page())
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_the_zip_holds_the_whole_book_in_one_folder(built: Path):
    (built / "_build").mkdir()
    (built / "html" / "_static").mkdir()
    (built / "html" / "_static" / "style.css").write_text("body {}")
    with zipfile.ZipFile(build_book.make_zip()) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    folder = "neural-networks-by-experiment"
    assert names == {f"{folder}/index.html", f"{folder}/_static/style.css"}


def test_a_book_older_than_a_source_is_not_current(built: Path):
    assert build_book.is_current()
    later = time.time() + 10
    os.utime(built / "book" / "intro.md", (later, later))
    assert not build_book.is_current()


def test_a_book_without_pages_is_not_current(built: Path):
    (built / "html" / "index.html").unlink()
    assert not build_book.is_current()


def test_a_failed_build_says_where_the_log_is(built: Path, capsys: pytest.CaptureFixture, monkeypatch):
    monkeypatch.setattr(build_book.subprocess, "run", _failing_run)
    assert build_book.main([]) == 1
    printed = capsys.readouterr().out
    assert "WARNING: undefined label" in printed
    assert "The book was not built; the whole log is in book.log." in printed


def _failing_run(command, *, stdout, **options) -> subprocess.CompletedProcess:
    stdout.write("reading\nWARNING: undefined label: 'nowhere'\n")
    return subprocess.CompletedProcess(command, 1)
