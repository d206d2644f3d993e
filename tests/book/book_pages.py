"""The pages of the book as the tests see them: their names before the build, their HTML after it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def toc_documents() -> tuple[str, ...]:
    """Return the documents that ``_toc.yml`` lists, in order, without suffix."""

    def walk(entries: list[dict]) -> Iterator[str]:
        for entry in entries:
            yield entry["file"]
            yield from walk(entry.get("sections", []))

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [entry for part in toc["parts"] for entry in part["chapters"]]
    return (toc["root"], *walk(chapters))


# Sphinx adds the search page to those of the table of contents; index.html only forwards to the landing page.
PAGES = tuple(f"{name}.html" for name in (*toc_documents(), "search"))


def is_notebook(page: str) -> bool:
    """Whether a page, ``book/errata.html`` for example, is made from a notebook."""
    return (ROOT / page).with_suffix(".ipynb").exists()


NOTEBOOK_PAGES = tuple(page for page in PAGES if is_notebook(page))


@dataclass(frozen=True)
class BuiltBook:
    """A built book: the folder ``html`` and the ``log`` of its build."""

    html: Path
    log: Path

    def source(self, page: str) -> str:
        """Return the HTML of a page."""
        return (self.html / page).read_text(encoding="utf-8")

    def soup(self, page: str) -> BeautifulSoup:
        """Return the parsed HTML of a page."""
        return _parse(self.html / page)


@functools.cache
def _parse(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
