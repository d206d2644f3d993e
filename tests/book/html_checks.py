"""Checks of a page's HTML: each takes a book and the name of a page, and returns what is wrong, a line each.

``CHECKS`` holds them all by name. ``test_html.py`` runs them on every page of the book, ``test_html_checks.py`` on
pages to which they must object.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import yaml
from book_pages import ROOT, BuiltBook, is_notebook
from bs4 import Tag

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
CHECKS: dict[str, Callable[[BuiltBook, str], list[str]]] = {}


def check(function: Callable[[BuiltBook, str], list[str]]) -> Callable[[BuiltBook, str], list[str]]:
    """Add a check to CHECKS."""
    CHECKS[function.__name__] = function
    return function


@functools.cache
def _anchors(book: BuiltBook, page: str) -> frozenset[str]:
    """Every anchor of a page; found once, since hundreds of links lead to the glossary."""
    return frozenset(tag["id"] for tag in book.soup(page).find_all(id=True))


@functools.cache
def _references(book: BuiltBook, page: str) -> tuple[str, ...]:
    """All addresses that a page names, as written."""
    named = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}
    tags = book.soup(page).find_all(list(named))
    return tuple(tag[named[tag.name]] for tag in tags if tag.get(named[tag.name]) is not None)


@check
def dead_links(book: BuiltBook, page: str) -> list[str]:
    """Addresses within the book that lead to no file or to no anchor."""
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
    return broken


@check
def links_that_are_not_https(book: BuiltBook, page: str) -> list[str]:
    """Addresses outside the book that are no https, or lead to the reader's own machine."""
    others = [urlsplit(reference) for reference in _references(book, page) if urlsplit(reference).scheme]
    return [
        link.geturl()
        for link in others
        if link.scheme not in ("https", "mailto") or link.hostname in ("localhost", "127.0.0.1")
    ]


def _is_file_name(text: str, image: Tag) -> bool:
    stem = Path(urlsplit(image["src"]).path).name
    return stem in text or bool(re.search(r"\.(png|jpe?g|gif|svg|webp)\s*$|^[0-9a-f]{16,}|^_?images?/", text, re.I))


@check
def images_without_alt_text(book: BuiltBook, page: str) -> list[str]:
    """Images without alt text, or with a file name in its place."""
    faults = []
    for image in book.soup(page).find_all("img"):
        alt = image.get("alt")
        # The logo stands beside the book's title, so its alt text is empty on purpose.
        decorative = "logo__image" in image.get("class", [])
        if alt is None or (not decorative and (not alt.strip() or _is_file_name(alt, image))):
            faults.append(str(image)[:200])
    return faults


@check
def paths_of_the_building_machine(book: BuiltBook, page: str) -> list[str]:
    """Paths that say where the book was built."""
    paths = rf"/(?:home|root|Users|tmp|work)/[\w.-]+/|[A-Z]:\\Users|{re.escape(str(ROOT))}"
    return re.findall(paths, book.source(page))


@check
def mathjax_without_need(book: BuiltBook, page: str) -> list[str]:
    """MathJax on a page without formulas, or formulas without MathJax."""
    soup = book.soup(page)
    loads = any("mathjax/" in script["src"] for script in soup.find_all("script", src=True))
    formulas = len(soup.find_all(class_="math"))
    return [] if loads == bool(formulas) else [f"{formulas} formulas, MathJax is {'' if loads else 'not '}loaded"]


@check
def scripts_without_need(book: BuiltBook, page: str) -> list[str]:
    """Scripts of the theme that the page does not use."""
    unused = r"thebe|fontawesome" if page == "search.html" else r"thebe|fontawesome|searchindex|searchtools"
    scripts = [script["src"] for script in book.soup(page).find_all("script", src=True)]
    return [script for script in scripts if re.search(unused, script)]


@check
def icons_without_a_drawing(book: BuiltBook, page: str) -> list[str]:
    """Classes of icons for which the style sheet has no drawing."""
    sheets = (book.html / "_static").glob("**/icons.css")
    drawn = {name for sheet in sheets for name in re.findall(r"^\.(fa-[\w-]+) \{", sheet.read_text("utf-8"), re.M)}
    classes = (name for tag in book.soup(page).find_all(["i", "span"], class_=True) for name in tag["class"])
    return sorted({name for name in classes if name.startswith("fa-")} - drawn - {"fa-solid", "fa-lg"})


@check
def faults_of_the_link_preview(book: BuiltBook, page: str) -> list[str]:
    """What a link preview lacks; the search page has none."""
    if page == "search.html":
        return []
    tags = book.soup(page).find_all("meta")
    meta = {tag.get("property") or tag.get("name"): tag.get("content", "") for tag in tags}
    descriptions = [meta.get(f"{prefix}description", "") for prefix in ("", "og:", "twitter:")]
    image = meta.get("og:image", "")
    faults = {
        "no title": not meta.get("og:title"),
        f"description of {len(descriptions[0])} characters, not 40 to 160": not 40 <= len(descriptions[0]) <= 160,
        "different descriptions": len(set(descriptions)) != 1,
        f"image {image!r} is no https address": not image.startswith("https://"),
        f"image {image!r} is not in _static": not (book.html / "_static" / image.rpartition("/")[2]).is_file(),
    }
    return [fault for fault, found in faults.items() if found]


@check
def faults_of_the_colab_button(book: BuiltBook, page: str) -> list[str]:
    """A button for Colab that a notebook lacks, that leads elsewhere, or that stands on a page that is no notebook."""
    links = [a["href"] for a in book.soup(page).find_all("a", class_="nnbe-colab")]
    repository = CONFIG["repository"]["url"].removeprefix("https://github.com/").rstrip("/")
    notebook = f"{repository}/blob/{CONFIG['repository']['branch']}/{page.removesuffix('.html')}.ipynb"
    wanted = [f"https://colab.research.google.com/github/{notebook}"] if is_notebook(page) else []
    return [] if links == wanted else [f"{links}, not {wanted}"]


@check
def faults_of_the_repository_button(book: BuiltBook, page: str) -> list[str]:
    """A button for the repository that is missing or leads elsewhere."""
    links = [a["href"] for a in book.soup(page).find_all("a", class_="btn-source-repository-button")]
    wanted = [CONFIG["repository"]["url"]]
    return [] if links == wanted else [f"{links}, not {wanted}"]
