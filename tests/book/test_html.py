"""What can be read off the built HTML without a browser: links, alt texts, buttons, map, metadata."""

from __future__ import annotations

import re

import pytest
import yaml
from book_pages import PAGES, ROOT, BuiltBook, toc_documents
from html_checks import CHECKS

from nnutils import datasets
from tools.book.build import complaints


def test_the_build_log_has_no_warning(book: BuiltBook):
    if not book.log.exists():
        pytest.skip("NNBE_HTML names a build without a log (book.log beside the folder)")
    log = book.log.read_text(encoding="utf-8")
    assert complaints(log) == []


def test_every_page_that_is_built_is_tested(book: BuiltBook):
    built = {p.relative_to(book.html).as_posix() for p in book.html.rglob("*.html") if "_static" not in p.parts}
    assert built == {*PAGES, "index.html"}


def test_the_first_address_forwards_to_the_landing_page(book: BuiltBook):
    assert f"url={toc_documents()[0]}.html" in book.source("index.html")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("check", CHECKS)
def test_a_page_has_no(check: str, page: str, book: BuiltBook):
    assert CHECKS[check](book, page) == []


def test_the_map_shows_all_parts_and_chapters_under_their_numbers_and_titles(book: BuiltBook):
    landing = f"{toc_documents()[0]}.html"
    entries = {entry["value"]: entry.find("a") for entry in book.soup(landing).select(".nnbe-map li")}
    chapters = [name for name in toc_documents() if name.startswith("notebooks/")]
    assert list(entries) == [str(int(name.removeprefix("notebooks/")[:2])) for name in chapters]
    for name, link in zip(chapters, entries.values(), strict=True):
        assert link["href"] == f"../{name}.html"
        title = book.soup(f"{name}.html").find("h1").find(string=True)
        assert title.endswith(f" · {link.get_text()}")
    parts = [heading.get_text(strip=True) for heading in book.soup(landing).select(".nnbe-map h3")]
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert parts == [part["caption"] for part in toc["parts"] if "Part" in part["caption"]]


def test_every_notebook_is_in_the_table_of_contents():
    notebooks = {path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    listed = {name.removeprefix("notebooks/") for name in toc_documents() if name.startswith("notebooks/")}
    assert notebooks == listed


def test_the_glossary_defines_each_term_once_and_about_a_hundred(book: BuiltBook):
    terms = book.soup("book/glossary.html").select("dl.glossary > dt")
    names = [term["id"] for term in terms]
    assert len(names) == len(set(names))
    assert len(names) >= 100
    assert all(term.find_next_sibling("dd").get_text(strip=True) for term in terms)


def test_every_reference_has_an_author_a_title_and_a_year():
    text = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = re.split(r"^@", text, flags=re.M)[1:]
    keys = [re.match(r"\w+\{([^,]+),", entry)[1] for entry in entries]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 70
    for key, entry in zip(keys, entries, strict=True):
        assert all(re.search(rf"\b{field} = \{{", entry) for field in ("author", "title", "year")), key
        assert re.search(r"year = \{(\d{4})\}", entry)[1] == key[-4:], key


def test_every_data_set_has_a_card(book: BuiltBook):
    loaders = {*datasets.LOADERS, "weights"}
    named = {row.get_text(strip=True) for row in book.soup("book/data_cards.html").select("tbody tr td:first-child")}
    assert loaders <= named
