"""What the extension of the book reads: the course from its files, titles from notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from nnbe import course, head, repository
from nnbe.notebooks import name_folded_cells

from tools import set_repository
from tools.teaching.__main__ import book_address

TOC = """
root: book/intro
parts:
  - caption: Start here
    chapters: [{file: book/how_to_use}]
  - caption: Part I · Networks
    chapters: [{file: book/part1}, {file: notebooks/02_second}, {file: notebooks/01_first}, {file: book/interlude}]
"""
ABOUT = {"part1": "A part.", "01_first": "One.", "02_second": "Two."}


def _write(root: Path, toc: str = TOC, about: dict[str, str] = ABOUT) -> Path:
    (root / "book" / "_data").mkdir(parents=True)
    (root / course.TOC).write_text(toc, encoding="utf-8")
    (root / course.ABOUT).write_text(yaml.safe_dump(about), encoding="utf-8")
    return root


def test_parts_and_chapters_stand_in_the_order_of_the_table_of_contents(tmp_path: Path):
    (part,) = course.parts(_write(tmp_path))
    assert (part.docname, part.name, part.about) == ("book/part1", "Part I · Networks", "A part.")
    assert [(c.number, c.docname, c.about) for c in part.chapters] == [
        ("02", "notebooks/02_second", "Two."),
        ("01", "notebooks/01_first", "One."),
    ]
    assert list(course.chapters(tmp_path)) == ["02", "01"]


@pytest.mark.parametrize(
    ("toc", "about", "message"),
    [
        (
            TOC,
            {"part1": "A part."},
            r"chapters\.yml has no sentence about 02_second, 01_first",
        ),
        (TOC, {}, "has no sentence about part1, 02_second"),
        (TOC, ABOUT | {"03_third": "No."}, r"about 03_third, which _toc\.yml does not list"),
        (
            TOC.replace("{file: book/part1}, ", ""),
            ABOUT,
            "'Part I · Networks' begins with notebooks/02_second, not with",
        ),
    ],
)
def test_files_that_contradict_each_other_are_named(tmp_path: Path, toc: str, about: dict[str, str], message: str):
    with pytest.raises(ValueError, match=message):
        course.parts(_write(tmp_path, toc, about))


def test_a_title_is_that_of_the_notebook_without_its_number(tmp_path: Path):
    (tmp_path / "notebooks").mkdir()
    cells = [{"source": ["# 05 · Handwritten digits\n", "\n", "Text."]}]
    (tmp_path / "notebooks" / "05_mnist.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert course.title("notebooks/05_mnist", tmp_path) == "Handwritten digits"


def _prompts(path: str, *cells: dict) -> list[dict]:
    """Return the cells' settings for MyST-NB after the extension has seen the notebook."""
    source = [json.dumps({"cells": [{"metadata": {}} | cell for cell in cells]})]
    name_folded_cells(SimpleNamespace(env=SimpleNamespace(doc2path=lambda docname: path)), "page", source)
    return [cell["metadata"].get("mystnb", {}) for cell in json.loads(source[0])["cells"]]


def test_a_folded_cell_is_named_by_its_title():
    titled, plain = _prompts(
        "a.ipynb", {"source": ["# @title Solution <2>\n", "x = 1"]}, {"source": "x = 1\n# @title Late"}
    )
    assert titled == {"code_prompt_show": "Show: Solution <2>", "code_prompt_hide": "Hide: Solution <2>"}
    assert plain == {}


def test_a_cell_keeps_its_own_settings():
    metadata = {"mystnb": {"code_prompt_show": "Open", "image": {"alt": "A curve"}}}
    (settings,) = _prompts("a.ipynb", {"source": "# @title Solution", "metadata": metadata})
    assert settings == metadata["mystnb"] | {"code_prompt_hide": "Hide: Solution"}


def test_a_page_that_is_no_notebook_is_left_alone():
    source = ["# @title is no JSON"]
    name_folded_cells(SimpleNamespace(env=SimpleNamespace(doc2path=lambda docname: "book/intro.md")), "page", source)
    assert source == ["# @title is no JSON"]


@pytest.mark.parametrize("given", ["", "https://example.org/course/"])
def test_the_book_and_the_tools_mean_the_same_addresses(tmp_path: Path, given: str):
    """Jupyter Book loads the extension where it can't import the tools, so both know these."""
    url = "https://github.com/Some-One/Deep.course"
    (tmp_path / "_config.yml").write_text(yaml.safe_dump({"html": {"baseurl": given}}), encoding="utf-8")
    config = SimpleNamespace(html_baseurl=given, html_theme_options={"repository_url": url})
    assert head._published_url(SimpleNamespace(config=config)) == book_address(url, tmp_path) != ""
    assert repository.PLACEHOLDER == set_repository.PLACEHOLDER
