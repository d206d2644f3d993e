"""A second build of the book makes anew what has changed, and loses nothing of what the first one had."""

from __future__ import annotations

import json
from pathlib import Path

import nnbe
import pytest
from book_pages import ROOT
from sphinx.cmd.build import build_main

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
from nnbe.references import reread_index_pages

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


CHANGES = {
    "the table of contents": lambda root, package: (root / "_toc.yml").write_text("root: intro"),
    "what is said of the chapters": lambda root, package: (root / "book/_data/chapters.yml").write_text("a: b"),
    "a module of the extension": lambda root, package: (package / "head.py").write_text("x = 2"),
    "a new module of nnutils": lambda root, package: (root / "nnutils" / "sound.py").write_text(""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_page_is_made_anew_after_a_change_of(change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for folder in ("book/_data", "nnutils", "nnbe"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("_toc.yml", "book/_data/chapters.yml", "nnbe/__init__.py", "nnbe/head.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    monkeypatch.setattr(nnbe, "__file__", str(tmp_path / "nnbe" / "__init__.py"))
    before = nnbe.version(tmp_path)
    (tmp_path / "book/_data/other.yml").write_text("")
    assert nnbe.version(tmp_path) == before
    change(tmp_path, tmp_path / "nnbe")
    assert nnbe.version(tmp_path) != before
