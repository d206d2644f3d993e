"""What the tests of the rendered book share: one build, one web server, one browser for each worker."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_pages import ROOT, BuiltBook
from filelock import FileLock

from tools.book import build as build_book

CHROMIUM = os.environ.get("NNBE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def book() -> BuiltBook:
    """The built book: the folder in ``NNBE_HTML``, else ``_build/html``, made anew when it is missing or stale."""
    if ready := os.environ.get("NNBE_HTML"):
        html = Path(ready).resolve()
        if not (html / "index.html").exists():
            pytest.fail(f"NNBE_HTML is {ready!r}, which holds no index.html")
        return BuiltBook(html, html.parent / "book.log")
    build_book.LOG.parent.mkdir(exist_ok=True)
    # With several workers, the first one builds and the others wait.
    with FileLock(ROOT / "_build" / "book.lock"):
        if not build_book.is_current():
            build_book.build(fresh=True)
    if not (build_book.HTML / "index.html").exists():
        pytest.fail(f"the book does not build; see {build_book.LOG}")
    return BuiltBook(build_book.HTML, build_book.LOG)


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
    if CHROMIUM is None:
        reason = "no Chromium found (set NNBE_CHROMIUM); the browser tests of the book did not run"
        if os.environ.get("NNBE_REQUIRE_CHROMIUM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()
