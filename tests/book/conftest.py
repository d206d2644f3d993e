"""What the tests of the rendered book share; ``tools.testing.browser`` builds and serves it, and starts the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from book_pages import ROOT, BuiltBook

# The extension of the book, which no installed package holds.
sys.path.insert(0, str(ROOT / "book" / "_ext"))


@pytest.fixture(scope="session")
def book(html: Path) -> BuiltBook:
    """The built book and the log of its build."""
    return BuiltBook(html, html.parent / "book.log")
