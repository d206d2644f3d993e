"""A second build of the book, after one page has changed, must not lose what the first one had."""

from __future__ import annotations

import json
from pathlib import Path

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
