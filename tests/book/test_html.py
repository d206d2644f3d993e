"""What can be read off the built HTML without a browser: links, alt texts, buttons, map, metadata."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from book_pages import NOTEBOOK_PAGES, PAGES, ROOT, BuiltBook, toc_documents
from bs4 import Tag

from nnutils import datasets

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def test_the_build_log_has_no_warning(book: BuiltBook):
    if not book.log.exists():
        pytest.skip("NNBE_HTML names a build without a log (book.log beside the folder)")
    log = book.log.read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if "WARNING" in line or "ERROR" in line] == []


def test_every_page_that_is_built_is_tested(book: BuiltBook):
    built = {p.relative_to(book.html).as_posix() for p in book.html.rglob("*.html") if "_static" not in p.parts}
    assert built == {*PAGES, "index.html"}


def test_the_first_address_forwards_to_the_landing_page(book: BuiltBook):
    assert f"url={toc_documents()[0]}.html" in book.source("index.html")


@functools.cache
def _anchors(book: BuiltBook, page: str) -> frozenset[str]:
    """Every anchor of a page; found once, since hundreds of links lead to the glossary."""
    return frozenset(tag["id"] for tag in book.soup(page).select("[id]"))


@functools.cache
def _references(book: BuiltBook, page: str) -> tuple[str, ...]:
    """All addresses that a page names, as written."""
    named = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}
    tags = book.soup(page).find_all(list(named))
    return tuple(tag[named[tag.name]] for tag in tags if tag.get(named[tag.name]) is not None)


@pytest.mark.parametrize("page", PAGES)
def test_internal_links_and_anchors_resolve(book: BuiltBook, page: str):
    broken = []
    for reference in _references(book, page):
        if urlsplit(reference).scheme:
            continue
        target = urlsplit(urljoin(f"http://book/{page}", reference))
        name = unquote(target.path).lstrip("/") or page
        file = book.html / name
        if not file.is_file() or (
            target.fragment and name.endswith(".html") and unquote(target.fragment) not in _anchors(book, name)
        ):
            broken.append(reference)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_links_to_other_hosts_are_https(book: BuiltBook, page: str):
    others = [urlsplit(reference) for reference in _references(book, page) if urlsplit(reference).scheme]
    assert [link.geturl() for link in others if link.scheme not in ("https", "mailto")] == []
    assert [link.geturl() for link in others if link.hostname in ("localhost", "127.0.0.1")] == []


def _is_file_name(text: str, image: Tag) -> bool:
    stem = Path(urlsplit(image["src"]).path).name
    return stem in text or bool(re.search(r"\.(png|jpe?g|gif|svg|webp)\s*$|^[0-9a-f]{16,}|^_?images?/", text, re.I))


@pytest.mark.parametrize("page", PAGES)
def test_every_image_has_alt_text_that_is_not_its_file_name(book: BuiltBook, page: str):
    faults = []
    for image in book.soup(page).find_all("img"):
        alt = image.get("alt")
        # The logo stands beside the book's title, so its alt text is empty on purpose.
        decorative = "logo__image" in image.get("class", [])
        if alt is None or (not decorative and (not alt.strip() or _is_file_name(alt, image))):
            faults.append(str(image)[:200])
    assert faults == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_path_of_the_building_machine(book: BuiltBook, page: str):
    assert not re.search(r"/(?:home|root|Users|tmp|work)/[\w.-]+/|[A-Z]:\\Users", book.source(page))
    assert str(ROOT) not in book.source(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_mathjax_exactly_when_it_has_formulas(book: BuiltBook, page: str):
    soup = book.soup(page)
    loads = any("mathjax/" in script["src"] for script in soup.find_all("script", src=True))
    assert loads == (soup.select_one(".math") is not None)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_loads_thebe_the_icon_script_or_the_search_index_for_nothing(book: BuiltBook, page: str):
    scripts = " ".join(script["src"] for script in book.soup(page).find_all("script", src=True))
    unused = r"thebe|fontawesome" if page == "search.html" else r"thebe|fontawesome|searchindex|searchtools"
    assert re.findall(unused, scripts) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_icon_class_has_a_drawing(book: BuiltBook, page: str):
    drawn = set(re.findall(r"^\.(fa-[\w-]+) \{", (book.html / "_static" / "icons.css").read_text("utf-8"), re.M))
    classes = (name for tag in book.soup(page).select("i, span") for name in tag.get("class", []))
    used = {name for name in classes if name.startswith("fa-")}
    assert used - drawn - {"fa-solid", "fa-lg"} == set()


@pytest.mark.parametrize("page", [page for page in PAGES if f"{page[:-5]}" in toc_documents()])
def test_a_link_preview_has_title_description_and_picture(book: BuiltBook, page: str):
    soup = book.soup(page)
    meta = {tag.get("property") or tag.get("name"): tag.get("content", "") for tag in soup.find_all("meta")}
    assert meta["og:title"]
    assert 40 <= len(meta["og:description"]) <= 160
    assert meta["og:description"] == meta["description"] == meta["twitter:description"]
    assert meta["og:image"].startswith("https://")
    assert (book.html / "_static" / meta["og:image"].rsplit("/", 1)[1]).is_file()


@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_the_colab_button_opens_the_notebook_of_its_page(book: BuiltBook, page: str):
    links = [a["href"] for a in book.soup(page).select(".header-article-items__end a.nnbe-colab")]
    repository = CONFIG["repository"]["url"].removeprefix("https://github.com/").rstrip("/")
    branch = CONFIG["repository"]["branch"]
    notebook = page.removesuffix(".html") + ".ipynb"
    assert links == [f"https://colab.research.google.com/github/{repository}/blob/{branch}/{notebook}"]
    assert (ROOT / notebook).is_file()


@pytest.mark.parametrize("page", [page for page in PAGES if page not in NOTEBOOK_PAGES])
def test_pages_that_are_no_notebooks_have_no_colab_button(book: BuiltBook, page: str):
    assert book.soup(page).select("a.nnbe-colab") == []


@pytest.mark.parametrize("page", [page for page in PAGES if page[:-5] in toc_documents()])
def test_every_page_has_a_button_to_its_repository(book: BuiltBook, page: str):
    buttons = [a["href"] for a in book.soup(page).select("a.btn-source-repository-button")]
    assert buttons == [CONFIG["repository"]["url"]]


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
