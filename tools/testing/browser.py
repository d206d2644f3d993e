"""The built book served on this machine, and headless Chromium to look at it: for tests, pictures and measurements."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tools.book import build as build_book
from tools.notebooks import ROOT

CHROMIUM = os.environ.get("NNBE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBook(RuntimeError):
    """The book is not built and can't be."""


def built_html() -> Path:
    """Return the folder of the built book: that in ``NNBE_HTML``, else ``_build/html``, made anew when it is stale.

    Raises
    ------
    NoBook
        If ``NNBE_HTML`` holds no book, or the book does not build.
    """
    if ready := os.environ.get("NNBE_HTML"):
        html = Path(ready).resolve()
        if not (html / "index.html").exists():
            raise NoBook(f"NNBE_HTML is {ready!r}, which holds no index.html")
        return html
    build_book.LOG.parent.mkdir(exist_ok=True)
    # With several workers, the first one builds and the others wait.
    with FileLock(ROOT / "_build" / "book.lock"):
        if not (build_book.is_current() or build_book.build()):
            raise NoBook(f"the book does not build; see {build_book.LOG}")
    return build_book.HTML


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing: requests are checked by the tests."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and give its address without a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_QuietHandler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextlib.contextmanager
def chromium() -> Iterator:
    """Start headless Chromium.

    Raises
    ------
    FileNotFoundError
        If there is none on this machine.
    """
    if CHROMIUM is None:
        raise FileNotFoundError("no Chromium found (set NNBE_CHROMIUM)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def settle(page: Any) -> None:
    """Wait until the page is loaded and its fonts and MathJax, where it is loaded, are ready."""
    page.wait_for_load_state("load")
    if page.locator("script[src*='mathjax/']").count():
        page.wait_for_function("window.MathJax?.startup?.promise")
        page.evaluate("() => MathJax.startup.promise")
    page.evaluate("() => document.fonts.ready.then(() => null)")


@pytest.fixture(scope="session")
def html() -> Path:
    """The folder of the built book."""
    try:
        return built_html()
    except NoBook as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def origin(html: Path) -> Iterator[str]:
    """The address at which the book is served, without a slash at its end."""
    with served(html) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Headless Chromium, one for all tests of a worker."""
    try:
        with chromium() as started:
            yield started
    except FileNotFoundError as error:
        reason = f"{error}; the browser tests of the book did not run"
        if os.environ.get("NNBE_REQUIRE_CHROMIUM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
