"""A second build of the book makes anew what has changed, and loses nothing of what the first one had."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from book_pages import ROOT
from sphinx.cmd.build import build_main

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
from nnbe_book import reread_index_pages

def setup(app):
    app.connect("env-get-outdated", reread_index_pages)
"""
INDEX = "Course\n======\n\n.. toctree::\n\n   glossary\n   chapter\n"
GLOSSARY = "Glossary\n========\n\n.. glossary::\n\n   backpropagation\n      The chain rule, from the loss backwards.\n"


def test_the_search_keeps_the_glossary_when_another_page_changes(tmp_path: Path):
    pages = {"conf.py": CONF, "index.rst": INDEX, "glossary.rst": GLOSSARY}
    for name, content in pages.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    html = tmp_path / "html"
    searchable = []
    for text in ("First.", "Second."):
        (tmp_path / "chapter.rst").write_text(f"Chapter\n=======\n\n{text}\n", encoding="utf-8")
        assert build_main(["-q", "-b", "html", str(tmp_path), str(html)]) == 0
        index = (html / "searchindex.js").read_text(encoding="utf-8")
        searchable.append(list(json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["indexentries"]))
    assert searchable == [["backpropagation"], ["backpropagation"]]


def test_a_new_table_of_contents_makes_every_page_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(ROOT / "book" / "_ext")
    import nnbe_book

    monkeypatch.setattr(nnbe_book, "ROOT", tmp_path)
    versions = []
    for contents in ("root: intro", "root: intro", "root: intro\nchapters: [{file: glossary}]"):
        (tmp_path / "_toc.yml").write_text(contents, encoding="utf-8")
        versions.append(nnbe_book.version())
    assert versions[0] == versions[1] != versions[2]
