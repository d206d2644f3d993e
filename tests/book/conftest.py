"""What the tests of the rendered book share: one build, one web server, one browser for each worker."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_pages import ROOT, BuiltBook
from filelock import FileLock

CHROMIUM = os.environ.get("NNBE_CHROMIUM", "/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What a page is made from; a build older than any of these is stale.
SOURCES = ("_config.yml", "_toc.yml", "book/**/*", "notebooks/*.ipynb", "nnutils/*.py")


def _newest_source() -> float:
    files = (path for pattern in SOURCES for path in ROOT.glob(pattern))
    return max(path.stat().st_mtime for path in files if path.is_file() and "__pycache__" not in path.parts)


@pytest.fixture(scope="session")
def book() -> BuiltBook:
    """The built book: the folder in ``NNBE_HTML``, else ``_build/html``, made anew when it is missing or stale."""
    if ready := os.environ.get("NNBE_HTML"):
        html = Path(ready).resolve()
        if not (html / "index.html").exists():
            pytest.fail(f"NNBE_HTML is {ready!r}, which holds no index.html")
        return BuiltBook(html, html.parent / "book.log")
    html, log = ROOT / "_build" / "html", ROOT / "_build" / "book.log"
    log.parent.mkdir(exist_ok=True)
    # With several workers, the first one builds and the others wait.
    with FileLock(ROOT / "_build" / "book.lock"):
        if not log.exists() or log.stat().st_mtime < _newest_source() or not (html / "index.html").exists():
            # --all: a page that is not written again would keep its warnings to itself.
            start = "from jupyter_book.cli.main import main; main()"
            command = [sys.executable, "-c", start, "build", ".", "--all", "-W", "-n", "--keep-going"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
            output = done.stdout + done.stderr
            if not (html / "index.html").exists():
                pytest.fail(f"the book does not build:\n{output[-3000:]}")
            log.write_text(output, encoding="utf-8")
    return BuiltBook(html, log)


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        """Say nothing: requests are checked by the tests."""


@pytest.fixture(scope="session")
def origin(book: BuiltBook) -> Iterator[str]:
    """The address at which the book is served, without a slash at its end."""
    handler = functools.partial(_QuietHandler, directory=str(book.html))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Headless Chromium, one for all tests of a worker."""
    if not Path(CHROMIUM).exists():
        reason = f"no Chromium at {CHROMIUM} (set NNBE_CHROMIUM); the browser tests of the book did not run"
        if os.environ.get("NNBE_REQUIRE_CHROMIUM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()
